import type { Effects } from '../../resource.ts'

const nothing: Effects = { groups: [], users: [], paths: {}, units: {} }

/** What the packages make of a fresh host. Seen on Debian 12 and 13; what Ubuntu's do is taken to be the same. */
export const effects: Readonly<Record<string, Effects>> = {
  'ca-certificates': nothing,
  // The unit that the timer starts has no [Install] section.
  certbot: {
    ...nothing,
    units: {
      'certbot.service': { enabled: false, started: false },
      'certbot.timer': { enabled: true, started: true },
    },
  },
  cron: {
    ...nothing,
    groups: ['crontab'],
    units: { 'cron.service': { enabled: true, started: true } },
  },
  // The mirror has a unit of its own. This one would run whatever CGI program any nginx of the host asks it for.
  fcgiwrap: {
    ...nothing,
    units: {
      'fcgiwrap.service': { enabled: true, started: false, unwanted: true },
      'fcgiwrap.socket': { enabled: true, started: true, unwanted: true },
    },
  },
  git: nothing,
  lftp: nothing,
  nginx: {
    ...nothing,
    paths: {
      '/etc/nginx/sites-enabled/default': {
        type: 'link',
        target: '/etc/nginx/sites-available/default',
      },
      '/var/www': { type: 'directory' },
      '/var/www/html': { type: 'directory' },
    },
    units: { 'nginx.service': { enabled: true, started: true } },
  },
  openssl: nothing,
  // It has no /etc/rsyncd.conf, without which the unit does not start.
  rsync: { ...nothing, units: { 'rsync.service': { enabled: false, started: false } } },
  vsftpd: {
    groups: ['ftp'],
    users: ['ftp'],
    paths: { '/etc/vsftpd.conf': { type: 'file' } },
    units: { 'vsftpd.service': { enabled: true, started: true } },
  },
}
