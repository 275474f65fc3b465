import type { MirrorHost } from '../compiler/mirror.ts'
import type { Resource } from '../resource.ts'
import { render } from './render.ts'
import { syncProgramPath } from './sync-settings.ts'
import type { Target } from './target.ts'

/** What starts the syncs: one file of cron(8)'s, whose lines run as the sync user. */
export function lowerSyncJobs(host: MirrorHost, target: Target): readonly Resource[] {
  const jobs = host.modules.map(module => ({
    schedule: module.schedule,
    command: [syncProgramPath, module.name],
  }))
  return [
    {
      kind: 'file',
      // Debian's cron ignores a file with a dot in its name; cron(8).
      path: '/etc/cron.d/mirrorc',
      content: render('cron.njk', { site: host.site, user: host.storage.user, jobs }),
      owner: 'root',
      group: 'root',
      mode: '0644',
    },
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
