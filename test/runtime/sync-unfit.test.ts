import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()
const state = '/var/lib/mirrorc-sync'

describe.skipIf(skip !== undefined)('a host on which a sync cannot do its work', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
    host.sandbox.write(
      '/etc/mirrorc/hooks/failure',
      '#!/bin/sh\nprintf "%s|" "$@" >>/tmp/told\n',
      '755',
    )
  })
  afterAll(() => host?.sandbox.stop())

  /** That a sync failed for this reason, and who heard of it. */
  function fails(name: string, why: RegExp): void {
    host.sandbox.sh('true >/tmp/told; chmod 666 /tmp/told')
    const { code, stderr } = host.sync(name)
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringMatching(why) })
    expect(host.sandbox.sh('cat /tmp/told')).toMatch(
      new RegExp(`^${name}\\|unfit\\|.*${why.source}`),
    )
    expect(host.status(name)).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(why),
    })
  }

  test.each(['synced', 'new'])('whose state cannot be written is heard (%s)', name => {
    host.module(name)
    host.sandbox.sh('echo 1 >"/hub/$1/file"', name)
    if (name === 'synced') expect(host.sync(name).code).toBe(0)
    host.sandbox.sh('mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"', state)
    fails(name, /Read-only file system|cannot open \S+\/lock/)
    host.sandbox.sh('umount "$1"', state)
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(host.status(name).state).toBe('success')
  })

  test('whose state fills up during the transfer ends it', () => {
    host.module('filled', { bwlimit_kib: 500, io_timeout: 4 })
    host.sandbox.sh(
      `head -c 20000000 /dev/urandom >/hub/filled/file; mkdir "$1"
      mount -t tmpfs -o size=3m,uid=$(id -u rsyncuser) state "$1"`,
      `${state}/filled`,
    )
    host.start('filled')
    host.sandbox.waitFor('find /srv/mirrors/filled -name ".file.*" -size +20k | grep -q .')
    host.sandbox.sh('head -c 2200000 /dev/zero >"$1/else"', `${state}/filled`)
    host.ended('filled')
    expect(host.status('filled')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining(`the disk of ${state}/filled got too full`),
    })
    host.sandbox.sh('rm "$1/else"', `${state}/filled`)
    host.module('filled')
    expect(host.sync('filled')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('cmp /hub/filled/file /srv/mirrors/filled/file; umount "$1"', `${state}/filled`)
  })

  test('where the next generation cannot be made, it says so', () => {
    host.module('stuck', { publish: 'atomic' })
    host.sandbox.sh('echo 1 >/hub/stuck/file')
    expect(host.sync('stuck').code).toBe(0)
    host.sandbox.sh('echo 22 >/hub/stuck/file; chown root /srv/mirrors/stuck/.mirrorc/generations')
    fails('stuck', /cannot create directory \S+\.new\S*: Permission denied/)
    // Nor what they lie in.
    host.sandbox.sh(
      'mv /srv/mirrors/stuck/.mirrorc/generations /tmp/kept; touch /srv/mirrors/stuck/.mirrorc/generations',
    )
    fails('stuck', /cannot create directory \S+generations\S*: File exists/)
    host.sandbox.sh(
      'cd /srv/mirrors/stuck/.mirrorc; rm generations; mv /tmp/kept generations; chown rsyncuser generations',
    )
    expect(host.sync('stuck')).toMatchObject({ code: 0, stderr: '' })
  })

  test('where it cannot be kept that somebody rolled back, nothing is rolled back', () => {
    host.module('rolled', { publish: 'atomic' })
    for (const content of ['1', '22']) {
      host.sandbox.sh('echo "$1" >/hub/rolled/file', content)
      expect(host.sync('rolled').code).toBe(0)
    }
    const served = () => host.tree('/srv/mirrors/rolled/.mirrorc/current/.')
    host.sandbox.sh('mkdir "$1/rolled/.record.new"', state)
    expect(host.sync('--rollback-data', 'rolled')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(`cannot write ${state}/rolled/record`),
    })
    expect(served()).toEqual(['./file 22'])
    host.sandbox.sh('rmdir "$1/rolled/.record.new"', state)
    expect(host.sync('rolled')).toMatchObject({ code: 0, stderr: '' })
    // Nor is it silent where the tree cannot be switched: then nothing is synced, for somebody to look.
    host.sandbox.sh(
      'chown root /srv/mirrors/rolled/.mirrorc; chmod 755 /srv/mirrors/rolled/.mirrorc',
    )
    expect(host.sync('--rollback-data', 'rolled')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('cannot switch'),
    })
    host.sandbox.sh('chown rsyncuser /srv/mirrors/rolled/.mirrorc')
    expect(served()).toEqual(['./file 22'])
    expect(host.sync('rolled').code).toBe(2)
    expect(host.sync('--ack', 'rolled').code).toBe(0)
    expect(host.sync('rolled')).toMatchObject({ code: 0, stderr: '' })
    expect(host.status('rolled').generation).toBe(
      host.sandbox.sh('basename "$(readlink /srv/mirrors/rolled/.mirrorc/current)"').trim(),
    )
  })
})
