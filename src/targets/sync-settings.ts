import type { MirrorHost, Module, ModuleSync } from '../compiler/mirror.ts'
import type { Directory, Resource } from '../resource.ts'
import { render } from './render.ts'
import { rootFile } from './share.ts'
import { syncProgram } from './sync-program.ts'
import { upstreamUrl } from './upstream-url.ts'

/** Where the program lies that syncs one module. */
export const syncProgramPath = '/usr/local/lib/mirrorc/mirror-sync'

// src/runtime/mirror-sync/head.sh says the same.
const settingsPath = '/etc/mirrorc/sync.conf'
const modulesPath = '/etc/mirrorc/modules'

/** Where the sync jobs write what others read; mirror.schema.json names it too. */
export const reportsDirectory = '/var/lib/mirrorc/reports'

/** Where they say how each module is. */
export const statusDirectory = '/var/lib/mirrorc/status'

interface Setting {
  readonly key: string
  readonly value: string
}

/** The sync program, what it is told of the host and of each module, and where it says how it went. */
export function lowerSyncProgram(host: MirrorHost): readonly Resource[] {
  const { user } = host.storage
  // What lies above them every apply makes for its own record.
  const written = [statusDirectory, ...(host.reports.length === 0 ? [] : [reportsDirectory])]
  return [
    ...['/usr/local/lib/mirrorc', '/etc/mirrorc', modulesPath].map(rootDirectory),
    ...written.map(path => ({ ...rootDirectory(path), owner: user, group: user })),
    { ...rootFile(syncProgramPath, syncProgram), mode: '0755', program: true },
    rootFile(
      settingsPath,
      render('sync-settings.njk', {
        site: host.site,
        title: `What ${syncProgramPath} has to know of this host.`,
        settings: hostSettings(host),
      }),
    ),
    ...host.modules.map(module =>
      rootFile(
        `${modulesPath}/${module.name}`,
        render('sync-settings.njk', {
          site: host.site,
          title: `What ${syncProgramPath} has to know of one module.`,
          settings: moduleSettings(module),
        }),
      ),
    ),
  ]
}

function hostSettings(host: MirrorHost): readonly Setting[] {
  const { site, domain, contact, storage, http, https, runs, reports } = host
  const isServed = reports.includes('tunasync') || reports.includes('mirrorz')
  const port = http === undefined || http.port === 80 ? '' : `:${http.port}`
  const url = https === undefined ? `http://${domain}${port}` : `https://${domain}`
  return [
    { key: 'site', value: site },
    ...(http === undefined ? [] : [{ key: 'url', value: url }]),
    { key: 'contact', value: contact },
    { key: 'user', value: storage.user },
    ...(runs.parallel === undefined ? [] : [{ key: 'parallel', value: `${runs.parallel}` }]),
    ...(isServed ? [{ key: 'reports', value: reportsDirectory }] : []),
    ...(reports.includes('prometheus') ? [{ key: 'textfiles', value: reportsDirectory }] : []),
  ]
}

function moduleSettings(module: Module): readonly Setting[] {
  const { comment, upstream, fallbacks } = module
  return [
    ...[upstream, ...fallbacks].map(url => ({ key: 'upstream', value: upstreamUrl(url) })),
    { key: 'path', value: module.path },
    ...(comment === undefined ? [] : [{ key: 'comment', value: comment }]),
    { key: 'interval', value: String(module.interval * 60) },
    ...(module.isEven ? [] : [{ key: 'gaps', value: 'uneven' }]),
    ...syncSettings(module.sync),
  ]
}

function syncSettings(sync: ModuleSync): readonly Setting[] {
  const pairs: readonly (readonly [string, string | number | undefined])[] = [
    ['kind', sync.kind],
    ['freshness', sync.freshness],
    ...sync.refresh.map(file => ['refresh', file] as const),
    ['max_delete', sync.maxDelete],
    ['max_delete_percent', sync.maxDeletePercent],
    ...sync.verify.map(way => ['verify', way] as const),
    ...sync.exclude.map(pattern => ['option', `--exclude=${pattern}`] as const),
    ...sync.rsyncOptions.map(option => ['option', option] as const),
    ['bwlimit_kib', sync.bandwidthKib],
    ['publish', sync.publish === 'atomic' ? sync.publish : undefined],
    ['keep', sync.keep],
    ['grace', sync.grace],
    ['jitter', sync.jitter],
    ['timeout', sync.timeout],
    ['stale_after', sync.staleAfter],
    ['family', sync.family],
    ['password_file', sync.passwordFile],
  ]
  return pairs.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: `${value}` }]))
}

function rootDirectory(path: string): Directory {
  return { kind: 'directory', path, owner: 'root', group: 'root', mode: '0755', hold: 'all' }
}
