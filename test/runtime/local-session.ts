import { openSession, type Session } from '../../src/ssh/session.ts'
import type { Connection, RemoteExit, RemoteProcess } from '../../src/ssh/transport.ts'
import type { Sandbox } from './sandbox.ts'

/** The shells that a host's /bin/sh may be, by the program that each is. */
export const shells = ['dash', 'bash', 'busybox'] as const

export type Shell = (typeof shells)[number]

/** Makes /bin/sh of a sandbox another shell. */
export function useShell(sandbox: Sandbox, shell: Shell): void {
  sandbox.sh('ln -sfn "$(command -v "$1")" /bin/sh', shell)
}

/** A session as the commands open it, but in a sandbox and not over SSH. */
export function openLocalSession(
  sandbox: Sandbox,
  manager = 'apt',
  loginShell: readonly string[] = ['sh'],
): Promise<Session> {
  return openSession(localConnection(sandbox, loginShell), manager)
}

/** What SSH would be: a login shell that is handed the command. */
function localConnection(sandbox: Sandbox, loginShell: readonly string[]): Connection {
  return {
    hostKey: { type: 'none', fingerprint: 'none' },
    exec: async command => startRemote(sandbox, [...loginShell, '-c', command]),
    close() {},
  }
}

function startRemote(sandbox: Sandbox, command: readonly string[]): RemoteProcess {
  const child = sandbox.start(command)
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
