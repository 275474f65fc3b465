import { readFileSync } from 'node:fs'
import { exampleFile } from './support.ts'

/** A host that is odd in one way, and how an apply has to end there. */
export interface Fault {
  readonly title: string
  /** Makes the host odd. */
  readonly prepare: string
  /** Takes that away again. */
  readonly after: string
  readonly wants?: string
  readonly exit: number
  readonly says: RegExp
  /** The paths that may differ while the host is odd; none by default. */
  readonly changes?: RegExp
}

/** As mirror.yaml names it. */
export interface Release {
  readonly distro: string
  readonly release: string
}

// A sync that cron calls meanwhile would be among what differs.
const example = readFileSync(exampleFile, 'utf8').replaceAll('every: 1h', "schedule: '0 0 29 2 *'")

/** The guide's mirror, not synced by itself, for the host `odd`. */
export const servedOn = ({ distro, release }: Release): string =>
  `${example.slice(0, example.indexOf('\nhosts:'))}
hosts:
  fra1: { address: odd, distro: ${distro}, release: "${release}" }
`

/** Another comment changes files of rsync's and of the web server's. */
export const changedOn = (release: Release): string =>
  servedOn(release).replace('The Athena Hub', 'The Athena Hub, changed')

const withFtp = (release: Release): string =>
  servedOn(release).replace('serve:\n', 'serve:\n  ftp: {}\n')

// What is there now still fits, and nothing more.
const fill = (path: string): string => `cp -a ${path} /root/kept
  mount -t tmpfs -o size=64M,mode=755 full ${path}; cp -a /root/kept/. ${path}; rm -r /root/kept
  dd if=/dev/zero of=${path}/zz-filler bs=64k 2>/dev/null || :`

// fcntl(2) locks, with struct flock as on 64 bits: what apt-get takes for its lists.
const holdApt = `cat >/root/hold.pl <<'END'
use Fcntl;
my $lock = pack('s s x4 q q l x4', F_WRLCK, 0, 0, 0, 0);
open(my $file, '>>', '/var/lib/apt/lists/lock') or die;
fcntl($file, F_SETLK, $lock) or die $!;
sleep 1200;
END
systemd-run -q --unit=holder perl /root/hold.pl
for try in 1 2 3 4 5 6 7 8 9; do ! apt-get -q update >/dev/null 2>&1 || sleep 0.5; done; ! apt-get -q update 2>&1`
const untilListening = (port: number): string =>
  `until ss -Hltn 'sport = :${port}' | grep -q .; do sleep 0.1; done`
const letGo = 'systemctl stop holder'
const holdPort = (port: number): string =>
  `systemd-run -q --unit=holder rsync --daemon --no-detach --port=${port} --config=/dev/null
   ${untilListening(port)}`

/** What can be odd about any host. */
function faultsAnywhere(release: Release): readonly Fault[] {
  return [
    {
      title: 'the port that the web server shall have is another program’s',
      prepare: holdPort(8080),
      after: letGo,
      wants: changedOn(release).replace('http: {}', 'http: { port: 8080 }'),
      exit: 6,
      says: /everything was put back[\s\S]*nginx.service does not listen at port 8080, which another program has:\n.*"rsync"/,
    },
    {
      title: 'the disk of the web server’s files is full',
      prepare: fill('/etc/nginx'),
      after: 'umount /etc/nginx',
      exit: 6,
      says: /before anything that serves was changed[\s\S]*No space left on device\n.*df -h/,
    },
    {
      title: 'the disk of the records is full',
      prepare: fill('/var/lib/mirrorc'),
      after: 'umount /var/lib/mirrorc',
      exit: 5,
      says: /cannot write below \/var\/lib\/mirrorc: nothing was done\n.*df -h/,
    },
    {
      title: '/etc is read-only',
      prepare: 'mount --bind /etc /etc; mount -o remount,bind,ro /etc',
      after: 'umount /etc',
      exit: 6,
      says: /before anything that serves was changed[\s\S]*Read-only file system\n.*findmnt/,
    },
    {
      title: 'the web server is masked',
      prepare: 'ln -s /dev/null /etc/systemd/system/nginx.service; systemctl daemon-reload',
      after: 'rm /etc/systemd/system/nginx.service; systemctl daemon-reload',
      exit: 5,
      says: /nginx.service is masked[\s\S]*systemctl unmask nginx.service/,
    },
  ]
}

/** Of the unit of the rsync daemon, which is not called the same everywhere. */
function faultsOfRsync(release: Release): readonly Fault[] {
  const unit = release.distro === 'arch' ? 'rsyncd.service' : 'rsync.service'
  const own = `/etc/systemd/system/${unit}`
  const dropIn = (text: string): string => `mkdir -p ${own}.d
    printf '[Service]\n${text}\n' >${own}.d/zz.conf; systemctl daemon-reload`
  const dropOff = `rm ${own}.d/zz.conf; rmdir --ignore-fail-on-non-empty ${own}.d
    systemctl daemon-reload; systemctl reset-failed ${unit}; systemctl restart ${unit}
    ${untilListening(873)}`
  const wants = changedOn(release).replace('max_connections: 25', 'port: 8873')
  return [
    {
      title: 'the unit of the rsync daemon has a mistake',
      prepare: `printf "[Service]\\nExecStart=\\n" >${own}; systemctl daemon-reload`,
      after: `rm ${own}; systemctl daemon-reload`,
      exit: 5,
      says: /rsyncd?.service is not there, though its package is \(bad-setting\)/,
    },
    {
      title: "somebody's own drop-in gives the rsync daemon another port",
      prepare: dropIn('ExecStart=\\nExecStart=/usr/bin/rsync --daemon --no-detach --port=8999'),
      after: dropOff,
      wants,
      exit: 6,
      says: /everything was put back[\s\S]*rsyncd?.service does not listen at port 8873/,
    },
    {
      title: 'the rsync daemon ends again and again',
      prepare: dropIn('ExecStart=\\nExecStart=/bin/false\\nRestart=always\\nRestartSec=100ms'),
      after: dropOff,
      wants,
      exit: 6,
      says: /everything was put back[\s\S]*rsyncd?.service does not come up/,
    },
  ]
}

const broken = { title: "somebody's own vhost is broken", exit: 6 } as const
const absent = { title: 'a package is in no list', exit: 5 } as const

function faultsOfApt(release: Release): readonly Fault[] {
  const site = '/etc/nginx/conf.d/own.conf'
  return [
    {
      ...broken,
      prepare: `echo 'server { listen 80; nonsense on; }' >${site}`,
      after: `rm ${site}`,
      says: /before anything that serves was changed[\s\S]*unknown directive "nonsense" in \/etc\/nginx\/conf.d\/own.conf:1/,
    },
    {
      ...absent,
      prepare:
        'cp -a /etc/apt /root/apt; rm -rf /etc/apt/sources.list* /var/lib/apt/lists; mkdir -p /var/lib/apt/lists/partial',
      after: 'rm -rf /etc/apt; mv /root/apt /etc/apt; apt-get -q update',
      wants: withFtp(release),
      says: /did not install the packages[\s\S]*Unable to locate package vsftpd[\s\S]*apt-get update/,
      changes: /^\/var\/lib\/apt\//,
    },
  ]
}

// nginx.conf there includes no directory.
function faultsOfPacman(release: Release): readonly Fault[] {
  const lock = '/var/lib/pacman/db.lck'
  const database = '/var/lib/pacman/sync/extra.db'
  return [
    {
      ...broken,
      prepare: "echo 'nonsense on;' >>/etc/nginx/nginx.conf",
      after: "sed -i '$d' /etc/nginx/nginx.conf",
      says: /before anything that serves was changed[\s\S]*unknown directive "nonsense" in \/etc\/nginx\/nginx.conf/,
    },
    {
      ...absent,
      prepare: `cp -a ${database} /root/extra.db; mkdir /root/extra; bsdtar -xf ${database} -C /root/extra
        rm -r /root/extra/vsftpd-*; bsdtar -czf ${database} -C /root/extra .; rm -r /root/extra`,
      after: `mv /root/extra.db ${database}`,
      wants: withFtp(release),
      says: /did not install the packages[\s\S]*target not found: vsftpd[\s\S]*--full-upgrade/,
      changes: /^\/var\/lib\/pacman\//,
    },
    {
      title: 'a pacman that was cut off left its lock',
      prepare: `touch ${lock}`,
      after: `rm ${lock}`,
      wants: withFtp(release),
      exit: 5,
      says: /No program has \/var\/lib\/pacman\/db.lck open: a pacman was cut off/,
    },
  ]
}

/** What can be odd about a host of this release. */
export function faultsOn(release: Release): readonly Fault[] {
  return [
    ...(release.distro === 'arch' ? faultsOfPacman(release) : faultsOfApt(release)),
    ...faultsAnywhere(release),
    ...faultsOfRsync(release),
  ]
}

/** It takes five minutes. */
export const waitingOn = (release: Release): Fault => ({
  title: 'another program has the lock of apt for five minutes',
  prepare: holdApt,
  after: letGo,
  wants: withFtp(release),
  exit: 5,
  says: /did not install the packages[\s\S]*Could not get lock \/var\/lib\/apt\/lists\/lock[\s\S]*wait for its end/,
})
