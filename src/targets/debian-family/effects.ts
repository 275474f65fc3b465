import type { Effects, ShippedUnit } from '../../resource.ts'

type EffectsTable = Readonly<Record<string, Effects>>

const nothing: Effects = { groups: [], users: [], paths: {}, units: {} }
const off: ShippedUnit = { enabled: false, started: false }
const onAndStarted: ShippedUnit = { enabled: true, started: true }

/** What the packages make of a fresh host; the two units are not the same on every release. */
const effectsWith = (fcgiwrap: ShippedUnit, rsync: ShippedUnit): EffectsTable => ({
  'ca-certificates': nothing,
  // The unit that the timer starts has no [Install] section.
  certbot: {
    ...nothing,
    units: {
      'certbot.service': off,
      'certbot.timer': onAndStarted,
    },
  },
  cron: {
    ...nothing,
    groups: ['crontab'],
    units: { 'cron.service': onAndStarted },
  },
  // The mirror has a unit of its own. This one would run whatever CGI program any nginx of the host asks it for.
  fcgiwrap: {
    ...nothing,
    units: {
      'fcgiwrap.service': { ...fcgiwrap, unwanted: true },
      'fcgiwrap.socket': { ...onAndStarted, unwanted: true },
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
    units: { 'nginx.service': onAndStarted },
  },
  openssl: nothing,
  // It has no /etc/rsyncd.conf, without which the unit does not start.
  rsync: { ...nothing, units: { 'rsync.service': rsync } },
  // It runs the files of /etc/stunnel alone, of which it brings none.
  stunnel4: {
    ...nothing,
    groups: ['stunnel4'],
    users: ['stunnel4'],
    units: { 'stunnel4.service': off },
  },
  vsftpd: {
    groups: ['ftp'],
    users: ['ftp'],
    paths: { '/etc/vsftpd.conf': { type: 'file' } },
    units: { 'vsftpd.service': onAndStarted },
  },
})

/** Seen on Debian 12 and 13; what Ubuntu's do from 24.04 on is taken to be the same. */
export const effects = effectsWith(off, off)

/** Seen on Debian 11, to which the packages of Ubuntu 22.04 go back. */
export const olderEffects = effectsWith(
  { enabled: false, started: true },
  { enabled: true, started: false },
)
