import type { MirrorHost } from '../compiler/mirror.ts'
import type { Resource } from '../resource.ts'
import { render } from './render.ts'
import { rootFile } from './share.ts'
import { syncProgramPath } from './sync-settings.ts'
import { lowerSyncTimers } from './sync-timers.ts'
import type { Target } from './target.ts'

/** What starts the syncs: cron(8), or timers of systemd's. */
export function lowerSyncJobs(host: MirrorHost, target: Target): readonly Resource[] {
  return host.runs.backend === 'timer' ? lowerSyncTimers(host) : lowerCronJobs(host, target)
}

/** One file, whose lines run as the sync user. */
function lowerCronJobs(host: MirrorHost, target: Target): readonly Resource[] {
  const jobs = host.modules.map(module => ({
    schedule: module.schedule.text,
    command: [syncProgramPath, module.name],
  }))
  const text = render('cron.njk', { site: host.site, user: host.storage.user, jobs })
  return [
    // Debian's cron ignores a file with a dot in its name; cron(8).
    rootFile('/etc/cron.d/mirrorc', text),
    {
      kind: 'service',
      unit: target.units.cron,
      shared: true,
      // cron looks at its directory every minute by itself.
      reloadFor: [],
      restartFor: [],
      check: 'none',
      ports: [],
      probes: [],
    },
  ]
}
