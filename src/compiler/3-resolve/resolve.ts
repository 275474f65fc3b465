import type { Diagnostic } from '../../diagnostic.ts'
import { error } from '../../diagnostic.ts'
import type { MirrorInput } from '../2-validate/mirror-input.gen.ts'
import type { WellFormed } from '../2-validate/validate.ts'
import type { MapNode } from '../document.ts'
import type {
  Http,
  Mirror,
  MirrorHost,
  Module,
  ReleaseTable,
  RsyncDaemon,
  Storage,
} from '../mirror.ts'
import { type Context, keySpan, valueSpan } from './context.ts'
import {
  checkPorts,
  checkSameHost,
  type HostInput,
  resolveRelease,
  resolveSsh,
  type Site,
  selectModules,
} from './hosts.ts'
import { checkLayout, modulePath } from './layout.ts'
import { checkServed, resolveModules, type SiteModule } from './modules.ts'
import { resolveStorage } from './storage.ts'

export interface Resolved {
  /** Undefined when a part is missing without which there is no mirror. */
  readonly mirror: Mirror | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** Well-formed input to the complete model: rules between values, defaults, overrides. */
export function resolve(
  root: MapNode,
  input: WellFormed<MirrorInput>,
  releases: ReleaseTable,
): Resolved {
  const diagnostics: Diagnostic[] = []
  const context: Context = { root, releases, report: found => diagnostics.push(found) }
  const site = resolveSite(context, input)
  checkSameHost(context, input.hosts ?? {})
  const hosts = Object.entries(input.hosts ?? {}).flatMap(
    ([name, host]) => (host && resolveHost(context, site, name, host)) ?? [],
  )
  const { site: name, contact } = input
  const mirror =
    name === undefined || contact === undefined ? undefined : { site: name, contact, hosts }
  return { mirror, diagnostics }
}

function resolveSite(context: Context, input: WellFormed<MirrorInput>): Site {
  const storage = resolveStorage(context, input.storage, ['storage'])
  const modules = resolveModules(context, input)
  checkLayout(context, storage, modules)
  const http = resolveHttp(input)
  const rsync = resolveRsync(input)
  if (http) checkServed(context, storage.root, modules)
  if (http && http.port === rsync?.port) {
    const message = `port ${http.port} cannot be both nginx's and the rsync daemon's`
    const key = input.serve?.rsync?.port === undefined ? 'http' : 'rsync'
    const span = valueSpan(context, ['serve', key, 'port'])
    context.report(error('port-clash', span, message, 'give each service a port of its own'))
  }
  return { input, storage, modules, http, rsync }
}

function resolveHost(
  context: Context,
  site: Site,
  name: string,
  input: HostInput,
): MirrorHost | undefined {
  const path = ['hosts', name]
  const storage = resolveStorage(context, input.storage, [...path, 'storage'], site.storage)
  const selected = selectModules(context, site, input, path)
  if (storage.root !== site.storage.root) checkLayout(context, storage, selected, path)
  checkPorts(context, site, input, path)
  const ssh = resolveSsh(context, input, path)
  const release = resolveRelease(context, input, path)
  const { site: siteName, contact } = site.input
  const domain = input.domain ?? site.input.domain
  const { distro, ipv6 = true } = input
  if (!ssh || !siteName || !contact || !domain || !distro || !release) return undefined
  return {
    name,
    span: keySpan(context, path),
    site: siteName,
    contact,
    siblings: Object.keys(site.input.hosts ?? {}),
    domain,
    ssh,
    distro,
    release,
    ipv6,
    storage,
    modules: selected.flatMap(module => placeModule(module, `${domain} ${name}`, storage)),
    http: site.http,
    rsync: site.rsync,
  }
}

function placeModule(module: SiteModule, host: string, storage: Storage): Module[] {
  const { name, upstream, comment, timing, sync } = module
  if (!upstream) return []
  const path = modulePath(module, storage)
  const { interval } = timing
  const schedule = timing.scheduleOn(host, name)
  return [{ name, path, upstream, comment, schedule, interval, sync }]
}

function resolveHttp(input: WellFormed<MirrorInput>): Http | undefined {
  const http = input.serve?.http
  return http && { port: http.port ?? 80 }
}

function resolveRsync(input: WellFormed<MirrorInput>): RsyncDaemon | undefined {
  const rsync = input.serve?.rsync
  return rsync && { port: rsync.port ?? 873, maxConnections: rsync.max_connections ?? 25 }
}
