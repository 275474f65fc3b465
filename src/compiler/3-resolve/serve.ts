import { error, warning } from '../../diagnostic.ts'
import type { MirrorInput } from '../2-validate/mirror-input.gen.ts'
import type { WellFormed } from '../2-validate/validate.ts'
import { nodeAt, type Path } from '../document.ts'
import type { Cdn, Ftp, Git, Http, Https, RsyncDaemon } from '../mirror.ts'
import { quote } from '../quote.ts'
import { type Context, keySpan, valueSpan } from './context.ts'
import { explainNetwork } from './network.ts'
import { isWritten } from './protocols.ts'

type Input = WellFormed<MirrorInput>

/** `serve.http` with its defaults. */
export function resolveHttp(context: Context, input: Input): Http | undefined {
  const http = input.serve?.http
  return (
    http && {
      port: http.port ?? 80,
      connectionsPerAddress: http.connections_per_address ?? 100,
      requestsPerSecond: http.requests_per_second,
      megabytesPerSecond: http.megabytes_per_second,
      cdn: resolveCdn(context, http.cdn),
    }
  )
}

const letsEncrypt = 'https://acme-v02.api.letsencrypt.org/directory'

/** `serve.https` with its defaults. */
export function resolveHttps(context: Context, { serve, contact }: Input): Https | undefined {
  const https = serve?.https
  if (https === undefined) return undefined
  if (!isWritten(context, 'http')) {
    const message = 'the issuer of certificates asks over HTTP, and there is no http under serve'
    const span = keySpan(context, ['serve', 'https'])
    context.report(error('not-served', span, message, 'write http: {} under serve'))
  }
  checkChallengePort(context, serve?.http?.port)
  const email = https.email ?? contact
  if (email === undefined) return undefined
  return {
    email,
    redirect: https.redirect ?? false,
    hsts: https.hsts ?? false,
    keyType: https.key_type ?? 'ecdsa',
    directory: https.directory ?? letsEncrypt,
    caFile: https.ca_file,
  }
}

// RFC 8555, 8.3: the issuer asks at port 80, whatever the server says of itself.
function checkChallengePort(context: Context, port = 80): void {
  if (port === 80) return
  const message = `the issuer of certificates asks at port 80, and nginx listens on ${port}`
  const hint = 'write port: 80, or see to it that port 80 of each name leads there'
  const span = valueSpan(context, ['serve', 'http', 'port'])
  context.report(warning('challenge-port', span, message, hint))
}

function resolveCdn(
  context: Context,
  cdn: NonNullable<NonNullable<Input['serve']>['http']>['cdn'],
): Cdn | undefined {
  const addresses = resolveNetworks(context, cdn?.addresses, ['serve', 'http', 'cdn', 'addresses'])
  if (cdn?.domain === undefined) return undefined
  return { domain: cdn.domain, addresses, header: cdn.header ?? 'X-Forwarded-For' }
}

function resolveNetworks(
  context: Context,
  networks: readonly (string | undefined)[] = [],
  path: Path,
): readonly string[] {
  const seen = new Set<string>()
  for (const [index, text] of networks.entries()) {
    if (text === undefined) continue
    const problem = explainNetwork(text)
    const span = valueSpan(context, [...path, index], problem?.at)
    if (problem) context.report(error('bad-network', span, problem.message, problem.hint))
    else if (seen.has(text)) {
      const message = `${quote(text)} is in this list a second time`
      context.report(error('duplicate-item', span, message, 'keep one of the two'))
    }
    seen.add(text)
  }
  return [...seen]
}

/** `serve.rsync` with its defaults. */
export function resolveRsync(context: Context, { serve }: Input): RsyncDaemon | undefined {
  const rsync = serve?.rsync
  if (rsync?.tls === true && !isWritten(context, 'https')) {
    const message = 'rsync over TLS has the certificate of HTTPS, and there is no https under serve'
    const span = keySpan(context, ['serve', 'rsync', 'tls'])
    context.report(error('not-served', span, message, 'write https: {} under serve'))
  }
  return (
    rsync && {
      port: rsync.port ?? 873,
      maxConnections: rsync.max_connections ?? 25,
      allow: resolveNetworks(context, rsync.allow, ['serve', 'rsync', 'allow']),
      tls: rsync.tls ?? false,
    }
  )
}

/** `serve.git` with its defaults. */
export function resolveGit(context: Context, { serve }: Input): Git | undefined {
  const git = serve?.git
  if (git?.daemon !== true && git !== undefined && !isWritten(context, 'http')) {
    const message = 'git is served over HTTP, and there is no http under serve'
    const hint = 'write http: {} under serve, or daemon: true in git for git:// alone'
    context.report(error('not-served', keySpan(context, ['serve', 'git']), message, hint))
  }
  return git && { maxConnections: git.max_connections ?? 16, daemon: git.daemon ?? false }
}

/** What listens where, by the place in the file that says so. */
export function portsOf(site: {
  readonly http: Http | undefined
  readonly https: Https | undefined
  readonly rsync: RsyncDaemon | undefined
  readonly ftp: Ftp | undefined
  readonly git: Git | undefined
}): readonly Listening[] {
  const { http, https, rsync, ftp, git } = site
  return [
    ...(http ? [{ port: http.port, program: 'nginx', path: ['serve', 'http', 'port'] }] : []),
    ...(https ? [{ port: 443, program: 'HTTPS', path: ['serve', 'https'] }] : []),
    ...(rsync
      ? [{ port: rsync.port, program: 'the rsync daemon', path: ['serve', 'rsync', 'port'] }]
      : []),
    ...(rsync?.tls
      ? [{ port: 874, program: 'rsync over TLS', path: ['serve', 'rsync', 'tls'] }]
      : []),
    ...(ftp ? [{ port: 21, program: 'vsftpd', path: ['serve', 'ftp'] }] : []),
    ...(git?.daemon
      ? [{ port: 9418, program: 'the git daemon', path: ['serve', 'git', 'daemon'] }]
      : []),
  ]
}

interface Listening {
  readonly port: number
  readonly program: string
  readonly path: Path
}

/** Refuse ports on which two services would listen. */
export function checkPortsApart(context: Context, listening: readonly Listening[]): void {
  const hint = 'give each service a port of its own'
  const first = new Map<number, Listening>()
  for (const one of listening) {
    const other = first.get(one.port)
    first.set(one.port, other ?? one)
    if (other === undefined) continue
    const message = `port ${one.port} cannot be both that of ${other.program} and that of ${one.program}`
    // One of the two is written down.
    const path = nodeAt(context.root, one.path) ? one.path : other.path
    context.report(error('port-clash', valueSpan(context, path), message, hint))
  }
}
