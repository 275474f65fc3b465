import type { Target } from '../target.ts'
import { apt } from './apt.ts'
import { effects } from './effects.ts'
import { placeVhost } from './nginx.ts'

/** What every supported release of Debian and Ubuntu has in common. */
export const debianFamily = {
  packageManager: apt,
  packages: {
    caCertificates: 'ca-certificates',
    cron: 'cron',
    fcgiwrap: 'fcgiwrap',
    git: 'git',
    lftp: 'lftp',
    nginx: 'nginx',
    rsync: 'rsync',
    vsftpd: 'vsftpd',
  },
  effects,
  // Debian's rsync package enables nothing; the unit is named after the package.
  units: { cron: 'cron.service', nginx: 'nginx.service', rsyncDaemon: 'rsync.service' },
  nobodyGroup: 'nogroup',
  nologin: '/usr/sbin/nologin',
  nginxGroup: 'www-data',
  // Its unit makes it.
  vsftpdEmptyDirectory: ['/var/run/vsftpd/empty'],
  httpDirectives: [
    ...[
      'sendfile',
      'tcp_nopush',
      'types_hash_max_size',
      'server_tokens',
      'include',
      'default_type',
    ],
    ...['ssl_protocols', 'ssl_prefer_server_ciphers', 'access_log', 'error_log', 'gzip'],
  ],
  placeVhost,
} satisfies Omit<Target, 'release' | 'title' | 'osRelease'>
