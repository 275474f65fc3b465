import type { MirrorHost, Module } from '../compiler/mirror.ts'
import type { Resource } from '../resource.ts'
import { render } from './render.ts'
import { formatRsyncUrl } from './rsync-url.ts'
import { syncState } from './storage.ts'
import type { Target } from './target.ts'

/** The jobs that pull the trees: one file of cron(8)'s, whose lines run as the sync user. */
export function lowerSyncJobs(host: MirrorHost, target: Target): readonly Resource[] {
  const jobs = host.modules.map(module => ({
    schedule: module.schedule,
    command: syncCommand(module),
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

// -rlptH and not -a: an unprivileged user cannot keep owners, and must not make devices.
// No -z: packages and images are compressed. 24 hours are not a limit, --timeout ends only a silent upstream.
function syncCommand(module: Module): readonly string[] {
  return [
    ...['flock', '-n', `${syncState}/${module.name}.lock`],
    ...['rsync', '-rlptH', '--safe-links', '--delete-delay', '--delay-updates'],
    ...['--chmod=ug-s,o-w', '--timeout=600', '--contimeout=60', '--no-motd'],
    `${formatRsyncUrl(module.upstream)}/`,
    `${module.path}/`,
  ]
}
