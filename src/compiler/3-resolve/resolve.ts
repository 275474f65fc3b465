import type { Diagnostic } from '../../diagnostic.ts'
import type { MirrorInput } from '../2-validate/mirror-input.gen.ts'
import type { WellFormed } from '../2-validate/validate.ts'
import type { MapNode } from '../document.ts'
import type { Mirror, MirrorHost, Module, Protocol, ReleaseTable, Storage } from '../mirror.ts'
import { type Context, keySpan } from './context.ts'
import { resolveFtp } from './ftp.ts'
import {
  checkFamilies,
  checkPorts,
  checkSameHost,
  type HostInput,
  resolveRelease,
  resolveSsh,
  type Site,
  selectModules,
} from './hosts.ts'
import { checkKeptFiles } from './kept-files.ts'
import { checkLayout, modulePath } from './layout.ts'
import { resolveModules, type SiteModule } from './modules.ts'
import { checkAliases, checkDirect, furtherNames } from './names.ts'
import { resolveReports, resolveRuns } from './runs.ts'
import {
  checkPortsApart,
  portsOf,
  resolveGit,
  resolveHttp,
  resolveHttps,
  resolveRsync,
} from './serve.ts'
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
  checkAliases(context, input)
  checkDirect(context, input)
  const http = resolveHttp(context, input)
  const https = resolveHttps(context, input)
  const rsync = resolveRsync(context, input)
  const ftp = resolveFtp(context, input)
  const git = resolveGit(context, input)
  checkKeptFiles(context, storage, modules, https)
  checkPortsApart(context, portsOf({ http, https, rsync, ftp, git }))
  const reports = resolveReports(context, input)
  return { input, storage, reports, modules, http, https, rsync, ftp, git }
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
  if (storage.root !== site.storage.root) {
    checkLayout(context, storage, selected, path)
    checkKeptFiles(context, storage, selected, site.https)
  }
  checkFamilies(context, selected, input, path)
  checkPorts(context, site, input, path)
  const ssh = resolveSsh(context, input, path)
  const release = resolveRelease(context, input, path)
  const { site: siteName, contact } = site.input
  const domain = input.domain ?? site.input.domain
  const { distro, ipv6 = true } = input
  const isServed = (protocol: Protocol) => selected.some(({ serve }) => serve.includes(protocol))
  // Git comes over HTTP, and so does the certificate of rsync over TLS.
  const overWeb =
    isServed('http') || isServed('git') || (isServed('rsync') && site.rsync?.tls === true)
  if (!ssh || !siteName || !contact || !domain || !distro || !release) return undefined
  return {
    name,
    span: keySpan(context, path),
    site: siteName,
    contact,
    siblings: Object.keys(site.input.hosts ?? {}),
    domain,
    ...furtherNames(site.input, input, domain),
    ssh,
    distro,
    release,
    ipv6,
    storage,
    runs: resolveRuns(site.input, input),
    reports: site.reports,
    modules: selected.flatMap(module => placeModule(module, `${domain} ${name}`, storage)),
    ...(overWeb ? { http: site.http, https: site.https } : { http: undefined, https: undefined }),
    rsync: isServed('rsync') ? site.rsync : undefined,
    ftp: isServed('ftp') ? site.ftp : undefined,
    git: isServed('git') ? site.git : undefined,
  }
}

function placeModule(module: SiteModule, host: string, storage: Storage): Module[] {
  const { name, upstream, fallbacks, comment, timing, serve, sync } = module
  if (!upstream) return []
  const path = modulePath(module, storage)
  const { interval, isEven } = timing
  const schedule = timing.scheduleOn(host, name)
  return [{ name, path, upstream, fallbacks, comment, schedule, interval, isEven, serve, sync }]
}
