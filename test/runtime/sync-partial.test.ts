import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { hubUrl, type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('an upstream that does not list all that it has', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
    // A daemon that may not read what root alone may.
    host.hub('[hub]\npath = /hub\nuid = rsyncuser\n')
  })
  afterAll(() => host?.sandbox.stop())

  const ways = ['in-place', 'atomic'] as const
  const failed = (name: string, ...words: readonly string[]) => {
    const { code, stdout, stderr } = host.sync(name, ...words)
    expect({ code, said: stdout + stderr }).toEqual({
      code: 1,
      said: expect.stringContaining('rsync: '),
    })
    return stdout + stderr
  }

  test.each(ways)('a first sync from a place that is not there is no success (%s)', publish => {
    const name = `typo-${publish}`
    host.module(name, { publish, upstream: `${hubUrl}/hub/elsewhere` })
    failed(name)
    expect(host.status(name)).toMatchObject({ state: 'failed', last_success: null })
    failed(name, '--dry-run')
    host.module(name, { publish, upstream: [`${hubUrl}/hub/elsewhere`, `${hubUrl}/hub/${name}`] })
    host.sandbox.sh('echo 1 >"/hub/$1/file"', name)
    expect(host.sync(name).code).toBe(0)
    expect(host.tree(`/srv/mirrors/${name}`)).toEqual(['./file 1'])
  })

  test('a first sync that brought all that it could was the first one', () => {
    host.module('most')
    host.sandbox.sh('cd /hub/most; echo 1 >file; echo 2 >closed; chmod 600 closed')
    failed('most')
    expect(host.tree('/srv/mirrors/most')).toEqual(['./file 1'])
    // From now on files come into place together.
    expect(host.sandbox.sh('ls /var/lib/mirrorc-sync/most')).not.toContain('first')
  })

  test('a name that looks like a full disk keeps no fallback from being asked', () => {
    const name = 'No space left on device'
    host.hub('uid = rsyncuser\n[hub]\npath = /hub\n')
    host.module('named', { upstream: [`${hubUrl}/hub/named`, `${hubUrl}/hub/whole`] })
    host.sandbox.sh(
      'mkdir /hub/whole; cd /hub/named; echo 1 | tee "$1" "/hub/whole/$1"; chmod 600 "$1"; mkdir "d: $1 (28)"; chmod 700 d*',
      name,
    )
    const { code, stdout } = host.sync('named', '--now')
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Permission') })
    expect(host.tree('/srv/mirrors/named')).toEqual([`./${name} 1`])
    // Whoever says it is said once.
    expect(stdout).toContain('rsync: [sender]')
    expect(stdout).not.toContain('rsync: rsync:')
  })

  test('what an upstream says of each of very many files fills no disk', () => {
    host.module('wordy')
    host.sandbox.sh(
      'cd /hub/wordy; echo 1 >file; long=$(printf %0200d 0); seq 5000 | sed "s/$/$long/" | xargs touch; chmod 600 *0',
    )
    expect(failed('wordy')).toContain('Permission denied')
    const size = Number(host.sandbox.sh('wc -c </var/lib/mirrorc-sync/wordy/log/latest'))
    expect(size).toBeGreaterThan(1_000_000)
    expect(size).toBeLessThan(1_100_000)
    expect(host.sandbox.sh('tail -n 3 /var/lib/mirrorc-sync/wordy/log/latest')).toMatch(
      /more than is kept here/,
    )
  })

  test.each(ways)('one that cannot read a part of its tree is none either (%s)', publish => {
    const name = `closed-${publish}`
    host.module(name, { publish, grace: 0, freshness: 'trace' })
    host.sandbox.sh(
      'cd "/hub/$1"; mkdir open closed; echo 1 | tee open/file >closed/file; echo 1000 >trace',
      name,
    )
    expect(host.sync(name).code).toBe(0)
    host.sandbox.sh(
      'cd "/hub/$1"; echo 22 | tee open/file >closed/file; echo 20000 >trace; chmod 700 closed',
      name,
    )
    const success = host.status(name).last_success
    host.sandbox.sh('sleep 1')
    expect(failed(name)).toContain('Permission denied')
    // What came is in place; what could not be seen stays, and is not forgotten.
    const half = publish === 'atomic' ? '1' : '22'
    const rest = ['./closed/file 1', `./open/file ${half}`]
    expect(host.tree(`/srv/mirrors/${name}`).slice(0, 2)).toEqual(rest)
    for (const words of [[], ['--full'], ['--dry-run']]) failed(name, ...words)
    expect(host.status(name)).toMatchObject({ state: 'failed', last_success: success })
    host.sandbox.sh('chmod 755 "/hub/$1/closed"', name)
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree(`/srv/mirrors/${name}`)).toEqual(host.tree(`/hub/${name}`))
  })
})
