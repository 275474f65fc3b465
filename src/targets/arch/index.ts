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
    packages: {
      caCertificates: 'ca-certificates',
      certbot: 'certbot',
      cron: 'cronie',
      fcgiwrap: 'fcgiwrap',
      git: 'git',
      lftp: 'lftp',
      nginx: 'nginx',
      openssl: 'openssl',
      rsync: 'rsync',
      stunnel: 'stunnel',
      vsftpd: 'vsftpd',
    },
    effects,
    units: {
      cron: 'cronie.service',
      nginx: 'nginx.service',
      renewal: 'certbot-renew.timer',
      rsyncDaemon: 'rsyncd.service',
    },
    logRotation: [{ package: 'logrotate', timer: 'logrotate.timer' }],
    tls: { http2Directive: true, postQuantum: true, freshTickets: true },
    nobodyGroup: 'nobody',
    nologin: '/usr/bin/nologin',
    nginxGroup: 'http',
    vsftpdEmptyDirectory: [],
    // Of Arch's nginx.conf, without comments.
    httpDirectives: [
      'include',
      'default_type',
      'sendfile',
      'keepalive_timeout',
      'types_hash_max_size',
    ],
    placeVhost,
  },
]
