import type { Release } from '../../src/lab/system.ts'

/** The mirror that is served. */
export const domain = 'mirror.example.org'

/** A mirror of the host `serving`, with more modules and the ways in which it is served. */
export const mirrorOn = ({ distro, release }: Release, more: string): string => `version: 1
site: athena
domain: ${domain}
aliases: [mirror.example.net]
contact: admin@example.org
modules:
  athena: { upstream: rsync://hub.athenaos.org/athena, comment: The Athena Hub }
  outside: { upstream: rsync://hub.athenaos.org/athena-images, path: /data/outside }
${more}hosts:
  fra1: { address: serving, distro: ${distro}, release: "${release}" }
`

/** That mirror, in every way there is but TLS. */
export const everyWayOn = (system: Release): string =>
  mirrorOn(
    system,
    `  sources: { upstream: rsync://hub.athenaos.org/git, serve: [git] }
serve:
  http: {}
  rsync: { max_connections: 5 }
  ftp: {}
  git: { daemon: true }
`,
  )

/** Units that somebody's own drop-in has run something else, with what the apply says of it. */
export const wrongAnswers = [
  {
    unit: 'vsftpd',
    command:
      '/usr/sbin/vsftpd /etc/vsftpd.conf -osecure_chroot_dir=/srv -oanonymous_enable=NO -olocal_enable=YES',
    says: /FTP at port 21 does not let anonymous in: the answer is 530/,
  },
  {
    unit: 'vsftpd',
    command: '/usr/sbin/vsftpd /etc/vsftpd.conf -osecure_chroot_dir=/srv -oanon_root=/srv',
    says: /FTP at port 21 does not list the module athena: was its directory there/,
  },
  {
    unit: 'mirrorc-git',
    command: '/usr/sbin/fcgiwrap -p /usr/bin/false -s unix:/run/mirrorc-git/socket',
    says: /git over HTTP is not served at http:\/\/mirror.example.org\/sources port 80: the answer is 403/,
  },
  {
    unit: 'mirrorc-git-daemon@',
    // It stays until its client goes: one that left a question unread would be a reset, and not always an answer.
    command: '/bin/sh -c "echo @RSYNCD: 31.0; exec cat >/dev/null"',
    says: /git does not answer at port 9418: the answer is @RSY/,
  },
]
