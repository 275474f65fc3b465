import type { Target } from '../target.ts'
import { apt } from './apt.ts'
import { effects } from './effects.ts'
import { placeVhost } from './nginx.ts'

/** nginx 1.18 to 1.24, OpenSSL 3.0. */
export const olderTls = { http2Directive: false, postQuantum: false, freshTickets: false }

/** nginx 1.26 and newer, OpenSSL 3.5. */
export const newerTls = { http2Directive: true, postQuantum: true, freshTickets: true }

/** What every supported release of Debian and Ubuntu has in common. */
export const debianFamily = {
  packageManager: apt,
  packages: {
    caCertificates: 'ca-certificates',
    certbot: 'certbot',
    cron: 'cron',
    fcgiwrap: 'fcgiwrap',
    git: 'git',
    lftp: 'lftp',
    nginx: 'nginx',
    openssl: 'openssl',
    rsync: 'rsync',
    stunnel: 'stunnel4',
    vsftpd: 'vsftpd',
  },
  effects,
  // Debian's rsync package enables nothing; the unit is named after the package.
  units: {
    cron: 'cron.service',
    nginx: 'nginx.service',
    renewal: 'certbot.timer',
    rsyncDaemon: 'rsync.service',
  },
  // logrotate has the priority important.
  logRotation: [],
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
} satisfies Omit<Target, 'release' | 'title' | 'osRelease' | 'tls'>
