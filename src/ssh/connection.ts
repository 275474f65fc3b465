import { createRequire } from 'node:module'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AuthHandlerMiddleware, BaseAgent, Client, ConnectConfig, ParsedKey } from 'ssh2'
import { type Attempt, beginAttempt } from './attempt.ts'
import { explainError } from './connect-failure.ts'
import { execute } from './execute.ts'
import { actAsAgent, offerKeys } from './login/offer.ts'
import type { PrivateKey } from './login/private-key.ts'
import { explainLogin } from './login/refusal.ts'
import { createSigner } from './login/signer.ts'
import { openRoute, type Route } from './route.ts'
import type { Connection, HostTarget, SshOptions } from './transport.ts'
import { describeHostKey, type HostKey } from './trust/host-key.ts'
import type { KnownKeys } from './trust/read-known-hosts.ts'
import { refuseHostKey } from './trust/refusal.ts'
import { judgeHostKey, preferredHostKeys, type Verdict } from './trust/verdict.ts'

/** Connect to a host whose key is trusted, and log in. One connection, no second try. */
export async function connect(target: HostTarget, options: SshOptions): Promise<Connection> {
  return await runAttempt(target, options, async stage => {
    const { route, known, attempt } = stage
    const { label, trust } = route.resolved
    const login = await prepareLogin(stage, options)
    let hostKey: HostKey | undefined
    const client = startClient(stage, {
      authHandler: login.authHandler,
      acceptHostKey: key => {
        hostKey = key
        const verdict = judgeHostKey(key, trust, known)
        if (verdict.kind === 'trusted') return true
        attempt.fail(refuseHostKey(label, key, verdict))
        return false
      },
    })
    client.prependListener('error', login.onError)
    await new Promise<void>(resolve => client.once('ready', resolve))
    if (hostKey === undefined) throw new Error('logged in without a host key')
    attempt.succeed()
    return openConnection(client, route, hostKey, attempt)
  })
}

/** The key that a host shows, and what is known about it. */
export interface PresentedKey {
  readonly key: HostKey
  readonly verdict: Verdict
  /** What known_hosts calls the host. */
  readonly name: string
}

/** Connect only as far as is needed to see the host's key; no login is tried. */
export async function fetchHostKey(target: HostTarget, options: SshOptions): Promise<PresentedKey> {
  return await runAttempt(target, options, async stage => {
    const { trust } = stage.route.resolved
    const key = await new Promise<HostKey>(resolve => {
      startClient(stage, {
        authHandler: () => {},
        acceptHostKey: shown => {
          stage.attempt.succeed()
          resolve(shown)
          return false
        },
      })
    })
    return { key, verdict: judgeHostKey(key, trust, stage.known), name: trust.names.exact }
  })
}

/** What there is when the SSH protocol can begin. */
interface Stage {
  readonly route: Route
  readonly library: Library
  readonly known: KnownKeys
  readonly attempt: Attempt
}

async function runAttempt<T>(
  target: HostTarget,
  options: SshOptions,
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  options.signal.throwIfAborted()
  const attempt = beginAttempt(target.name ?? target.address, options.timeoutMs, options.signal)
  const run = async () => {
    const route = await openRoute(target, options, attempt, parsePrivateKey)
    // Only now, so that the host's work and ours overlap: while sshd starts, the library is loaded.
    const library = await loadLibrary()
    return await work({ route, library, known: await route.known, attempt })
  }
  try {
    return await Promise.race([run(), attempt.failed])
  } catch (error) {
    attempt.fail(error)
    throw error
  }
}

interface ClientParts {
  /** Not optional: without a verifier the library accepts every host. */
  readonly acceptHostKey: (key: HostKey) => boolean
  readonly authHandler: AuthHandlerMiddleware
}

/** Begin the SSH protocol. The only place that calls the library's `connect`. */
function startClient({ route, library, known, attempt }: Stage, parts: ClientParts): Client {
  const { resolved, socket } = route
  const client = new library.Client()
  client.once('handshake', () => attempt.begin('logging in'))
  client.on('error', error => {
    // A key that could not sign: the library goes on with the next one.
    if (error.level !== 'agent') attempt.fail(explainError(error, route.breakage()))
  })
  client.connect({
    sock: socket,
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

async function prepareLogin(stage: Stage, options: SshOptions): Promise<Login> {
  const { route, library, attempt } = stage
  const identities = await route.identities
  const signer = createSigner(identities, parsePrivateKey, options, attempt)
  const refuse = (methods: readonly string[] | undefined, tooMany: boolean) => {
    const end = { identities, unusable: signer.unusable, methods, tooMany }
    attempt.fail(explainLogin(route.resolved, end))
  }
  const agent = Object.assign(new library.BaseAgent(), actAsAgent(signer, attempt.signal))
  const user = { username: route.resolved.user, agent }
  return {
    authHandler: offerKeys(signer, user, methods => refuse(methods, false)),
    onError: error => {
      if (/too many authentication failures/i.test(error.message)) refuse(undefined, true)
    },
  }
}

function openConnection(
  client: Client,
  { resolved, socket }: Route,
  { type, fingerprint }: HostKey,
  attempt: Attempt,
): Connection {
  return {
    label: resolved.label,
    user: resolved.user,
    hostKey: { type, fingerprint },
    exec: command => execute(client, command, attempt),
    close: () => {
      client.end()
      // A host that does not hang up in turn must not keep mirrorc waiting.
      socket.unref()
      setTimeout(() => attempt.fail(new Error('the connection was closed')), 1000).unref()
    },
  }
}

/** What is used of ssh2. */
interface Library {
  readonly Client: new () => Client
  readonly BaseAgent: new () => BaseAgent
  readonly parseKey: (text: string, passphrase?: string) => ParsedKey | Error
}

let loading: Promise<Library> | undefined

function loadLibrary(): Promise<Library> {
  loading ??= loadParts()
  return loading
}

/**
 * These parts and not the whole, which also has a server and HTTP agents and takes half as long
 * again; and with turns in between, in which the name server's answer can come in.
 */
async function loadParts(): Promise<Library> {
  const load = createRequire(import.meta.url)
  load('ssh2/lib/protocol/constants.js')
  await nextTurn()
  const { parseKey } = load('ssh2/lib/protocol/keyParser.js')
  await nextTurn()
  const { BaseAgent } = load('ssh2/lib/agent.js')
  await nextTurn()
  return { Client: load('ssh2/lib/client.js'), BaseAgent, parseKey }
}

async function parsePrivateKey(text: string, passphrase?: string): Promise<PrivateKey | Error> {
  const key = (await loadLibrary()).parseKey(text, passphrase)
  if (key instanceof Error) return key
  return { blob: key.getPublicSSH(), sign: (data, hash) => key.sign(data, hash) }
}
