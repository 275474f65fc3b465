import type { ChildProcess } from 'node:child_process'
import { keepSecrets } from '../../src/ssh/secrets.ts'
import { openSession, type Session } from '../../src/ssh/session.ts'
import type { Connection, RemoteExit, RemoteProcess } from '../../src/ssh/transport.ts'
import type { Sandbox } from './sandbox.ts'

/** The shells that a host's /bin/sh may be, by the program that each is. */
export const shells = ['dash', 'bash', 'busybox'] as const

export type Shell = (typeof shells)[number]

/** Whether all of a test that takes long is wanted: `npm run test:all` and `npm run test:crash`. */
export const takesLong = process.env.MIRRORC_LONG === '1' || process.env.MIRRORC_CRASH === 'all'

/** The shells for what takes long. busybox is /bin/sh of no release that is known. */
export const shellsOfReleases: readonly Shell[] = takesLong ? shells : ['dash', 'bash']

/** Makes /bin/sh of a sandbox another shell. */
export function useShell(sandbox: Sandbox, shell: Shell): void {
  sandbox.sh('ln -sfn "$(command -v "$1")" /bin/sh', shell)
}

/** A session as the commands open it, but in a sandbox and not over SSH. */
export async function openLocalSession(
  sandbox: Sandbox,
  manager = 'apt',
  loginShell: readonly string[] = ['sh'],
): Promise<Session> {
  return (await openLine(sandbox, manager, loginShell)).session
}

/** Root needs nobody to ask. */
export const privilege = {
  askSecret: undefined,
  secrets: keepSecrets(),
  sudoPassword: undefined,
  timeoutMs: 30_000,
}

/** A session, and the process at its other end. */
export interface Line {
  readonly session: Session
  readonly process: ChildProcess
}

/** As above, for a test that means to cut it. */
export async function openLine(
  sandbox: Sandbox,
  manager = 'apt',
  loginShell: readonly string[] = ['sh'],
  program?: string,
): Promise<Line> {
  const { connection, started } = localConnection(sandbox, loginShell)
  const session = await openSession(connection, { manager, privilege, ...runner(program) })
  const [process] = started
  if (process === undefined) throw new Error('the session started nothing')
  return { session, process }
}

/** What stands for a connection, and what was started over it. */
export function localConnection(
  sandbox: Sandbox,
  loginShell: readonly string[],
): { readonly connection: Connection; readonly started: readonly ChildProcess[] } {
  const started: ChildProcess[] = []
  const connection: Connection = {
    label: 'sandbox',
    user: 'root',
    hostKey: { type: 'none', fingerprint: 'none' },
    exec: async command => {
      const child = sandbox.start([...loginShell, '-c', command])
      started.push(child)
      return remoteProcess(child)
    },
    close() {},
  }
  return { connection, started }
}

const runner = (program: string | undefined): { runner?: string } =>
  program === undefined ? {} : { runner: program }

/** A process in a sandbox, as a connection would give it. */
export function remoteProcess(child: ChildProcess): RemoteProcess {
  const { stdin, stdout, stderr } = child
  if (stdin === null || stdout === null || stderr === null) throw new Error('started without pipes')
  stdin.on('error', () => {})
  const exit = new Promise<RemoteExit>(resolve => {
    child.once('close', (code, signal) =>
      resolve({ code: code ?? undefined, signal: signal ?? undefined, lost: undefined }),
    )
  })
  return { stdin, stdout, stderr, exit }
}
