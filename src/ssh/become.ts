import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { exitCode, type Failure } from '../failure.ts'
import { bootstrapCommand, bootstrapProgram, call, runtimeProgram } from './runtime.ts'
import type { Connection, RemoteProcess, SshOptions } from './transport.ts'
import { printable, TurnedAway, turnedAway, unreachable } from './unreachable.ts'

/** Where the password for sudo comes from, and how long the host may take. */
export type Privilege = Pick<SshOptions, 'askSecret' | 'secrets' | 'sudoPassword' | 'timeoutMs'>

/** Starts the shell that programs are sent to, as root: at once where the login is root's, else through sudo. */
export async function openShell(
  connection: Connection,
  privilege: Privilege,
): Promise<RemoteProcess> {
  const process = await connection.exec(bootstrapCommand())
  // A login as root costs no round trip: what is sent to it asks for the uid in any case.
  if (connection.user !== 'root') await becomeRoot(process, connection, privilege)
  return process
}

/** The user may not become root without more than was given: nothing was tried that could count against anybody. */
class NotRoot extends TurnedAway {}

/** The same for a look that root is not needed for; `limited` says why the shell is not root's. */
export async function openShellAnyway(
  connection: Connection,
  privilege: Privilege,
): Promise<{ readonly process: RemoteProcess; readonly limited: Failure | undefined }> {
  try {
    return { process: await openShell(connection, privilege), limited: undefined }
  } catch (error) {
    if (!(error instanceof NotRoot)) throw error
    return { process: await connection.exec(bootstrapCommand()), limited: error }
  }
}

async function becomeRoot(
  process: RemoteProcess,
  connection: Connection,
  privilege: Privilege,
): Promise<void> {
  const nonce = `mirrorc-${randomBytes(12).toString('hex')}`
  const hear = () => readWord(process, nonce, privilege.timeoutMs)
  process.stdin.write(`${runtimeProgram('become')}${call('become', nonce)}${bootstrapProgram()}\n`)
  let word = await hear()
  if (word === 'password') {
    const password = await findPassword(connection, privilege)
    if (password === undefined) throw nobodyToAsk(connection, await endAndHear(process, nonce))
    // Nothing behind it before the root shell has spoken.
    process.stdin.write(`password\n${password}\n`)
    word = await hear()
  }
  // What sudo said before it agreed is no complaint of what comes after.
  if (word === 'root') process.stderr.read()
  else throw refused(connection, word, await endAndHear(process, nonce))
}

/** The word of the host, which comes on a line after the nonce; before it may come anybody's banner. */
async function readWord(
  process: RemoteProcess,
  nonce: string,
  patienceMs: number,
): Promise<string | undefined> {
  const waiting = new AbortController()
  const silence = setTimeout(() => waiting.abort(), patienceMs)
  const ended = process.exit.then(() => undefined)
  try {
    return await Promise.race([searchWord(process, nonce, waiting.signal), ended])
  } catch (error) {
    if (!waiting.signal.aborted) throw error
    return 'silent'
  } finally {
    clearTimeout(silence)
    waiting.abort()
  }
}

async function searchWord(
  { stdout }: RemoteProcess,
  nonce: string,
  signal: AbortSignal,
): Promise<string> {
  // Of those words alone: a start file that joins stderr to it brings the line above what sudo says, too.
  const line = new RegExp(`^${nonce} (root|password|refused|no-sudo)\n`, 'm')
  let heard = ''
  for (;;) {
    const chunk: Buffer | null = stdout.read()
    if (chunk === null) {
      await once(stdout, 'readable', { signal })
      continue
    }
    heard += chunk.toString('latin1')
    const found = line.exec(heard)
    if (found?.[1] !== undefined) {
      const rest = heard.slice(found.index + found[0].length)
      if (rest !== '') stdout.unshift(Buffer.from(rest, 'latin1'))
      return found[1]
    }
    heard = heard.slice(-longestLine)
  }
}

const longestLine = 4096

async function findPassword(
  { label, user }: Connection,
  { askSecret, secrets, sudoPassword }: Privilege,
): Promise<string | undefined> {
  if (sudoPassword !== undefined) return sudoPassword
  if (askSecret === undefined) return undefined
  const question = `Password of ${user} on ${label}, for sudo`
  const answer = await secrets.once(`sudo ${user} ${label}`, () => askSecret(question))
  if (answer === undefined || answer === '') {
    throw new NotRoot(exitCode.refused, `${label}: no password was given for sudo`)
  }
  return answer
}

/** Ends the process and gives what sudo said last. */
async function endAndHear(process: RemoteProcess, nonce: string): Promise<string> {
  process.stdin.end()
  process.stdout.resume()
  // Only a host that is about to be left unreachable keeps this waiting, and not for long.
  const [late, clock] = inTwoSeconds()
  const heard = await Promise.race([text(process.stderr), late]).finally(() => clearTimeout(clock))
  const last = heard.split(`\n${nonce} sudo\n`).at(-1) ?? ''
  // Our program has no single quote: its text would hide what sudo says of it.
  const lines = last
    .replaceAll(/( '\/bin\/sh) -c [^']*/g, '$1')
    .split('\n')
    .map(printable)
  return lines
    .filter(line => line !== '')
    .slice(-3)
    .join('; ')
}

function inTwoSeconds(): readonly [Promise<string>, NodeJS.Timeout | undefined] {
  let clock: NodeJS.Timeout | undefined
  const late = new Promise<string>(resolve => {
    clock = setTimeout(resolve, 2000, '')
  })
  return [late, clock]
}

function nobodyToAsk({ label, user }: Connection, said: string): Failure {
  return new NotRoot(
    exitCode.refused,
    `${label}: sudo wants a password from ${user}, and nobody can be asked for it${quoted(said)}`,
    remedy(said) ??
      'Give it with --become-password-file FILE, or let sudo on the host do without one (NOPASSWD).',
  )
}

function refused({ label, user }: Connection, word: string | undefined, said: string): Failure {
  switch (word) {
    case 'no-sudo':
      return new NotRoot(
        exitCode.refused,
        `${label}: ${user} is not root, and the host has no sudo`,
        'Log in as root, or install sudo there and let this user run everything with it.',
      )
    case 'refused':
      return turnedAway(
        `${label}: sudo does not make ${user} root${quoted(said)}`,
        remedy(said) ??
          'Is the password right, and may this user run everything with sudo? The password was tried once.',
        exitCode.refused,
      )
    case 'silent':
      return unreachable(
        `${label}: the host let ${user} in and then said nothing${quoted(said)}`,
        'Does a start file of the login shell, such as .bashrc, read its input?',
      )
    default:
      return unreachable(
        `${label}: the host ended the session before ${user} was root${quoted(said)}`,
        'Does the login have a shell? Try: ssh HOST true',
      )
  }
}

/** What to do about what sudo says, where that is no matter of the password: sudoers(5). */
function remedy(said: string): string | undefined {
  if (/must have a tty/.test(said)) return 'Take `requiretty` out of sudoers there for this user.'
  if (/not allowed to execute/.test(said)) return 'Let this user run everything with sudo there.'
  return undefined
}

const quoted = (said: string): string => (said === '' ? '' : `. It said: ${said}`)
