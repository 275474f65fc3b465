import type { Effects } from '../../resource.ts'

const nothing: Effects = { groups: [], users: [], paths: {}, units: {} }
const off = { enabled: false, started: false }

/** What the packages make of a fresh host, by their lists of files. No package of Arch's switches a unit on. */
export const effects: Readonly<Record<string, Effects>> = {
  'ca-certificates': nothing,
  certbot: {
    ...nothing,
    units: { 'certbot-renew.service': off, 'certbot-renew.timer': off },
  },
  cronie: { groups: [], users: [], paths: {}, units: { 'cronie.service': off } },
  fcgiwrap: {
    groups: [],
    users: [],
    paths: {},
    units: { 'fcgiwrap.service': off, 'fcgiwrap.socket': off },
  },
  git: { groups: ['git'], users: ['git'], paths: {}, units: { 'git-daemon.socket': off } },
  lftp: nothing,
  logrotate: {
    ...nothing,
    units: { 'logrotate.service': off, 'logrotate.timer': off },
  },
  // The user http, as which it runs, comes with the package filesystem, which every host has.
  nginx: {
    groups: [],
    users: [],
    paths: { '/etc/nginx/nginx.conf': { type: 'file' } },
    units: { 'nginx.service': off },
  },
  openssl: nothing,
  rsync: {
    groups: [],
    users: [],
    paths: { '/etc/rsyncd.conf': { type: 'file' } },
    units: { 'rsyncd.service': off, 'rsyncd.socket': off },
  },
  stunnel: {
    groups: ['stunnel'],
    users: ['stunnel'],
    paths: {},
    units: { 'stunnel.service': off },
  },
  vsftpd: {
    groups: [],
    users: [],
    paths: { '/etc/vsftpd.conf': { type: 'file' } },
    units: {
      'vsftpd-ssl.service': off,
      'vsftpd-ssl.socket': off,
      'vsftpd.service': off,
      'vsftpd.socket': off,
    },
  },
}
