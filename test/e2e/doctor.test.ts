import type { Socket } from 'node:dgram'
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Check } from '../../src/doctor/check.ts'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { startNameServer } from './name-server.ts'
import {
  announce,
  type Ended,
  mirrorc,
  mirrorDirectory,
  onHost,
  standIns,
  withoutLab,
} from './support.ts'

const hosts = [
  { name: 'debian', distro: 'debian', release: '13' },
  { name: 'ubuntu', distro: 'ubuntu', release: '24.04' },
  { name: 'arch', distro: 'arch', release: 'rolling' },
] as const
type Name = (typeof hosts)[number]['name']

/** What differs between a host of two users' runs and must not. */
const domainOf = (name: string): string => `${name}.mirror.example.org`

interface HostSettings {
  readonly user?: string
  readonly transport?: string
  readonly release?: string
}

const hostText = (
  name: Name,
  { user = 'root', transport = 'ssh2', release }: HostSettings = {},
) => {
  const host = hosts.find(one => one.name === name)
  return `  ${name}:
    address: ${name}
    domain: ${domainOf(name)}
    user: ${user}
    transport: ${transport}
    distro: ${host?.distro}
    release: "${release ?? host?.release}"
`
}

const site = (upstream = 'rsync://hub.athenaos.org/athena-images'): string => `version: 1
site: athena
domain: mirror.example.org
contact: admin@example.org
storage: { root: /srv/mirrors, user: rsyncuser }
modules:
  athena: { upstream: rsync://hub.athenaos.org/athena, every: 1h }
  athena-images: { upstream: ${upstream}, every: 1h }
serve:
  http: {}
  rsync: {}
hosts:
`

/** What the machine that runs the tests decides. */
const ofTheMachine = ['cpu', 'memory', 'disk /', 'size']

// Listens, and does nothing else.
const listener = `perl -MIO::Socket::INET -e '@kept = IO::Socket::INET->new(Listen => 1, LocalPort => 80) or die; sleep'`

/** What is wrong on each host, and what is then found. */
const plants: Readonly<
  Record<Name, { readonly script: string; readonly finds: readonly RegExp[] }>
> = {
  debian: {
    script: `
        systemd-run -q --unit=old-web ${listener}
        touch /run/reboot-required
        useradd -r rsyncuser
        mkdir -p /srv/mirrors/athena/os && chown rsyncuser /srv/mirrors/athena
        touch /srv/mirrors/athena/os/by-root
        echo '/dev/vdb /srv/mirrors ext4 defaults 0 2' >>/etc/fstab
        mkdir -p /var/lib/mirrorc/tx/20260101T000000Z-abcdef
        chmod 700 /var/lib/mirrorc/tx
        echo anna@laptop >/var/lib/mirrorc/tx/20260101T000000Z-abcdef/by
        mkdir -p /etc/nginx && touch /etc/nginx/nginx.conf.dpkg-dist /etc/rsyncd.conf.ucf-dist
        mkdir -p -m 1730 /var/spool/cron/crontabs
        echo '0 * * * * rsync -a rsync://hub/athena /srv/mirrors/athena' >/var/spool/cron/crontabs/root
        find /var/lib/apt/lists /var/lib/apt/periodic -exec touch -d '50 days ago' {} + 2>/dev/null
        printf '%s\\n' '' 'Package: nginx' 'Status: install ok half-configured' 'Maintainer: x' 'Architecture: all' \\
          'Version: 1' 'Description: x' >>/var/lib/dpkg/status
        mv /usr/bin/date /usr/bin/date-real
        printf '#!/bin/sh\\nexec date-real -d "+1 hour" "$@"\\n' >/usr/bin/date
        chmod 755 /usr/bin/date`,
    finds: [
      /^warning time : 60 minutes ahead of this machine's/,
      /^warning reboot : packages ask for one/,
      /^problem mount \/srv\/mirrors: in \/etc\/fstab, and nothing is mounted/,
      /^problem owner : \/srv\/mirrors\/athena\/os is root's and 1 more \| `chown -hR rsyncuser: \/srv\/mirrors\/athena`/,
      /^problem upstream hub.athenaos.org:8731: IPv4: Connection refused, IPv6: Connection refused/,
      /^problem name debian.mirror.example.org: .* is not an address of this host/,
      /^problem port 80: held by perl \(old-web.service\) \| nginx.service needs it/,
      /^problem apply : 20260101T000000Z-abcdef by anna@laptop was cut off \| run `mirrorc apply`/,
      /^warning packages : half installed: nginx/,
      /^warning package lists : 50 days old/,
      /^warning new file \/etc\/nginx\/nginx.conf.dpkg-dist: /,
      /^warning new file \/etc\/rsyncd.conf.ucf-dist: /,
      /^problem cron \/var\/spool\/cron\/crontabs\/root: 1 entry syncs to the same trees/,
    ],
  },
  ubuntu: {
    script: `
        mv /usr/bin/systemd-detect-virt /usr/bin/detect-real
        printf '#!/bin/sh\\necho none; exit 1\\n' >/usr/bin/systemd-detect-virt
        chmod 755 /usr/bin/systemd-detect-virt
        printf '#!/bin/sh\\necho "Leap status     : Not synchronised"\\n' >/usr/bin/chronyc
        chmod 755 /usr/bin/chronyc
        systemd-run -q --unit=mirrorc-sync-test false; sleep 0.2
        mkdir -p /srv/mirrors/athena /srv/mirrors/athena-images
        mount -t tmpfs -o size=4m tmpfs /srv/mirrors/athena
        head -c 4m /dev/zero >/srv/mirrors/athena/full 2>/dev/null || true
        mount -t tmpfs -o ro,size=16m tmpfs /srv/mirrors/athena-images
        ip route add unreachable "$(getent ahostsv4 hub.athenaos.org | sed -n '1s/ .*//p')"`,
    finds: [
      /^warning clock : not synchronised \| .*set-ntp/,
      /^warning disk \/srv\/mirrors\/athena: 0 B of 4.2 MB free/,
      /^problem disk \/srv\/mirrors\/athena-images: .*read-only/,
      /^warning upstream hub.athenaos.org:873: IPv4: No route to host, IPv6 N ms/,
      /^problem upstream hub.athenaos.org:8731: /,
      /^warning name ubuntu.mirror.example.org: not in DNS/,
      /^problem unit mirrorc-sync-test.service: failed/,
    ],
  },
  arch: {
    script: `
        mkdir -p /usr/lib/modules/6.1.0-old
        touch -d '9 days ago' /var/lib/pacman/sync/*.db
        echo '[mine]' >/etc/rsyncd.conf.pacnew
        mkdir -p /var/spool/cron && echo '5 5 * * * rsync x /srv/mirrors/athena-images' >/var/spool/cron/root
        systemd-run -q --unit=old-rsync --socket-property=ListenStream=873 cat`,
    finds: [
      /^warning reboot : the running kernel is not installed/,
      /^problem upstream hub.athenaos.org:8731: /,
      /^warning name arch.mirror.example.org: .* \| it has no A record/,
      /^problem port 873: held by systemd \(init.scope\) \| rsyncd.service needs it/,
      /^warning package lists : 9 days old \| run `pacman -Syu` there first/,
      /^warning new file \/etc\/rsyncd.conf.pacnew: /,
      /^problem cron \/var\/spool\/cron\/root: 1 entry syncs/,
    ],
  },
}

describe.skipIf(withoutLab)('doctor', () => {
  let lab: Lab
  let mirror: ReturnType<typeof mirrorDirectory>
  let names: Socket

  const run = (...words: string[]): Promise<Ended> =>
    mirrorc(['doctor', ...words, '-f', mirror.file, '--ssh-config', lab.sshConfigFile])
  const write = (text: string): void => writeFileSync(mirror.file, text)
  const every = hosts.map(({ name }) => hostText(name)).join('')

  interface Said {
    readonly host: string
    readonly exit: number
    readonly checks?: readonly Check[]
    readonly message?: string
  }

  async function answers(...words: string[]): Promise<readonly Said[]> {
    const { stdout, stderr } = await run('--json', ...words)
    expect(stderr).toBe('')
    return (JSON.parse(stdout) as { hosts: readonly Said[] }).hosts
  }

  /** What is not well, but for what the machine that runs the tests decides. */
  const findings = ({ checks = [] }: Said): readonly string[] =>
    checks
      .filter(({ status }) => !['ok', 'note'].includes(status))
      .filter(({ check, subject }) => !ofTheMachine.includes([check, subject].join(' ').trim()))
      .map(
        ({ status, check, subject = '', found, advice = '' }) =>
          `${status} ${check} ${subject}: ${found.replace(/\d+ ms/g, 'N ms')} | ${advice}`,
      )

  const listing = (name: Name): Promise<string> =>
    onHost(
      lab,
      name,
      `find / -xdev -not -path /run -not -path '/var/log/*' -not -path '/var/lib/systemd/*' -not -path '/var/lib/sudo*' \
        -printf '%p %y %i %m %u:%g %s %T@ %C@ %l\\n' | sort`,
    )

  beforeAll(async () => {
    lab = await startLab({ hosts, standIns })
    const addressOf = (name: Name) => lab.hosts.find(one => one.name === name)
    const { address = '', address6 = '' } = addressOf('debian') ?? {}
    const gateway = address.replace(/\d+$/, '1')
    names = await startNameServer(gateway, {
      [domainOf('debian')]: { a: address, aaaa: address6 },
      [domainOf('ubuntu')]: { a: addressOf('ubuntu')?.address ?? '' },
      // Another's, of the same network.
      [domainOf('arch')]: { aaaa: addressOf('arch')?.address6 ?? '' },
    })
    for (const { name } of hosts) {
      await onHost(lab, name, `echo 'nameserver ${gateway}' >/etc/resolv.conf`)
    }
    mirror = mirrorDirectory(`${site()}${every}`)
    await announce(lab)
  })
  afterAll(async () => {
    names?.close()
    mirror?.remove()
    await lab?.stop()
  })

  test('of bare hosts: what is well is said too, and nothing is written', async () => {
    // To be looked at for the first time changes an overlay.
    await Promise.all(hosts.map(({ name }) => listing(name)))
    const before = await Promise.all(hosts.map(({ name }) => listing(name)))
    const said = await answers()
    const [debian, ubuntu, arch] = said.map(findings)
    expect([debian, ubuntu]).toEqual([[], []])
    expect(arch).toEqual([expect.stringMatching(/^warning name arch.*no A record/)])
    const cores = (await onHost(lab, 'debian', 'nproc')).trim()
    for (const { checks = [] } of said) {
      const texts = checks.map(({ check, subject = '', found }) => `${check} ${subject}: ${found}`)
      expect(texts).toContainEqual(expect.stringMatching(`^cpu : ${cores} cores?$`))
      expect(texts).toContainEqual(
        expect.stringMatching(/^upstream hub.athenaos.org:873: IPv4 \d+ ms, IPv6 \d+ ms$/),
      )
      expect(texts).toContain('port 873: free')
      expect(texts).toContain('size : not known before the first sync')
      expect(texts).toContain("time : as this machine's")
    }
    expect(before.every(text => text.split('\n').length > 5000)).toBe(true)
    expect(await Promise.all(hosts.map(({ name }) => listing(name)))).toEqual(before)
  })

  test('a size that is stated is compared with the disk', async () => {
    const [said] = await answers('debian', '--size', '999999')
    expect(said?.exit).toBe(2)
    expect(said?.checks).toContainEqual({
      check: 'size',
      status: 'warning',
      found: expect.stringMatching(/^modules 1.0 PB, disk \d/) as string,
      advice: 'a mirror should have 3.0 PB',
    })
  })

  test('another release is a problem, and the rest is looked at', async () => {
    write(`${site()}${hostText('debian', { release: '12' })}`)
    const [said] = await answers()
    expect(said && findings(said)).toEqual([
      'problem system : the host says it is debian 13, mirror.yaml says debian 12 | write under hosts.debian:  distro: debian, release: "13"',
    ])
    write(`${site()}${every}`)
  })

  test('a name server that does not answer is not taken for a name that is not there', async () => {
    await onHost(
      lab,
      'debian',
      'cp /etc/resolv.conf /root/; echo nameserver 127.0.0.1 >/etc/resolv.conf',
    )
    const [said] = await answers('debian')
    expect(said && findings(said)).toEqual([
      'unseen name debian.mirror.example.org: no name server of the host answers | ',
    ])
    await onHost(lab, 'debian', 'cp /root/resolv.conf /etc/resolv.conf')
  })

  describe('with everything wrong that can be', () => {
    beforeAll(async () => {
      write(`${site('rsync://hub.athenaos.org:8731/athena-images')}${every}`)
      await Promise.all(hosts.map(({ name }) => onHost(lab, name, plants[name].script)))
      names.close()
      const other = lab.hosts.find(({ name }) => name === 'arch')
      const gateway = other?.address.replace(/\d+$/, '1') ?? ''
      names = await startNameServer(gateway, {
        [domainOf('debian')]: { a: other?.address ?? '', aaaa: other?.address6 ?? '' },
        [domainOf('arch')]: { aaaa: other?.address6 ?? '' },
      })
    })

    test.each(hosts)('each is found on $name, and nothing else', async ({ name }) => {
      const [said] = await answers(name)
      const { finds } = plants[name]
      expect(said && findings(said)).toEqual(finds.map(text => expect.stringMatching(text)))
      expect(said?.exit).toBe(2)
    })

    test('as a table, of hosts side by side: one that is not reached stops no other', async () => {
      write(`${site()}${every}  gone: { address: 127.0.0.1, port: 1, distro: debian }\n`)
      const ended = await run('--parallel', '2')
      expect(ended.stderr).toMatch(/^error: gone: .*refuses the connection/)
      expect(ended.code).toBe(4)
      expect(ended.stdout.match(/^\w+ \((?:Debian|Ubuntu|Arch)/gm)).toEqual([
        'debian (Debian',
        'ubuntu (Ubuntu',
        'arch (Arch',
      ])
      expect(ended.stdout).toMatch(
        /^problem {2}port 80 +held by perl \(old-web.service\) +nginx.service needs it: /m,
      )
      expect(ended.stdout).toMatch(/^\d+ problems, \d+ warnings$/m)
    })

    test.each(['ssh2', 'openssh'])('through sudo, over %s: all the same', async transport => {
      write(`${site()}${hostText('ubuntu')}`)
      const [asRoot] = await answers()
      write(`${site()}${hostText('ubuntu', { user: 'ubuntu', transport })}`)
      const [bySudo] = await answers()
      expect(bySudo && findings(bySudo)).toEqual(asRoot && findings(asRoot))
      expect(findings(bySudo as Said).length).toBeGreaterThan(4)
    })

    test.each(['ssh2', 'openssh'])(
      'without root, over %s: what was not seen is said',
      async transport => {
        await onHost(
          lab,
          'debian',
          `id anna >/dev/null 2>&1 || { useradd -m -s /bin/sh anna && cp -r /root/.ssh /home/anna && chown -R anna: /home/anna/.ssh; }`,
        )
        write(
          `${site()}${hostText('debian', { user: 'anna', transport })}${hostText('ubuntu', { user: 'alex', transport })}`,
        )
        const before = await listing('debian')
        const [debian, ubuntu] = (await answers('--no-input')).map(findings)
        expect(await listing('debian')).toBe(before)
        expect(debian).toContain(
          'problem login : debian: anna is not root, and the host has no sudo | Log in as root, or install sudo there and let this user run everything with it.',
        )
        expect(debian).toContain('unseen apply : only root sees the records | ')
        expect(debian).toContain("unseen cron : only root sees others' crontabs | ")
        expect(debian).toContainEqual(
          expect.stringMatching(/^unseen port 80: held by a program that only root sees/),
        )
        expect(debian).toContainEqual(expect.stringMatching(/^problem owner : /))
        expect(ubuntu).toContainEqual(
          expect.stringMatching(/^problem login : ubuntu: sudo wants a password from alex/),
        )
      },
    )
  })
})
