import { error } from '../../diagnostic.ts'
import type { MirrorInput } from '../2-validate/mirror-input.gen.ts'
import type { WellFormed } from '../2-validate/validate.ts'
import type { Path } from '../document.ts'
import { ipVersion } from '../ip-address.ts'
import type { ModuleSync, Protocol, Upstream } from '../mirror.ts'
import { quote } from '../quote.ts'
import { type Context, keySpan, valueSpan } from './context.ts'
import { allNames } from './names.ts'
import { checkUnused, resolveProtocols } from './protocols.ts'
import { checkDanger } from './storage.ts'
import { resolveSync } from './sync.ts'
import { checkSyncKeys } from './sync-clash.ts'
import { resolveTiming, type Timing } from './timing.ts'
import { parseUpstream } from './upstream.ts'

/** A module as the site knows it; a host adds where it lies and when it runs. */
export interface SiteModule {
  readonly name: string
  readonly path: string | undefined
  readonly upstream: Upstream | undefined
  readonly fallbacks: readonly Upstream[]
  readonly comment: string | undefined
  readonly timing: Timing
  readonly serve: readonly Protocol[]
  readonly sync: ModuleSync
}

/** `modules:`, each by itself and their names beside each other. */
export function resolveModules(
  context: Context,
  input: WellFormed<MirrorInput>,
): readonly SiteModule[] {
  const modules = Object.entries(input.modules ?? {}).flatMap(([name, module]) =>
    module ? [resolveModule(context, input, name)] : [],
  )
  checkNames(context)
  checkUnused(context, input, modules)
  checkOwnUpstreams(context, input, modules)
  return modules
}

function resolveModule(context: Context, site: WellFormed<MirrorInput>, name: string): SiteModule {
  const path = ['modules', name]
  const input = site.modules?.[name] ?? {}
  if (input.path !== undefined) checkDanger(context, input.path, [...path, 'path'])
  const resolveUrl = (text: string | undefined, key: Path): Upstream | undefined =>
    text === undefined ? undefined : resolveUpstream(context, text, [...path, ...key])
  const upstream = resolveUrl(input.upstream, ['upstream'])
  const fallbacks = (input.fallbacks ?? []).map((text, index) =>
    resolveUrl(text, ['fallbacks', index]),
  )
  const timing = resolveTiming(context, input, path)
  const serve = resolveProtocols(context, site, name)
  const { interval } = timing
  checkSyncKeys(context, input, { path, upstream, fallbacks, serve, interval })
  return {
    name,
    path: input.path,
    upstream,
    fallbacks: fallbacks.flatMap(url => url ?? []),
    comment: input.comment,
    timing,
    serve,
    sync: resolveSync(input),
  }
}

function resolveUpstream(context: Context, text: string, path: Path): Upstream | undefined {
  const upstream = parseUpstream(text)
  if (!('message' in upstream)) return upstream
  const code = upstream.isLater ? 'later-value' : 'bad-upstream'
  const span = valueSpan(context, path, upstream.at)
  context.report(error(code, span, upstream.message, upstream.hint))
  return undefined
}

// rsyncd.conf(5): names of modules are compared without regard to case, and [global] is a section of its own.
function checkNames(context: Context): void {
  const modules = context.root.entries.get('modules')?.value
  if (modules?.kind !== 'map') return
  const first = new Map<string, string>()
  for (const name of modules.entries.keys()) {
    const span = keySpan(context, ['modules', name])
    if (name.toLowerCase() === 'global') {
      const message = 'rsyncd.conf has a section [global] of its own: no module can have that name'
      context.report(error('reserved-name', span, message, 'choose another name'))
    }
    const plain = name.toLowerCase().replaceAll(/[-_]/g, '')
    const other = first.get(plain)
    if (other === undefined) first.set(plain, name)
    else {
      const message = `${quote(name)} and ${quote(other)} are one name in two spellings`
      context.report(error('duplicate-module', span, message, 'rename or delete one of the two'))
    }
  }
}

function checkOwnUpstreams(
  context: Context,
  input: WellFormed<MirrorInput>,
  modules: readonly SiteModule[],
): void {
  const hosts = Object.values(input.hosts ?? {})
  const own = new Set(
    [...allNames(input), ...hosts.flatMap(host => host?.address ?? [])].map(oneSpelling),
  )
  const named = modules.flatMap(({ name, upstream, fallbacks }) => [
    ...(upstream ? [{ ...upstream, path: ['modules', name, 'upstream'] }] : []),
    ...fallbacks.map(({ host }) => ({ host, path: ['modules', name, 'fallbacks'] })),
  ])
  for (const { host, path } of named) {
    const spelled = oneSpelling(host)
    if (!own.has(spelled) && !isLoopback(spelled)) continue
    const message = `${host} is this mirror itself: it would sync from itself`
    const span = valueSpan(context, path)
    context.report(error('own-upstream', span, message, 'name the host that the tree comes from'))
  }
}

// An IPv6 address can be written in many ways; a URL has one for it.
const oneSpelling = (host: string): string =>
  ipVersion(host) === 6 ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host.toLowerCase()

function isLoopback(host: string): boolean {
  if (ipVersion(host) === 4) return /^(?:127|0)\./.test(host)
  return /^(?:::1?|::ffff:7f..?:.*|localhost\.localdomain|.*\.localhost)$/.test(host)
}
