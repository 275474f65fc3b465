import type { Target } from '../target.ts'
import { effects } from './effects.ts'
import { placeVhost } from './nginx.ts'
import { pacman } from './pacman.ts'

export const arch: readonly Target[] = [
  {
    release: 'rolling',
    title: 'Arch Linux',
    osRelease: { id: 'arch', versionId: undefined },
    packageManager: pacman,
    packages: { cron: 'cronie', nginx: 'nginx', rsync: 'rsync' },
    effects,
    units: { cron: 'cronie.service', nginx: 'nginx.service', rsyncDaemon: 'rsyncd.service' },
    nobodyGroup: 'nobody',
    nologin: '/usr/bin/nologin',
    placeVhost,
  },
]
