import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { hubUrl, type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('the freshness file', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('bash')
  })
  afterAll(() => host?.sandbox.stop())

  const tree = (name: string) => host.tree(`/srv/mirrors/${name}`)

  test('the same as at the last success: only what is to be refreshed comes', () => {
    host.module('arch', { freshness: 'lastupdate', refresh: ['lastsync', 'sub/lastsync', 'none'] })
    host.sandbox.sh(
      'cd /hub/arch; mkdir sub; echo 1 >package; echo 1000 >lastupdate; echo 1 >lastsync; cp lastsync sub',
    )
    expect(host.sync('arch').code).toBe(0)
    expect(tree('arch')).toEqual(host.tree('/hub/arch'))
    // A change that the upstream does not announce is not looked for.
    host.sandbox.sh(
      'cd /hub/arch; echo 22 >package; echo 22 >lastsync; cp lastsync sub; chmod 600 lastsync',
    )
    expect(host.sync('arch').code).toBe(0)
    expect(host.sandbox.sh('stat -c %a /srv/mirrors/arch/lastsync')).toBe('644\n')
    expect(tree('arch')).toEqual([
      './lastsync 22',
      './lastupdate 1000',
      './package 1',
      './sub/lastsync 22',
    ])
    expect(host.status('arch')).toMatchObject({ state: 'success', upstream_timestamp: 1000 })
    host.sandbox.sh(
      'cmp /hub/arch/lastsync /srv/mirrors/arch/lastsync; ! test -e /srv/mirrors/arch/none',
    )
    host.sandbox.sh('echo 20000 >/hub/arch/lastupdate')
    expect(host.sync('arch').code).toBe(0)
    expect(tree('arch')).toEqual(host.tree('/hub/arch'))
  })

  test('no link of the upstream leads what is to be refreshed elsewhere', () => {
    host.module('links', { freshness: 'lastupdate', refresh: ['lastsync', 'directory'] })
    host.sandbox.sh(`cd /hub/links; echo 1 >package; echo 1000 >lastupdate; echo 1 | tee lastsync >directory
      ln -s .mirrorc/tree .lastsync.new; ln -s package .refreshed`)
    expect(host.sync('links').code).toBe(0)
    const marker = host.sandbox.sh('cat /srv/mirrors/links/.mirrorc/tree')
    host.sandbox.sh(`cd /hub/links; echo 22 | tee lastsync >directory; cd /srv/mirrors/links; ln -sf .mirrorc/tree lastsync
      rm directory; mkdir directory`)
    expect(host.sync('links')).toMatchObject({ code: 0, stderr: '' })
    expect(host.sandbox.sh('cat /srv/mirrors/links/.mirrorc/tree')).toBe(marker)
    expect(tree('links')).toEqual([
      './.lastsync.new -> .mirrorc/tree',
      './.refreshed -> package',
      './lastsync 22',
      './lastupdate 1000',
      './package 1',
    ])
    expect(host.sandbox.sh('ls -A /srv/mirrors/links/.mirrorc')).toBe('current\ntree\n')
  })

  test('one that came with a sync that failed is not believed', () => {
    host.module('failed', { freshness: 'trace' })
    host.sandbox.sh('cd /hub/failed; echo 1 >package; echo 1000 >trace')
    expect(host.sync('failed').code).toBe(0)
    host.sandbox.sh(
      'cd /hub/failed; echo 22 >package; echo 20000 >trace; cp trace /srv/mirrors/failed/trace',
    )
    expect(host.sync('failed').code).toBe(0)
    expect(tree('failed')).toEqual(host.tree('/hub/failed'))
    // The whole transfer fails behind the freshness file: what is recorded is the last success.
    host.sandbox.sh('cd /hub/failed; echo 333 >package; echo 300000 >trace')
    host.module('failed', { freshness: 'trace', timeout: 1, option: '--checksum' })
    host.hub('[hub]\npath = /hub\npre-xfer exec = /usr/local/bin/later\n')
    host.sandbox.write(
      '/usr/local/bin/later',
      '#!/bin/sh\necho >>/tmp/calls\n[ "$(wc -l </tmp/calls)" -lt 2 ] || sleep 3\n',
      '755',
    )
    expect(host.sync('failed').code).toBe(1)
    host.hub('[hub]\npath = /hub\n')
    host.module('failed', { freshness: 'trace' })
    expect(host.sync('failed').code).toBe(0)
    expect(tree('failed')).toEqual(host.tree('/hub/failed'))
  })

  test('other settings, or a run that was cut off, want a look at the whole tree', () => {
    const same = 'lastupdate is the one of the last sync'
    host.module('other', { freshness: 'lastupdate', option: '--exclude=extra' })
    host.sandbox.sh(
      'cd /hub/other; echo 1 | tee package >extra; sha256sum package >SHA256SUMS; echo 1000 >lastupdate',
    )
    expect(host.sync('other').code).toBe(0)
    expect(host.sync('other', '--now').stdout).toContain(same)
    host.module('other', { freshness: 'lastupdate', interval: 60, comment: 'x' })
    expect(host.sync('other').code).toBe(0)
    expect(tree('other')).toEqual(host.tree('/hub/other'))
    expect(host.sync('other', '--now').stdout).toContain(same)
    // How often it runs, and what it is called, is none of them.
    host.module('other', { freshness: 'lastupdate', interval: 90, comment: 'y' })
    expect(host.sync('other', '--now').stdout).toContain(same)
    host.sandbox.sh('runuser -u rsyncuser touch /var/lib/mirrorc-sync/other/unfinished')
    expect(host.sync('other', '--now').stdout).not.toContain(same)
    expect(host.sync('other', '--now').stdout).toContain(same)
    // What has not been verified yet is, though nothing changed.
    host.sandbox.sh('cd /hub/other; echo XX >package; echo 2000 >lastupdate')
    expect(host.sync('other').code).toBe(0)
    host.module('other', { freshness: 'lastupdate', verify: 'sha256sums' })
    expect(host.sync('other')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('package has another SHA-256'),
    })
  })

  test('a whole sync comes once a day, and when it is asked for', () => {
    host.module('whole', { freshness: 'lastupdate' })
    host.sandbox.sh('cd /hub/whole; echo 1 >package; echo 1000 >lastupdate')
    expect(host.sync('whole').code).toBe(0)
    host.sandbox.sh('rm /srv/mirrors/whole/package')
    expect(host.sync('whole', '--now').stdout).toContain('lastupdate is the one of the last sync')
    expect(host.sync('whole', '--full').code).toBe(0)
    expect(tree('whole')).toEqual(host.tree('/hub/whole'))
    // Long ago, or before the clock was set back.
    for (const time of [1000, 4_000_000_000]) {
      host.sandbox.sh(
        'rm /srv/mirrors/whole/package; sed -i "s/^last_full .*/last_full $1/" /var/lib/mirrorc-sync/whole/record',
        String(time),
      )
      expect(host.sync('whole').code).toBe(0)
      expect(tree('whole')).toEqual(host.tree('/hub/whole'))
    }
  })

  test('one that is not there is not missed', () => {
    host.module('none', { freshness: 'lastupdate' })
    host.sandbox.sh('echo 1 >/hub/none/file')
    expect(host.sync('none').code).toBe(0)
    host.sandbox.sh('echo 22 >/hub/none/file')
    expect(host.sync('none').code).toBe(0)
    expect(tree('none')).toEqual(['./file 22'])
  })

  test.each([
    ['Sat Nov 21 14:02:07 UTC 2026\nDate: x\n', 1795269727],
    ['state=xyz\ndate=2026-11-21T14:02:07Z\n', 1795269727],
    ['1795269727\r\n', 1795269727],
    ['$(touch /tmp/pwned)\n', null],
    ['', null],
  ])('a time in the form of %j is read', (content, time) => {
    host.module('form', { freshness: 'state', upstream: `${hubUrl}/hub/form` })
    host.sandbox.sh('rm -rf /var/lib/mirrorc-sync/form')
    host.sandbox.write('/hub/form/state', content)
    expect(host.sync('form').code).toBe(0)
    expect(host.status('form').upstream_timestamp).toBe(time)
    host.sandbox.sh('! test -e /tmp/pwned')
  })

  test('where the gaps between two runs differ, nobody says when the next one is', () => {
    host.module('uneven', { interval: 3600, gaps: 'uneven' })
    expect(host.sync('uneven').code).toBe(0)
    expect(host.status('uneven')).toMatchObject({ next_run: null, interval_seconds: 3600 })
  })
})
