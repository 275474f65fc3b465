import { sampleModule } from '../sample-mirror.ts'
import { type Edge, ourFiles, tryEdges } from './edge.ts'

// The full file system holds what is there now, and has no block left for a second file.
const mountOver = (path: string, options: string): string =>
  `mkdir /kept; cp -a ${path}/. /kept; mount -t tmpfs -o mode=755,${options} full ${path}; cp -a /kept/. ${path}`
const unmount = (path: string): string => `umount ${path}; rm -r /kept`
const blocks = (path: string): string =>
  `size=$(( $(find ${path} -type f -printf '%s\\n' | awk '{ n += int(($1 + 4095) / 4096) } END { print n }') * 4 ))k`

const disks: readonly Edge[] = [
  {
    title: 'nobody may change the owner of a tree, which is not what it should be',
    prepare:
      'chown nobody /srv/mirrors/athena; mount --bind /srv/mirrors /srv/mirrors; mount -o remount,bind,ro /srv/mirrors',
    after: 'umount /srv/mirrors',
    exit: 6,
    says: /put back[\s\S]*changing ownership of '\/srv\/mirrors\/athena'.*Read-only file system\n.*findmnt/,
  },
  {
    title: 'the disk of /etc is full',
    prepare: mountOver('/etc', `"${blocks('/etc')}"`),
    after: unmount('/etc'),
    exit: 6,
    says: /before anything that serves[\s\S]*No space left on device\n.*df -h/,
  },
  {
    title: 'the disk of the jobs is full',
    prepare: mountOver('/etc/cron.d', `"${blocks('/etc/cron.d')}"`),
    after: unmount('/etc/cron.d'),
    exit: 6,
    says: /before anything that serves[\s\S]*No space left on device\n.*df -h/,
  },
  {
    title: 'the disk of the jobs has no room for one more file',
    prepare: mountOver('/etc/cron.d', 'nr_inodes=$(( $(ls -A /etc/cron.d | wc -l) + 1 ))'),
    after: unmount('/etc/cron.d'),
    exit: 6,
    says: /before anything that serves[\s\S]*No space left on device\n.*df -i/,
  },
  {
    title: 'the disk of the records is full',
    prepare:
      'mount -t tmpfs -o size=4k,nr_inodes=3,mode=0755 full /var/lib/mirrorc; mkdir -m 700 /var/lib/mirrorc/tx',
    after: 'umount /var/lib/mirrorc',
    exit: 5,
    says: /\/var\/lib\/mirrorc[\s\S]*df -h/,
    wants: {},
  },
  {
    title: '/etc is mounted read-only',
    prepare: 'mount --bind /etc /etc; mount -o remount,bind,ro /etc',
    after: 'umount /etc',
    exit: 6,
    says: /before anything that serves[\s\S]*Read-only file system\n.*read-only/,
  },
  {
    title: '/var/lib is mounted read-only',
    prepare: 'mount --bind /var/lib /var/lib; mount -o remount,bind,ro /var/lib',
    after: 'umount /var/lib',
    exit: 5,
    says: /cannot write below \/var\/lib\/mirrorc/,
  },
  {
    title: 'the disk of the records lets nothing be started from it',
    prepare:
      'mkdir /kept; cp -a /var/lib/mirrorc/. /kept; mount -t tmpfs -o noexec,nosuid,mode=755 none /var/lib/mirrorc; cp -a /kept/. /var/lib/mirrorc',
    after: 'umount -l /var/lib/mirrorc; rm -r /kept',
    exit: 0,
    says: /changes made/,
    changes: ourFiles,
  },
  {
    title: 'a file is where the records go',
    prepare: 'rm -r /var/lib/mirrorc/tx; echo mine >/var/lib/mirrorc/tx',
    exit: 5,
    says: /cannot write below \/var\/lib\/mirrorc/,
  },
  {
    title: 'the record of what was applied cannot be read',
    prepare: 'echo nonsense >/var/lib/mirrorc/ledger.json',
    exit: 5,
    says: /ledger|record/,
  },
  {
    title: 'the record of what was applied is cut off',
    prepare: 'truncate -s 300 /var/lib/mirrorc/ledger.json',
    exit: 5,
    says: /ledger|record/,
  },
]

const trees: readonly Edge[] = [
  {
    title: 'the storage root is gone, as an unmounted disk',
    prepare: 'mv /srv/mirrors /mnt/unmounted',
    exit: 5,
    says: /\/srv\/mirrors[\s\S]*mounted/,
  },
  {
    title: 'the storage root is a link that is not root’s',
    prepare: 'mv /srv/mirrors /mnt/m; ln -s /mnt/m /srv/mirrors; chown -h nobody /srv/mirrors',
    exit: 5,
    says: /\/srv\/mirrors is a symbolic link to \/mnt\/m that belongs to nobody[\s\S]*chown -h/,
  },
  {
    title: 'the storage root is a link in a circle',
    prepare: 'mv /srv/mirrors /mnt/m; ln -s /srv/mirrors /srv/mirrors',
    exit: 5,
    says: /\/srv\/mirrors is a symbolic link to \/srv\/mirrors, which is no directory/,
  },
  {
    title: 'a tree is a file',
    prepare: 'rmdir /srv/mirrors/athena; echo mine >/srv/mirrors/athena',
    exit: 5,
    says: /\/srv\/mirrors\/athena is in the way: it is no directory/,
  },
  {
    title: 'everybody can write above the storage root',
    prepare: 'chmod 1777 /srv',
    exit: 5,
    says: /\/srv can be written by everybody/,
  },
  {
    title: 'a tree belongs to another user: its top is taken over, what lies in it is not',
    prepare:
      'chown nobody /srv/mirrors/athena; install -o nobody /dev/null /srv/mirrors/athena/iso',
    exit: 0,
    says: /changes made/,
    changes: new RegExp(`${ourFiles.source}|^/srv/mirrors/athena$`),
    holds: `test "$(stat -c %U /srv/mirrors/athena /srv/mirrors/athena/iso | tr '\\n' ' ')" = 'rsyncuser nobody '`,
  },
  {
    title: 'names in a tree that a shell would trip over',
    prepare: `cd /srv/mirrors/athena; touch -- '-rf' 'a b' "it's" '$(reboot)' "$(printf 'new\\nline')" '*'`,
    exit: 0,
    says: /changes made/,
    changes: ourFiles,
  },
  {
    title: 'a module leaves mirror.yaml: its tree stays',
    prepare: 'touch /srv/mirrors/athena-images/iso',
    wants: { modules: [sampleModule('athena')] },
    exit: 0,
    says: /changes made/,
    changes: ourFiles,
    holds: 'test -e /srv/mirrors/athena-images/iso',
  },
  {
    title: 'the disk of the trees is mounted read-only',
    prepare: 'mount --bind /srv /srv; mount -o remount,bind,ro /srv',
    after: 'umount /srv',
    wants: { modules: [sampleModule('athena'), sampleModule('new')] },
    exit: 6,
    says: /before anything that serves[\s\S]*\/srv\/mirrors\/new[\s\S]*Read-only file system/,
  },
  {
    title: 'the web server cannot enter a directory above the trees',
    prepare: 'chmod 0700 /srv',
    exit: 6,
    says: /put back[\s\S]*the answer is 403[\s\S]*namei -l/,
  },
]

tryEdges([...disks, ...trees])
