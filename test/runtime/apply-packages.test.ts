import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Package } from '../../src/resource.ts'
import type { RunResult } from '../../src/ssh/run.ts'
import { skipReason } from '../consumers/tools.ts'
import { samplePackage } from '../sample-state.ts'
import { startTestHost, type TestHost } from './test-host.ts'

const skip = skipReason()
const cronFile = '/etc/cron.d/mirrorc'

let host: TestHost
let before: readonly string[]

/** A package that the plan installs, made of files by their path, and of a script that runs at its end. */
function makePackage(files: Readonly<Record<string, string>>, postinst = ''): void {
  const conffiles = Object.keys(files).filter(path => path.startsWith('/etc/'))
  const control = 'Package: brought\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n'
  host.sandbox.write('/made/DEBIAN/control', control)
  host.sandbox.write('/made/DEBIAN/conffiles', conffiles.map(path => `${path}\n`).join(''))
  host.sandbox.write('/made/DEBIAN/postinst', `#!/bin/dash\n${postinst}\n`)
  for (const [path, content] of Object.entries(files)) host.sandbox.write(`/made${path}`, content)
  host.sandbox.sh(`chmod 755 /made/DEBIAN/postinst; mkdir -p /debs
    dpkg-deb --root-owner-group --build -Znone /made /debs >/dev/null`)
}

/** It switches on a socket that nobody here has use for. */
function packageWithSocket(): Package {
  const { effects, ...rest } = samplePackage('brought')
  const socket = { enabled: true, started: true, unwanted: true } as const
  return { ...rest, effects: { ...effects, units: { 'other.socket': socket } } }
}

async function applyWithPackage(): Promise<RunResult> {
  host.resources = [samplePackage('brought'), ...host.resources]
  const plan = await host.look()
  expect(plan.refusals).toEqual([])
  expect(plan.changes[0]).toMatchObject({ id: 'package:brought', verb: 'add' })
  return host.carryOut(plan)
}

/** The package stays, whatever else happens. */
const isInstalled = (): boolean =>
  host.sandbox.run(['dpkg-query', '-W', 'brought']).stdout === 'brought\t1\n'

describe.skipIf(skip !== undefined)('a run that installs a package', () => {
  beforeEach(async () => {
    host = await startTestHost()
    const stub = readFileSync(join(import.meta.dirname, 'stub-apt-get.sh'), 'utf8')
    host.sandbox.write('/usr/bin/apt-get', stub, '755')
    before = host.served()
  })
  afterEach(() => host?.stop())

  test('without a question, and from a list that is fresh', async () => {
    makePackage({})
    expect((await applyWithPackage()).word).toBe('committed')
    expect(isInstalled()).toBe(true)
    expect(host.sandbox.sh('cat /run/stub-apt-get.log').split('\n')).toEqual([
      '-q update',
      '-q -y --no-install-recommends -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 ' +
        '-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold --no-remove install brought',
      '',
    ])
    expect((await host.look()).changes).toEqual([])
  })

  test('that brings what the plan expects: a conffile, a directory, the user', async () => {
    makePackage(
      { [cronFile]: '# the package\n', '/srv/mirrors/athena/README': 'x\n' },
      'groupadd --system rsyncuser; useradd --system --gid rsyncuser rsyncuser',
    )
    const { word, id } = await applyWithPackage()
    expect(word).toBe('committed')
    const log = host.sandbox.sh('cat "/var/lib/mirrorc/tx/$1/log"', id)
    expect(log).toContain(`${id} step brought ${cronFile}\n`)
    expect(host.sandbox.sh('head -n 1 "$1"', cronFile)).toMatch(/^# Made by mirrorc /)
    expect((await host.look()).changes).toEqual([])
  })

  test.each([
    ['a file that is no conffile', {}, `echo mine >${cronFile}`],
    ['a conffile, and then changes it', { [cronFile]: '# shipped\n' }, `echo >>${cronFile}`],
    ['a link in the place of a conffile', {}, `ln -s /etc/crontab ${cronFile}`],
    ['a file where a directory goes', {}, 'echo mine >/srv/mirrors'],
  ])('that brings %s: stopped, and the package stays', async (_, files, postinst) => {
    makePackage(files, postinst)
    const { word, log } = await applyWithPackage()
    expect(word).toBe('diverged')
    expect(log.at(-1)).toMatch(/^\/\S+ is not what it was when the plan was made$/)
    expect(isInstalled()).toBe(true)
    const brought = new RegExp(`^\\+ .*(?:${cronFile}|/srv/mirrors)`)
    expect(host.differences(before).filter(line => !brought.test(line))).toEqual([])
    expect(host.systemctl.calls()).toEqual([])
  })

  test('that cannot be installed: the end of what the package manager said is shown', async () => {
    makePackage({}, 'seq 100; echo "disk on fire" >&2; exit 3')
    const { word, log } = await applyWithPackage()
    expect(word).toBe('not-installed')
    expect(log.join('\n')).toContain('disk on fire')
    expect(log.length).toBeLessThanOrEqual(25)
    expect(host.differences(before)).toEqual([])
  })

  test('of which the configuration was cut off: brought to its end, also where apt-get takes it for installed', async () => {
    makePackage({}, 'touch /srv/configured')
    host.sandbox.sh('dpkg --unpack /debs/*.deb; rm /debs/*')
    host.resources = [samplePackage('brought'), ...host.resources]
    const plan = await host.look()
    expect(plan.refusals).toEqual([])
    const details = ['half installed: brought to its end']
    expect(plan.changes[0]).toMatchObject({ id: 'package:brought', verb: 'change', details })
    expect((await host.carryOut(plan)).word).toBe('committed')
    expect(host.sandbox.sh('ls /srv/configured')).toBe('/srv/configured\n')
    expect((await host.look()).changes).toEqual([])
  })

  test('that switches on what nobody here has use for: off again, whatever policy there is', async () => {
    makePackage({}, 'systemctl enable other.socket; systemctl start other.socket')
    host.resources = [packageWithSocket(), ...host.resources]
    const { word } = await host.carryOut(await host.look())
    expect(word).toBe('committed')
    expect(host.systemctl.calls().slice(0, 3)).toEqual([
      'enable other.socket',
      'start other.socket',
      'disable other.socket',
    ])
    expect((await host.look()).changes).toEqual([])
  })

  test.each([
    ['off', 'off again', ['enable other.socket', 'disable other.socket']],
    ['on', 'on as before', ['enable other.socket']],
  ])(
    'that was cut off, with a unit that nobody here has use for and that was %s: %s',
    async (before, _, calls) => {
      makePackage({}, 'systemctl enable other.socket')
      host.sandbox.sh('dpkg --unpack /debs/*.deb; rm /debs/*')
      if (before === 'on') host.sandbox.sh('systemctl enable other.socket')
      host.systemctl.calls()
      host.resources = [packageWithSocket(), ...host.resources]
      expect((await host.carryOut(await host.look())).word).toBe('committed')
      const said = host.systemctl.calls().filter(call => call.endsWith('other.socket'))
      expect(said).toEqual(calls)
      expect((await host.look()).changes).toEqual([])
    },
  )

  test('that switches its service on, in a run that fails: off again', async () => {
    host.sandbox.sh('systemctl stop nginx.service; systemctl disable nginx.service')
    makePackage({}, `systemctl enable nginx.service; echo mine >${cronFile}`)
    host.systemctl.calls()
    expect((await applyWithPackage()).word).toBe('diverged')
    expect(isInstalled()).toBe(true)
    expect(host.systemctl.calls()).toEqual(['enable nginx.service', 'disable nginx.service'])
  })

  test('that starts its service: it is loaded again, and not switched on twice', async () => {
    host.sandbox.sh('systemctl stop nginx.service; systemctl disable nginx.service')
    makePackage({}, 'systemctl enable nginx.service; systemctl start nginx.service')
    host.systemctl.calls()
    expect((await applyWithPackage()).word).toBe('committed')
    expect(host.systemctl.calls()).toEqual([
      'enable nginx.service',
      'start nginx.service',
      'enable rsync.service',
      'start rsync.service',
      'try-reload-or-restart nginx.service',
    ])
    expect((await host.look()).changes).toEqual([])
  })
})
