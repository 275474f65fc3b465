import { error } from '../../diagnostic.ts'
import type { MirrorInput } from '../2-validate/mirror-input.gen.ts'
import type { WellFormed } from '../2-validate/validate.ts'
import type { Path } from '../document.ts'
import type { Cdn, Http, RsyncDaemon } from '../mirror.ts'
import { quote } from '../quote.ts'
import { type Context, valueSpan } from './context.ts'
import { explainNetwork } from './network.ts'

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
  return (
    rsync && {
      port: rsync.port ?? 873,
      maxConnections: rsync.max_connections ?? 25,
      allow: resolveNetworks(context, rsync.allow, ['serve', 'rsync', 'allow']),
    }
  )
}
