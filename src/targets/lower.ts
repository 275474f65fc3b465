import type { MirrorHost } from '../compiler/mirror.ts'
import type { Package, Resource } from '../resource.ts'
import { targetFor } from './index.ts'
import { lowerRsyncDaemon } from './rsync-daemon.ts'
import { lowerShare } from './share.ts'
import { lowerStorage } from './storage.ts'
import { lowerSyncJobs } from './sync-jobs.ts'
import type { Target } from './target.ts'
import { lowerWebServer } from './web-server.ts'

/** All that must be true of a host, in the order in which a person would do it. */
export function lower(host: MirrorHost): readonly Resource[] {
  const target = targetFor(host.distro, host.release)
  return [
    ...lowerPackages(host, target),
    ...lowerStorage(host, target),
    lowerShare(),
    ...(host.rsync === undefined ? [] : lowerRsyncDaemon(host, host.rsync, target)),
    ...(host.http === undefined ? [] : lowerWebServer(host, host.http, target)),
    ...lowerSyncJobs(host, target),
  ]
}

function lowerPackages(host: MirrorHost, target: Target): readonly Package[] {
  const { cron, nginx, rsync } = target.packages
  const names = host.http === undefined ? [cron, rsync] : [cron, nginx, rsync]
  return names.map(name => ({ kind: 'package', name }))
}
