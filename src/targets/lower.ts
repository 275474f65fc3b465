import type { MirrorHost } from '../compiler/mirror.ts'
import type { Effects, Package, Resource } from '../resource.ts'
import { targetFor } from './index.ts'
import { lowerRsyncDaemon } from './rsync-daemon.ts'
import { lowerStorage } from './storage.ts'
import { lowerSyncJobs } from './sync-jobs.ts'
import { lowerSyncProgram } from './sync-settings.ts'
import type { Target } from './target.ts'
import { lowerWebServer } from './web-server.ts'

/** All that must be true of a host, in the order in which a person would do it. */
export function lower(host: MirrorHost): readonly Resource[] {
  const target = targetFor(host.distro, host.release)
  return [
    ...lowerPackages(host, target),
    ...lowerStorage(host, target),
    ...lowerSyncProgram(host),
    ...(host.rsync === undefined ? [] : lowerRsyncDaemon(host, host.rsync, target)),
    ...(host.http === undefined ? [] : lowerWebServer(host, host.http, target)),
    ...lowerSyncJobs(host, target),
  ]
}

function lowerPackages(host: MirrorHost, target: Target): readonly Package[] {
  const { cron, nginx, rsync } = target.packages
  const names = host.http === undefined ? [cron, rsync] : [cron, nginx, rsync]
  const { fullUpgrade } = target.packageManager
  return names.map(name => ({
    kind: 'package',
    name,
    effects: effectsOf(name, target),
    ...(fullUpgrade === undefined ? {} : { fullUpgrade }),
  }))
}

function effectsOf(name: string, { title, effects }: Target): Effects {
  const found = effects[name]
  if (found === undefined) {
    throw new Error(`unreachable: what ${name} brings on ${title} is not declared`)
  }
  return found
}
