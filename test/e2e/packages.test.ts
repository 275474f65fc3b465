import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { titleOf } from './releases.ts'
import {
  announce,
  type Ended,
  mirrorc,
  mirrorDirectory,
  onHost,
  standIns,
  withoutLab,
} from './support.ts'

const takesLong = process.env.MIRRORC_LONG === '1'

const aptReleases = [
  { distro: 'ubuntu', release: '26.04' },
  ...(takesLong
    ? [
        { distro: 'debian', release: '12' },
        { distro: 'debian', release: '13' },
        { distro: 'ubuntu', release: '22.04' },
        { distro: 'ubuntu', release: '24.04' },
      ]
    : []),
].map(each => {
  const name = `${each.distro}-${each.release.replace('.', '-')}`
  return { ...each, title: titleOf(each), locked: `${name}-locked`, broken: `${name}-broken` }
})

const hosts = [
  { name: 'arch', distro: 'arch', release: 'rolling' },
  { name: 'stale', distro: 'arch', release: 'rolling' },
  { name: 'half', distro: 'debian', release: '12' },
  ...aptReleases.flatMap(({ distro, release, locked, broken }) => [
    { name: locked, distro, release },
    { name: broken, distro, release },
  ]),
]

const mirrorText = `version: 1
site: athena
domain: mirror.example.org
contact: admin@example.org
modules:
  athena: { upstream: rsync://hub.athenaos.org/athena, every: 1h }
serve: { http: {}, rsync: {} }
hosts:
${hosts.map(({ name, distro, release }) => `  ${name}: { address: ${name}, distro: ${distro}, release: "${release}" }\n`).join('')}`

const pacmanLock = '/var/lib/pacman/db.lck'
const repository = '/var/lib/stand-in/extra/os/x86_64'

describe.skipIf(withoutLab)('packages that cannot be had as they should', () => {
  let lab: Lab
  let mirror: ReturnType<typeof mirrorDirectory>

  const run = (host: string, ...words: string[]): Promise<Ended> =>
    mirrorc([...words, host, '-f', mirror.file, '--ssh-config', lab.sshConfigFile])
  const arch = (command: string): Promise<string> => onHost(lab, 'arch', command)

  async function takesIt(host: string, ...words: string[]): Promise<void> {
    const { code, stdout, stderr } = await run(host, 'apply', '--yes', ...words)
    expect(code, stdout + stderr).toBe(0)
    expect((await run(host, 'diff')).code).toBe(0)
  }

  /** Refused, for this reason, and without any change but for the run's record. */
  async function refuses(reason: RegExp): Promise<void> {
    // The time of a directory says that the runner has put something down and taken it away again.
    const look = `find /etc /srv /usr /var/lib/pacman -xdev \\( -type d -printf '%p %m %u\\n' \\) -o \\
        -printf '%p %y %m %u %s %T@ %l\\n' | sort; getent passwd`
    const before = await arch(look)
    const { code, stderr } = await run('arch', 'apply', '--yes')
    expect(stderr).toMatch(reason)
    expect(code).toBe(5)
    expect(await arch(look)).toBe(before)
  }

  beforeAll(async () => {
    lab = await startLab({ hosts, standIns }, step => console.log(step))
    mirror = mirrorDirectory(mirrorText)
    await announce(lab)
  }, 600_000)

  afterAll(async () => {
    mirror?.remove()
    await lab?.stop()
  })

  /** What must be true of an Arch that is broken by one command, and made whole by another. */
  async function refusesWhile(breaking: string, reason: RegExp, mending: string): Promise<void> {
    await arch(breaking)
    try {
      await refuses(reason)
    } finally {
      await arch(mending)
    }
  }

  describe('on Arch', () => {
    test('a lock that a pacman left when it was cut off is named, and stays', () =>
      refusesWhile(
        `touch ${pacmanLock}`,
        /No program has .*db\.lck open.*`rm \/var\/lib\/pacman\/db\.lck`/,
        `rm ${pacmanLock}`,
      ))

    test('a mirror that no longer has what the database names: exit 5 names the command', async () => {
      const server = await startEmptyServer(lab)
      const { port } = server.address() as AddressInfo
      const mirrors = '/etc/pacman.d/mirrorlist'
      const empty = `Server = http://${bridge(lab)}:${port}`
      await refusesWhile(
        `cp -p ${mirrors} /root/; echo '${empty}' >${mirrors}`,
        /error: 404[\s\S]*`pacman -Syu`/,
        `cp -p /root/mirrorlist ${mirrors}`,
      )
      server.close()
    })

    test('a database that was never fetched: likewise', () =>
      refusesWhile(
        'mv /var/lib/pacman/sync /root/',
        /`pacman -Syu`/,
        'rm -rf /var/lib/pacman/sync; mv /root/sync /var/lib/pacman/',
      ))

    test('another pacman at work is waited for', async () => {
      await arch(`(sleep 8 | pacman -S sudo; touch /root/ended) >/dev/null 2>&1 &
        for try in 1 2 3 4 5 6 7 8 9; do [ -e ${pacmanLock} ] || sleep 0.2; done; ls ${pacmanLock}`)
      await takesIt('arch')
      expect(await arch(`ls /root/ended; ls ${pacmanLock} 2>&1 || true`)).toContain('/root/ended\n')
    })

    test('an upgrade that brings a new configuration leaves ours, and the new one beside it', async () => {
      await arch(newRsync)
      await arch('pacman -Syu --noconfirm --noprogressbar 2>&1')
      expect(await arch('cat /etc/rsyncd.conf.pacnew')).toContain('# newer')
      const { code, stdout } = await run('arch', 'diff')
      expect(code, stdout).toBe(0)
    })

    test('a database that has grown old: the whole host is upgraded, only when asked to', async () => {
      await onHost(lab, 'stale', `${newRsync}; rm ${repository}/rsync-3*`)
      const refused = await run('stale', 'apply', '--yes')
      expect(refused.stderr).toContain('apply with --full-upgrade')
      expect(refused.code).toBe(5)
      const diff = await run('stale', 'diff', '--full-upgrade')
      expect(diff.stdout).toContain('every package of the host is upgraded (pacman -Syu)')
      await takesIt('stale', '--full-upgrade')
      expect(await onHost(lab, 'stale', 'pacman -Q rsync')).toBe('rsync 99-1\n')
    })
  })

  test('what was unpacked when the power went, not all of it, is installed by the next apply', async () => {
    await onHost(lab, 'half', unpack)
    expect((await run('half', 'diff')).stdout).toContain(
      '~ package rsync  (half installed: brought to its end)\n',
    )
    await takesIt('half')
    expect(
      await onHost(lab, 'half', 'dpkg --audit; ls /usr/sbin/policy-rc.d 2>&1 || true'),
    ).toMatch(/^ls: cannot access .*\n$/)
  })

  describe.each(aptReleases)('on $title', ({ distro, locked, broken }) => {
    test('whoever holds the locks of the package lists, of dpkg, and of what was fetched, is waited for', async () => {
      await onHost(lab, locked, holdLocks)
      await takesIt(locked)
      expect(await onHost(lab, locked, 'cat /root/hold.log; ls /root/released')).toBe(
        '/root/released\n',
      )
    })

    test('a dpkg that was cut off is brought to its end first', async () => {
      await onHost(lab, broken, cutOffDpkg)
      await takesIt(broken)
      expect(await onHost(lab, broken, 'dpkg --audit')).toBe('')
    })

    if (distro !== 'ubuntu' || !takesLong) return
    test('needrestart restarts nothing by an apply', async () => {
      await onHost(lab, broken, runOldProgram)
      const process = (): Promise<string> =>
        onHost(lab, broken, 'systemctl show --property MainPID old-program.service')
      const before = await process()
      await onHost(lab, broken, 'NEEDRESTART_SUSPEND=1 apt-get -q -y remove rsync 2>&1')
      await takesIt(broken)
      expect(before).toMatch(/^MainPID=[1-9]/)
      expect(await process()).toBe(before)
      await onHost(lab, broken, 'apt-get -q -y install --reinstall rsync 2>&1')
      expect(await process()).not.toBe(before)
    })
  })
})

/** This machine, as the hosts see it. */
const bridge = (lab: Lab): string => (lab.hosts[0]?.address ?? '').replace(/\d+$/, '1')

/** A mirror without a file. */
function startEmptyServer(lab: Lab): Promise<Server> {
  const server = createServer((_, answer) => answer.writeHead(404).end())
  return new Promise(done => server.listen(0, bridge(lab), () => done(server)))
}

/** A later version of Arch's rsync, whose rsyncd.conf is another. */
const newRsync = `set -e; mkdir /root/rsync; cd /root/rsync; bsdtar -xf ${repository}/rsync-*.pkg.tar.zst
  sed -i 's/^pkgver = .*/pkgver = 99-1/' .PKGINFO; echo '# newer' >>etc/rsyncd.conf; rm .MTREE
  bsdtar --zstd -cf ${repository}/rsync-99-1-x86_64.pkg.tar.zst .PKGINFO *
  repo-add -q ${repository}/extra.db.tar.gz ${repository}/rsync-99-1-x86_64.pkg.tar.zst 2>&1`

/**
 * Takes the locks that apt-get and dpkg take, and lets go of one after the other, as soon as an apply waits for it: that
 * of the lists, dpkg's, that of what was fetched. fcntl(2), with its struct flock as on 64 bits.
 */
const holdLocks = `cat >/root/hold.pl <<'END'
use Fcntl;
my $lock = pack('s s x4 q q l x4', F_WRLCK, 0, 0, 0, 0);
sub hold {
  open(my $file, '>>', $_[0]) or die;
  fcntl($file, F_SETLK, $lock) or die "$_[0]: $!";
  return $file;
}
sub await {
  for (1..300) { return if !system("grep -qs '$_[1]' /var/lib/mirrorc/tx/*/$_[0]"); sleep 1 }
  die "nobody said: $_[1]";
}
my $lists = hold('/var/lib/apt/lists/lock');
my @dpkg = map { hold($_) } qw(/var/lib/dpkg/lock-frontend /var/lib/dpkg/lock);
my $fetched = hold('/var/cache/apt/archives/lock');
open(my $held, '>', '/root/held');
await('log', 'wait: for /var/lib/apt/lists/lock'); close($lists);
await('install.log', 'Waiting for cache lock: .*/var/lib/dpkg/lock-frontend'); close($_) for @dpkg;
await('log', 'wait: for /var/cache/apt/archives/lock'); open(my $released, '>', '/root/released');
END
perl /root/hold.pl >/root/hold.log 2>&1 &
for try in 1 2 3 4 5 6 7 8 9; do [ -e /root/held ] || sleep 0.5; done
cat /root/hold.log; ! apt-get -q update 2>&1`

/** Unpacks two packages of ours, and not what one of them depends on: apt-get is told so by name, and does nothing. */
const unpack = `set -e; export DEBIAN_FRONTEND=noninteractive
  { apt-get -q update; apt-get -q -y --no-install-recommends --download-only install nginx rsync; } </dev/null 2>&1
  cd /var/cache/apt/archives; dpkg --unpack nginx*.deb rsync_*.deb 2>&1
  ! apt-get -q -y install nginx rsync </dev/null >/root/said 2>&1; grep '^E: Unmet dependencies' /root/said`

/** A package whose last step is cut off with the dpkg that runs it. */
const cutOffDpkg = `set -e; mkdir -p /root/odd/DEBIAN; cd /root
  printf 'Package: odd\\nVersion: 1\\nArchitecture: all\\nMaintainer: x\\nDescription: x\\n' >odd/DEBIAN/control
  printf '#!/bin/sh\\n[ -e /root/again ] || { touch /root/again; sleep 60; }\\n' >odd/DEBIAN/postinst
  chmod 755 odd/DEBIAN/postinst; dpkg-deb -b odd odd.deb >/dev/null
  dpkg -i odd.deb >/dev/null 2>&1 & for try in 1 2 3 4 5 6 7 8 9; do [ -e /root/again ] || sleep 0.5; done
  kill -9 $! ; sleep 0.5; dpkg --audit | grep -q odd`

/** A service whose program was replaced since it started, and a needrestart that minds, as on Ubuntu: needrestart(1). */
const runOldProgram = `set -e; cp /bin/dash /opt/old-program
  printf '[Service]\\nType=exec\\nExecStart=/opt/old-program -c "sleep infinity; :"\\n' >/etc/systemd/system/old-program.service
  systemctl daemon-reload; systemctl start old-program.service
  cp /bin/dash /opt/new; mv /opt/new /opt/old-program
  printf '$nrconf{restart} = "a";\\n' >/etc/needrestart/conf.d/as-ubuntu.conf`
