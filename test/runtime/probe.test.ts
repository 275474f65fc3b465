import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { HostState } from '../../src/plan/host-state.ts'
import type { Resource } from '../../src/resource.ts'
import { lower } from '../../src/targets/lower.ts'
import { skipReason } from '../consumers/tools.ts'
import { sampleHost } from '../sample-mirror.ts'
import { samplePackage } from '../sample-state.ts'
import { openLocalSession, shells, useShell } from './local-session.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'
import { type Systemctl, stubSystemctl } from './stub-systemctl.ts'

const skip = skipReason()
const resources = lower(sampleHost())
// Without nginx the package database is not asked about files, which takes the longest.
const fewer = lower(sampleHost({ http: undefined }))

let sandbox: Sandbox
let systemctl: Systemctl

beforeEach(async () => {
  if (skip !== undefined) return
  sandbox = await startSandbox()
  systemctl = stubSystemctl(sandbox)
})
afterEach(() => sandbox?.stop())

async function probe(asked: readonly Resource[] = resources, manager = 'apt'): Promise<HostState> {
  const session = await openLocalSession(sandbox, manager)
  return session.probe(asked)
}

describe.skipIf(skip !== undefined).each(shells)('the probe under %s', shell => {
  beforeEach(() => useShell(sandbox, shell))

  test('what it says of a host', async () => {
    sandbox.write('/etc/os-release', 'NAME="Debian"\nVERSION_ID="12"\nID=debian\n')
    const { facts, units, packages } = await probe()
    expect(facts).toEqual({
      osId: 'debian',
      versionId: '12',
      uid: 0,
      machineId: sandbox.sh('cat /etc/machine-id').trim(),
      bootId: sandbox.sh('cat /proc/sys/kernel/random/boot_id').trim(),
      ipv6: true,
      systemd: true,
    })
    expect(packages).toEqual({
      cron: { state: 'present' },
      nginx: { state: 'present' },
      rsync: { state: 'present' },
    })
    expect(units).toEqual({
      'cron.service': unit('loaded', 'active', 'enabled'),
      'nginx.service': unit('loaded', 'active', 'enabled'),
      'rsync.service': unit('loaded', 'inactive', 'disabled'),
    })
  })

  test('asked twice over one channel, it says the same', async () => {
    const session = await openLocalSession(sandbox)
    const first = await session.probe(resources)
    sandbox.write('/etc/rsyncd.conf', 'other\n')
    const second = await session.probe(resources)
    expect(first.paths['/etc/rsyncd.conf']).toEqual({ type: 'absent' })
    expect(second.paths['/etc/rsyncd.conf']).toMatchObject({ type: 'file', content: 'other\n' })
    expect({ ...second, paths: {} }).toEqual({ ...first, paths: {} })
  })

  test.each([
    ['ends its line', "printf 'Welcome!\\nmirrorc-0 facts\\n'"],
    ['does not end its line', "printf '\\033]0;title\\007hello '"],
    ['is long, and on both outputs', 'seq 20000; seq 20000 >&2'],
  ])('a banner of the login shell that %s is ignored', async (_, banner) => {
    sandbox.write('/usr/local/bin/login-shell', `#!/bin/dash\n${banner}\nexec sh "$@"\n`, '755')
    const session = await openLocalSession(sandbox, 'apt', ['login-shell'])
    expect((await session.probe(fewer)).facts.osId).toBe('debian')
  })

  test('it writes nothing', async () => {
    sandbox.write('/etc/rsyncd.conf', 'other\n')
    sandbox.write('/srv/mirrors/athena/lastsync', '1\n')
    const before = sandbox.written()
    expect(before.filter(line => line.includes('/etc/rsyncd.conf'))).toHaveLength(1)
    await probe()
    expect(sandbox.written()).toEqual(before)
    sandbox.sh('touch -a -m -d @0 /etc/rsyncd.conf')
    expect(sandbox.written()).not.toEqual(before)
  })
})

describe.skipIf(skip !== undefined)('the probe', () => {
  test.each([
    ['a rolling distro', 'ID=arch\nBUILD_ID=rolling\n', 'arch', ''],
    ['words in quotes', "ID='ubuntu'\nVERSION_ID='24.04'\n", 'ubuntu', '24.04'],
    ['nothing known', 'NAME=x\n', '', ''],
  ])('os-release of %s', async (_, text, osId, versionId) => {
    sandbox.write('/etc/os-release', text)
    expect((await probe(fewer)).facts).toMatchObject({ osId, versionId })
  })

  test('a host without os-release', async () => {
    sandbox.sh('rm -f /etc/os-release /usr/lib/os-release')
    expect((await probe(fewer)).facts).toMatchObject({ osId: '', versionId: '', uid: 0 })
  })

  test('a host without IPv6, without systemd, without systemctl', async () => {
    sandbox.sh('echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6; rmdir /run/systemd/system')
    sandbox.sh('rm /usr/bin/systemctl')
    const { facts, units } = await probe(fewer)
    expect(facts).toMatchObject({ ipv6: false, systemd: false })
    expect(units['rsync.service']).toEqual(unit('unknown', 'unknown', ''))
  })

  test('packages that are neither there nor not', async () => {
    const status = (name: string, words: string): string =>
      `\nPackage: ${name}\nStatus: ${words}\nMaintainer: x\nArchitecture: all\nVersion: 1\nDescription: x\n`
    const states = {
      'held-one': 'hold ok installed',
      'left-over': 'deinstall ok config-files\nConfig-Version: 1',
      'half-way': 'install ok half-configured',
      unpacked: 'install ok unpacked',
      'needs-repair': 'install reinstreq half-installed',
      waiting: 'install ok triggers-awaited\nTriggers-Awaited: rsync',
    }
    const entries = Object.entries(states).map(([name, words]) => status(name, words))
    sandbox.write('/tmp/more', entries.join(''))
    sandbox.sh('cat /tmp/more >>/var/lib/dpkg/status')
    const names = [...Object.keys(states), 'not-known']
    const { packages } = await probe(names.map(name => samplePackage(name)))
    expect(packages).toEqual({
      'held-one': { state: 'present' },
      'left-over': { state: 'absent' },
      'half-way': { state: 'unfinished', word: 'iF' },
      unpacked: { state: 'unfinished', word: 'iU' },
      'needs-repair': { state: 'broken', word: 'iHR' },
      waiting: { state: 'unfinished', word: 'iW' },
      'not-known': { state: 'absent' },
    })
  })

  test('a package database that cannot be read: not taken for a host without packages', async () => {
    sandbox.sh('echo garbage >>/var/lib/dpkg/status')
    expect((await probe()).packages.nginx).toMatchObject({ state: 'broken' })
  })

  test('another package manager than this host has', async () => {
    const { packages } = await probe(resources, 'pacman')
    expect(packages.nginx).toEqual({ state: 'absent' })
  })

  test('users and groups', async () => {
    sandbox.sh('groupadd here; useradd -g here -d /nowhere -s /bin/false present')
    sandbox.sh('useradd -o -u 0 -g root -d /r -s /bin/sh toor')
    const user = (name: string): Resource => ({
      kind: 'user',
      name,
      group: name,
      home: '/',
      shell: '/bin/false',
      comment: '',
    })
    const group = (name: string): Resource => ({ kind: 'group', name })
    const { users, groups } = await probe([
      ...['present', 'toor', 'absent', 'pres'].map(user),
      ...['here', 'absent', 'her'].map(group),
    ])
    expect(users).toEqual({
      present: { state: 'present', uid: expect.any(Number), home: '/nowhere', shell: '/bin/false' },
      toor: { state: 'present', uid: 0, home: '/r', shell: '/bin/sh' },
      absent: { state: 'absent' },
      pres: { state: 'absent' },
    })
    expect(groups).toEqual({ here: 'present', absent: 'absent', her: 'absent' })
  })

  test('units in other states', async () => {
    systemctl.setUnit('nginx.service', 'masked inactive masked no')
    systemctl.setUnit('cron.service', 'loaded active enabled yes')
    sandbox.sh('rm /run/stub-systemctl/units/rsync.service')
    const { units } = await probe()
    expect(units).toEqual({
      'cron.service': { ...unit('loaded', 'active', 'enabled'), needsDaemonReload: true },
      'nginx.service': unit('masked', 'inactive', 'masked'),
      'rsync.service': unit('not-found', 'inactive', ''),
    })
  })

  test.each([
    ['inactive', true],
    ['failed', true],
    // systemd tries again and again to start what cannot have its port.
    ['activating', true],
    ['active', false],
  ])('who holds the ports, while a unit is %s: %s', async (active, asked) => {
    const listener = sandbox.start(['busybox', 'httpd', '-f', '-p', '127.0.0.1:80'])
    sandbox.waitFor('ss -Hltn | grep -q :80')
    systemctl.setUnit('nginx.service', `loaded ${active} enabled no`)
    systemctl.setUnit('rsync.service', 'loaded active enabled no')
    const { listeners } = await probe()
    listener.kill('SIGKILL')
    const seen = [{ port: 80, address: '127.0.0.1', program: 'busybox' }]
    expect(listeners).toEqual(asked ? seen : undefined)
  })

  test("whether a file is the distribution's own", async () => {
    const site = '/etc/nginx/sites-enabled/default'
    const conf = { kind: 'include-line', path: '/etc/nginx/nginx.conf', line: 'x', block: 'http' }
    const asked = [...resources, conf as Resource]
    const own = await probe(asked)
    expect(own.paths[site]).toMatchObject({ type: 'link', targetPristine: true })
    expect(own.paths['/etc/nginx/nginx.conf']).toMatchObject({ type: 'file', pristine: true })
    sandbox.sh('echo "# mine" >>/etc/nginx/sites-available/default')
    sandbox.sh('echo "# mine" >>/etc/nginx/nginx.conf')
    const edited = await probe(asked)
    expect(edited.paths[site]).toMatchObject({ type: 'link', targetPristine: false })
    expect(edited.paths['/etc/nginx/nginx.conf']).toMatchObject({ pristine: false })
  })
})

function unit(load: string, active: string, enabled: string): HostState['units'][string] {
  return { load, active, enabled, needsDaemonReload: false }
}
