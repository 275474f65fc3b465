// A sync deletes what upstream does not have, and nginx and rsync show the tree to everybody.

/** The system's own: neither these nor anything below them. */
const systemTrees = [
  ...[
    '/bin',
    '/boot',
    '/dev',
    '/efi',
    '/etc',
    '/lib',
    '/lib32',
    '/lib64',
    '/libx32',
    '/lost+found',
  ],
  ...['/nix', '/proc', '/root', '/run', '/sbin', '/snap', '/sys', '/tmp', '/usr'],
  ...['/var/adm', '/var/backups', '/var/crash', '/var/db', '/var/empty', '/var/local', '/var/lock'],
  ...['/var/log', '/var/mail', '/var/run', '/var/snap', '/var/spool', '/var/tmp'],
  ...[
    '/var/cache/apt',
    '/var/cache/debconf',
    '/var/cache/ldconfig',
    '/var/cache/man',
    '/var/cache/pacman',
  ],
  ...['/var/lib/apt', '/var/lib/containerd', '/var/lib/dbus', '/var/lib/docker', '/var/lib/dpkg'],
  ...['/var/lib/letsencrypt', '/var/lib/mirrorc', '/var/lib/mirrorc-sync', '/var/lib/mysql'],
  ...[
    '/var/lib/nginx',
    '/var/lib/pacman',
    '/var/lib/pam',
    '/var/lib/postgresql',
    '/var/lib/private',
  ],
  ...['/var/lib/systemd', '/var/lib/ucf', '/var/lib/sudo'],
]

/** Directories that hold what is not the mirror's; a directory of its own below them is fine. */
const sharedDirectories = [
  '/',
  '/home',
  '/media',
  '/mnt',
  '/opt',
  '/srv',
  '/var',
  '/var/cache',
  '/var/lib',
]

/** Why a path may not hold a mirror, in the words that follow the path itself. */
export function explainDanger(path: string): string | undefined {
  if (sharedDirectories.includes(path)) return 'holds more than the mirror'
  if (/^\/home\/[^/]+$/.test(path)) return 'is the home of a user'
  if (/^\/var\/lib\/mirrorc[^/]*(?:\/|$)/.test(path)) return "is mirrorc's own"
  const tree = systemTrees.find(tree => path === tree || path.startsWith(`${tree}/`))
  return tree === undefined ? undefined : 'belongs to the system'
}
