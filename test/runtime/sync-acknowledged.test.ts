import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { hubUrl, type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('an acknowledgement', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
    host.sandbox.sh('mkdir /second')
  })
  afterAll(() => host?.sandbox.stop())

  const modules = '[hub]\npath = /hub\n[second]\npath = /second\n'
  const tree = (name: string) => host.tree(`/srv/mirrors/${name}`)

  /** A module whose upstream has lost half of its files. */
  function loses(name: string, settings = {}): void {
    host.hub(modules)
    host.module(name, settings)
    host.sandbox.sh(
      'cd "/hub/$1"; for n in $(seq 40); do echo "$n" >"$n"; done; cp -a . "/second/$1"',
      name,
    )
    expect(host.sync(name).code).toBe(0)
    host.sandbox.sh('cd "/hub/$1"; ls | head -n 20 | xargs rm; echo new >new', name)
    expect(host.sync(name).code).toBe(2)
  }

  // The daemon runs a program before each connection, and ends it when that fails: the second is that of the transfer.
  function breaksOnce(name: string): void {
    host.sandbox.write(
      '/usr/local/bin/break-once',
      `#!/bin/sh\necho >>/tmp/${name}\n[ "$(wc -l </tmp/${name})" -ne 2 ]\n`,
      '755',
    )
    host.hub(`pre-xfer exec = /usr/local/bin/break-once\n${modules}`)
  }

  test.each([
    { publish: 'in-place', retries: 0 },
    { publish: 'in-place', retries: 1 },
    { publish: 'atomic', retries: 1 },
  ])('outlasts a network that fails before anything went ($publish, $retries)', settings => {
    const name = `blip-${settings.publish}-${settings.retries}`
    loses(name, settings)
    expect(host.sync('--ack', name).code).toBe(0)
    breaksOnce(name)
    if (settings.retries === 0) expect(host.sync(name).code).toBe(1)
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    host.hub(modules)
    const served = settings.publish === 'atomic' ? `${name}/.mirrorc/current/.` : name
    expect(tree(served)).toContain('./new new')
    // It is used up.
    host.sandbox.sh('cd "/hub/$1"; ls | head -n 10 | xargs rm', name)
    expect(host.sync(name).code).toBe(2)
  })

  test('that is given while a run has looked already is for the next one', () => {
    const upstream = [`${hubUrl}/hub/later`, `${hubUrl}/second/later`]
    loses('later', { freshness: 'none' })
    host.module('later', { upstream })
    host.sandbox.write('/usr/local/bin/wait', '#!/bin/sh\nsleep 3\n', '755')
    host.hub(`${modules}pre-xfer exec = /usr/local/bin/wait\n`)
    host.sandbox.sh('rm /var/lib/mirrorc-sync/later/held')
    host.start('later')
    host.sandbox.waitFor('test -e /var/lib/mirrorc-sync/later/held')
    expect(host.sync('--ack', 'later').code).toBe(0)
    host.ended('later')
    expect(host.status('later')).toMatchObject({ state: 'success' })
    host.hub(modules)
    host.module('later')
    expect(host.sync('later')).toMatchObject({ code: 0, stderr: '' })
    expect(tree('later')).toEqual(host.tree('/hub/later'))
  })
})
