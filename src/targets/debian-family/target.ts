import type { Target } from '../target.ts'
import { apt } from './apt.ts'
import { effects } from './effects.ts'
import { placeVhost } from './nginx.ts'

/** What every supported release of Debian and Ubuntu has in common. */
export const debianFamily = {
  packageManager: apt,
  packages: { cron: 'cron', nginx: 'nginx', rsync: 'rsync' },
  effects,
  units: { cron: 'cron.service', nginx: 'nginx.service', rsyncDaemon: 'rsync.service' },
  nobodyGroup: 'nogroup',
  nologin: '/usr/sbin/nologin',
  placeVhost,
} satisfies Omit<Target, 'release' | 'title' | 'osRelease'>
