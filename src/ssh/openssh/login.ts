import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Attempt } from '../attempt.ts'
import { dropUnread, reasonOf } from '../output.ts'
import { bootstrapCommand } from '../runtime.ts'
import type { Connection, RemoteExit, RemoteProcess, SshOptions } from '../transport.ts'
import { describeHostKey, fingerprintOf } from '../trust/host-key.ts'
import { refuseHostKey } from '../trust/refusal.ts'
import { findRevokedPin, judgeHostKey } from '../trust/verdict.ts'
import { turnedAway, unreachable } from '../unreachable.ts'
import type { Leg, Way } from '../way.ts'
import { prepareInvocation } from './arguments.ts'
import { type Program, saidBy, startProgram } from './program.ts'

/**
 * Log in with the system's `ssh`. A login of it is good for one command: it starts a shell that waits for what the
 * command is to be. A further command is a login of its own.
 */
export async function logInWithProgram(
  way: Way,
  attempt: Attempt,
  options: SshOptions,
): Promise<Connection> {
  const { label, user } = way.last.resolved
  refuseRevokedPin(way.last)
  const shells: Shell[] = [await openShell(way, attempt, options)]
  const waiting = [...shells]
  attempt.succeed()
  return {
    label,
    user,
    hostKey: shownKey(shells[0]?.program.log() ?? '') ?? {
      type: 'unknown',
      fingerprint: 'unknown',
    },
    exec: async command => {
      attempt.signal.throwIfAborted()
      const shell = waiting.pop() ?? (await openShell(way, attempt, options))
      if (!shells.includes(shell)) shells.push(shell)
      shell.program.child.stdin.write(`${command}\n--mirrorc-run\n`)
      return wrapProgram(shell, attempt)
    },
    close: () => {
      for (const { program } of shells) end(program)
    },
  }
}

/** The files of known hosts are kept from an `ssh` that is told which key is pinned. */
function refuseRevokedPin({ resolved, known }: Leg): void {
  const by = findRevokedPin(resolved.trust, known)
  if (by === undefined) return
  throw refuseHostKey(resolved, describeHostKey(by.blob), { kind: 'revoked', by })
}

interface Shell {
  readonly program: Program
  readonly stderr: Readable
}

async function openShell(way: Way, attempt: Attempt, options: SshOptions): Promise<Shell> {
  attempt.begin('logging in')
  const nonce = `mirrorc-${randomBytes(12).toString('hex')}`
  // ssh_config(5): LocalCommand runs after the login and before anything of the host's comes out.
  const ready = ['PermitLocalCommand=yes', `LocalCommand=echo ${nonce}`]
  const program = startProgram(
    prepareInvocation(way, options, ready),
    bootstrapCommand(),
    way.last.resolved.label,
  )
  attempt.signal.addEventListener('abort', () => program.child.kill())
  const { stdout } = program.child
  const stderr = dropUnread(program.child.stderr)
  const failed = program.ended.then(async () => {
    const hint = `It cannot ask here. Make \`${tryByHand(way, options)}\` work first.`
    throw explainFailure(way.last, { log: program.log(), errors: await text(stderr), hint })
  })
  await Promise.race([skipTo(stdout, `${nonce}\n`), failed])
  // Banners, and what the hosts on the way said.
  stderr.read()
  return { program, stderr }
}

async function skipTo(stdout: Readable, line: string): Promise<void> {
  let heard = ''
  for (;;) {
    const chunk: Buffer | null = stdout.read()
    if (chunk === null) {
      await once(stdout, 'readable')
      continue
    }
    heard += chunk.toString('latin1')
    const at = heard.indexOf(line)
    if (at < 0) continue
    const rest = heard.slice(at + line.length)
    if (rest !== '') stdout.unshift(Buffer.from(rest, 'latin1'))
    return
  }
}

function end({ child }: Program): void {
  child.stdin.end()
  // Nobody reads it any more, and unread output would keep it from ending.
  child.stdout.resume()
  setTimeout(() => child.kill(), 1000).unref()
}

function wrapProgram({ program, stderr }: Shell, attempt: Attempt): RemoteProcess {
  const { stdin, stdout } = program.child
  const exit = new Promise<RemoteExit>(resolve => {
    const lose = () =>
      resolve({ code: undefined, signal: undefined, lost: reasonOf(attempt.signal) })
    attempt.signal.addEventListener('abort', lose)
    program.ended.then(code => {
      attempt.signal.removeEventListener('abort', lose)
      resolve(readExit(code, program.log()))
    }, lose)
  })
  return { stdin, stdout, stderr, exit }
}

/** ssh(1) ends with 255 for a failure of its own; only its log tells that from a command that does. */
function readExit(code: number | undefined, log: string): RemoteExit {
  const none = { code: undefined, signal: undefined, lost: undefined }
  if (/rtype exit-signal/.test(log)) return none
  if (code !== undefined && code !== 255) return { ...none, code }
  if (/Exit status 255/.test(log)) return { ...none, code: 255 }
  return { ...none, lost: `the connection is lost: ${saidBy(log, '') || 'ssh has ended'}` }
}

/** `debug1: Server host key: ssh-ed25519 SHA256:…`, or the key in its certificate. */
function shownKey(
  log: string,
): { readonly type: string; readonly fingerprint: string } | undefined {
  const [, type, fingerprint] =
    /Server host (?:key|certificate): (\S+) (SHA256:[A-Za-z0-9+/]+)/.exec(log) ?? []
  return type === undefined || fingerprint === undefined ? undefined : { type, fingerprint }
}

interface Failed {
  readonly log: string
  readonly errors: string
  readonly hint: string
}

function explainFailure(leg: Leg, { log, errors, hint }: Failed): Error {
  const { resolved, known } = leg
  const shown = shownKey(log)
  if (shown !== undefined && /Host key verification failed/.test(log)) {
    const entry = [...known.named, ...known.withoutPort].find(
      one => fingerprintOf(one.blob) === shown.fingerprint,
    )
    const key = { ...shown, blob: entry?.blob ?? Buffer.alloc(0) }
    const verdict = judgeHostKey(key, resolved.trust, known)
    if (verdict.kind !== 'trusted') return refuseHostKey(resolved, key, verdict)
  }
  const explain = /Permission denied|Host key verification failed|Too many authentication/.test(
    `${log}${errors}`,
  )
    ? turnedAway
    : unreachable
  return explain(
    `${resolved.label}: the system's ssh does not get in: ${saidBy(log, errors) || 'it does not say why'}`,
    hint,
  )
}

/** The same login, for a person: by the same configuration, at the same port, as the same user. */
function tryByHand({ target }: Way, { configFile }: SshOptions): string {
  const { address, port, user } = target
  const words = [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
  ]
  return ['ssh -o BatchMode=yes', ...words, address, 'true'].join(' ')
}
