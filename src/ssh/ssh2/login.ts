import type { AuthHandlerMiddleware, Client, ConnectConfig } from 'ssh2'
import { type Attempt, beginAttempt } from '../attempt.ts'
import { type Breakage, explainError, explainHangUp } from '../connect-failure.ts'
import { actAsAgent, offerKeys } from '../login/offer.ts'
import { explainLogin } from '../login/refusal.ts'
import { createSigner } from '../login/signer.ts'
import type { Connection, SshOptions } from '../transport.ts'
import { describeHostKey, type HostKey } from '../trust/host-key.ts'
import { refuseHostKey } from '../trust/refusal.ts'
import { judgeHostKey, preferredHostKeys } from '../trust/verdict.ts'
import type { Leg, Way } from '../way.ts'
import { execute } from './execute.ts'
import { type Library, loadLibrary, parsePrivateKey } from './library.ts'
import { type Line, openSocket, openTunnel } from './line.ts'

/** Log in to a host, over those on the way, each under its own name. */
export async function logInAlong(
  way: Way,
  attempt: Attempt,
  options: SshOptions,
): Promise<Connection> {
  const { client, hostKey, close } = await logIn(await reach(way, attempt, options), options)
  const { label, user } = way.last.resolved
  return {
    label,
    user,
    hostKey: { type: hostKey.type, fingerprint: hostKey.fingerprint },
    exec: command => execute(client, command, attempt),
    close,
  }
}

/** See a host's key; no login is tried there, only on those on the way. */
export async function seeKeyAlong(
  way: Way,
  attempt: Attempt,
  options: SshOptions,
): Promise<HostKey> {
  const stage = await reach(way, attempt, options)
  return await new Promise<HostKey>(resolve => {
    startClient(stage, {
      authHandler: () => {},
      acceptHostKey: shown => {
        attempt.succeed()
        resolve(shown)
        return false
      },
    })
  })
}

/** What there is when the SSH protocol can begin. */
interface Stage {
  readonly leg: Leg
  readonly line: Line
  readonly library: Library
  readonly attempt: Attempt
  /** The circumstances, for the message about an error that happens now. */
  breakage(): Breakage
}

/** A host that we are logged in to. */
interface LoggedIn {
  readonly client: Client
  readonly label: string
  readonly hostKey: HostKey
  /** Aborted when the connection is gone. */
  readonly gone: AbortSignal
  release(): void
  close(): void
}

async function reach(way: Way, attempt: Attempt, options: SshOptions): Promise<Stage> {
  let hop: LoggedIn | undefined
  for (const leg of way.hops) {
    const before: LoggedIn | undefined = hop
    // Each host on the way has the whole time for itself.
    const next = await attempt.untimed(() => logInToHop(leg, before, options))
    tie(next, attempt)
    hop = next
  }
  return await openStage(way.last, attempt, hop)
}

async function logInToHop(
  leg: Leg,
  hop: LoggedIn | undefined,
  options: SshOptions,
): Promise<LoggedIn> {
  const attempt = beginAttempt(leg.resolved.label, options.timeoutMs, options.signal)
  return await attempt.guard(async () => logIn(await openStage(leg, attempt, hop), options))
}

/** What is reached over a hop goes down with it, and the other way round. */
function tie(hop: LoggedIn, attempt: Attempt): void {
  hop.gone.addEventListener('abort', () => attempt.fail(hop.gone.reason))
  attempt.signal.addEventListener('abort', hop.close)
}

async function openStage(leg: Leg, attempt: Attempt, hop: LoggedIn | undefined): Promise<Stage> {
  const target = leg.resolved
  const line = await (hop === undefined
    ? openSocket(target, attempt)
    : openTunnel(hop, target, attempt))
  const breakage = () => ({ target, phase: attempt.phase(), greeting: line.greeting() })
  line.stream.on('error', error => attempt.fail(explainError(error, breakage())))
  for (const event of ['end', 'close']) {
    line.stream.on(event, () => attempt.fail(explainHangUp(breakage())))
  }
  // Only now, so that the host's work and ours overlap: while sshd starts, the library is loaded.
  return { leg, line, library: await loadLibrary(), attempt, breakage }
}

async function logIn(stage: Stage, options: SshOptions): Promise<LoggedIn> {
  const { leg, line, attempt } = stage
  const { resolved, known } = leg
  const login = prepareLogin(stage, options)
  let hostKey: HostKey | undefined
  const client = startClient(stage, {
    authHandler: login.authHandler,
    acceptHostKey: key => {
      hostKey = key
      const verdict = judgeHostKey(key, resolved.trust, known)
      if (verdict.kind === 'trusted') return true
      attempt.fail(refuseHostKey(resolved, key, verdict))
      return false
    },
  })
  client.prependListener('error', login.onError)
  await new Promise<void>(resolve => client.once('ready', resolve))
  if (hostKey === undefined) throw new Error('logged in without a host key')
  attempt.succeed()
  const close = () => {
    client.end()
    // A host that does not hang up in turn must not keep mirrorc waiting.
    line.release()
    setTimeout(() => attempt.fail(new Error('the connection was closed')), 1000).unref()
  }
  const { label } = resolved
  return { client, label, hostKey, gone: attempt.signal, release: line.release, close }
}

interface ClientParts {
  /** Not optional: without a verifier the library accepts every host. */
  readonly acceptHostKey: (key: HostKey) => boolean
  readonly authHandler: AuthHandlerMiddleware
}

/** Begin the SSH protocol. The only place that calls the library's `connect`. */
function startClient(stage: Stage, parts: ClientParts): Client {
  const { leg, line, library, attempt } = stage
  const { resolved, known } = leg
  const client = new library.Client()
  client.once('handshake', () => attempt.begin('logging in'))
  client.on('error', error => {
    // A key that could not sign: the library goes on with the next one.
    if (error.level !== 'agent') attempt.fail(explainError(error, stage.breakage()))
  })
  client.connect({
    sock: line.stream,
    username: resolved.user,
    hostVerifier: (blob: Buffer) => parts.acceptHostKey(describeHostKey(blob)),
    authHandler: parts.authHandler,
    algorithms: { ...algorithms, serverHostKey: preferredHostKeys(known) },
    keepaliveInterval: resolved.keepalive.intervalMs,
    keepaliveCountMax: resolved.keepalive.count,
    // The attempt's own clock stops at prompts; the library's would not.
    readyTimeout: 0,
  })
  ignoreHostKeyUpdates(client)
  return client
}

// For the rest the library's order is good: curve25519 first, AES-GCM first.
const algorithms: NonNullable<ConnectConfig['algorithms']> = {
  hmac: [
    'hmac-sha2-256-etm@openssh.com',
    'hmac-sha2-512-etm@openssh.com',
    'hmac-sha2-256',
    'hmac-sha2-512',
  ],
  compress: ['none'],
}

/**
 * sshd announces all its host keys after the login. The library would have it prove each, which
 * takes time, and would give up the connection over a kind of key that it cannot parse. But sshd
 * then has a packet on the way, and holds the next one back until it is acknowledged (Nagle), which
 * the kernel here delays by 40 ms unless something is sent: so a ping is.
 */
function ignoreHostKeyUpdates(client: Client): void {
  const { _protocol: protocol } = client as unknown as LibraryInternals
  const handlers = protocol?._handlers
  const usual = handlers?.GLOBAL_REQUEST
  if (handlers === undefined || usual === undefined) return
  handlers.GLOBAL_REQUEST = (self, name, ...rest) => {
    if (name === 'hostkeys-00@openssh.com') protocol?.ping?.()
    else usual(self, name, ...rest)
  }
}

interface LibraryInternals {
  readonly _protocol?: {
    ping?(): void
    readonly _handlers?: {
      GLOBAL_REQUEST?: (self: unknown, name: string, ...rest: readonly unknown[]) => void
    }
  }
}

interface Login {
  readonly authHandler: AuthHandlerMiddleware
  readonly onError: (error: Error) => void
}

function prepareLogin({ leg, library, attempt }: Stage, options: SshOptions): Login {
  const { resolved, identities } = leg
  const signer = createSigner(identities, parsePrivateKey, options, attempt)
  const refuse = (methods: readonly string[] | undefined, tooMany: boolean) => {
    const end = { identities, unusable: signer.unusable, methods, tooMany }
    attempt.fail(explainLogin(resolved, end))
  }
  const agent = Object.assign(new library.BaseAgent(), actAsAgent(signer, attempt.signal))
  const user = { username: resolved.user, agent }
  return {
    authHandler: offerKeys(signer, user, methods => refuse(methods, false)),
    onError: error => {
      if (/too many authentication failures/i.test(error.message)) refuse(undefined, true)
    },
  }
}
