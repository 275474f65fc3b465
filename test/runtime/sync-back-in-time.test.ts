import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { hubUrl, type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()
const nobodyThere = 'rsync://127.0.0.1:8731/hub'

describe.skipIf(skip !== undefined)('a sync that fails after it brought something newer', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
    host.sandbox.sh('mkdir /second')
    // Daemons that may not read what root alone may.
    host.hub('uid = rsyncuser\n[hub]\npath = /hub\n[second]\npath = /second\n')
  })
  afterAll(() => host?.sandbox.stop())

  const tree = (name: string) => host.tree(`/srv/mirrors/${name}`)
  const both = (name: string) => [`${hubUrl}/hub/${name}`, `${hubUrl}/second/${name}`]

  /** A module that both upstreams have the same of; then the first one goes on, with a file that nobody may read. */
  function goesOn(name: string, settings: Readonly<Record<string, string>>): void {
    host.module(name, { ...settings, upstream: both(name) })
    host.sandbox.sh(
      `cd "/hub/$1"; mkdir d; for n in 1 2 3 4 5 6; do echo 1 >d/$n; done; echo 1000000 >trace
      touch -d 2020-01-01 d/* d trace .; mkdir "/second/$1"; cp -a . "/second/$1/"`,
      name,
    )
    expect(host.sync(name).code).toBe(0)
    host.sandbox.sh(
      `cd "/hub/$1"; echo 2 >d/new; echo 1 >d/closed; chmod 600 d/closed; echo 2000000 >trace
      touch -d 2020-02-01 d/new d trace .; touch -d 2020-01-15 d/closed`,
      name,
    )
  }

  test.each(['without a freshness file', 'with one'])('no fallback takes that back (%s)', how => {
    const settings: Record<string, string> = how === 'with one' ? { freshness: 'trace' } : {}
    const name = `back-${how.length}`
    goesOn(name, settings)
    for (const run of [1, 2]) {
      expect({ run, ...host.sync(name) }).toMatchObject({
        // What keeps it from its end is the file, which no acknowledgement mends.
        code: 1,
        stderr: expect.stringMatching(
          /failed: .*Permission denied.*it is older than what came from rsync:/,
        ),
      })
      expect(host.sync('--ack', name).stdout).toContain('nothing is held back')
      expect(tree(name)).toContain('./d/new 2')
    }
    // Nor in a run of its own.
    host.module(name, { ...settings, upstream: [`${nobodyThere}/x`, `${hubUrl}/second/${name}`] })
    expect(host.sync(name)).toMatchObject({ code: 2, stderr: expect.stringContaining('is older') })
    expect(tree(name)).toContain('./d/new 2')
    // One that has all of it does.
    host.sandbox.sh(
      'cd "/second/$1"; cp -a "/hub/$1/." .; chmod 644 d/closed; chown -R rsyncuser .',
      name,
    )
    expect(host.sync(name)).toMatchObject({ code: 0 })
    expect(tree(name)).toEqual(host.tree(`/second/${name}`))
  })

  test.each(['without a freshness file', 'with one'])('but what is not whole (%s)', how => {
    const name = `broken-${how.length}`
    const settings = {
      verify: 'sha256sums',
      ...(how === 'with one' ? { freshness: 'trace' } : {}),
    }
    goesOn(name, settings)
    host.sandbox.sh(
      'cd "/hub/$1"; rm d/closed; echo none | sha256sum >SHA256SUMS; sed -i s/-/d-none/ SHA256SUMS; touch -d 2020-02-01 d SHA256SUMS .',
      name,
    )
    expect(host.sync(name).stderr).toContain('the tree is not whole')
    expect(tree(name)).toContain('./d/new 2')
    host.module(name, { ...settings, upstream: `${hubUrl}/second/${name}` })
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(tree(name)).toEqual(host.tree(`/second/${name}`))
  })

  test('one that only lacks a file is older, and one that removes it is not (publish: atomic)', () => {
    const settings = { publish: 'atomic', grace: 0 }
    host.module('lacks', { ...settings, upstream: both('lacks') })
    host.sandbox.sh(`cd /hub/lacks; mkdir d; for n in 1 2 3 4 5 6; do echo 1 >d/$n; done; touch -d 2020-01-01 d/* d .
      cp -a . /second/lacks; echo 1 >d/new; touch -d 2020-02-01 d/new d`)
    expect(host.sync('lacks').code).toBe(0)
    const before = host.tree('/hub/lacks')
    const served = () => host.tree('/srv/mirrors/lacks/.mirrorc/current/.')
    host.module('lacks', {
      ...settings,
      upstream: [`${nobodyThere}/x`, `${hubUrl}/second/lacks`],
    })
    expect(host.sync('lacks')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nothing that differs there is newer than 2020/01/01'),
    })
    expect(served()).toEqual(before)
    host.module('lacks', { ...settings, upstream: both('lacks') })
    host.sandbox.sh('cd /hub/lacks/d; rm 1; touch -d 2020-02-02 .')
    expect(host.sync('lacks')).toMatchObject({ code: 0, stderr: '' })
    expect(served()).toEqual(host.tree('/hub/lacks'))
  })

  test('the same upstream brings the rest, however old it is', () => {
    goesOn('rest', {})
    host.module('rest', { upstream: `${hubUrl}/hub/rest` })
    for (const run of [1, 2]) expect({ run, ...host.sync('rest') }).toMatchObject({ code: 1 })
    host.sandbox.sh('chmod 644 /hub/rest/d/closed')
    expect(host.sync('rest')).toMatchObject({ code: 0, stderr: '' })
    expect(tree('rest')).toEqual(host.tree('/hub/rest'))
  })
})
