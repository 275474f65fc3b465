import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('what goes with the next generation', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('busybox')
  })
  afterAll(() => host?.sandbox.stop())

  const served = (name: string) => host.tree(`/srv/mirrors/${name}/.mirrorc/current/.`)

  test.each([
    ['alone', ''],
    ['with another change', 'echo 333 >index'],
  ])('a directory that goes while some of it is kept is counted file by file (%s)', (_, also) => {
    const name = `going-${also.length}`
    host.module(name, { publish: 'atomic', grace: 3600 })
    host.sandbox.sh(
      'cd "/hub/$1"; mkdir -p pool/x/y stay; for n in $(seq 6); do echo "$n" | tee pool/x/$n >pool/x/y/$n; done; for n in $(seq 50); do echo "$n" >stay/$n; done; echo 1 >index',
      name,
    )
    expect(host.sync(name).code).toBe(0)
    const before = served(name)
    // The sync falls into the upstream's `rm -r pool`.
    host.sandbox.sh('cd "/hub/$1"; rm pool/x/1 pool/x/y/[12]', name)
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(served(name)).toEqual(before)
    host.sandbox.sh(`cd "/hub/$1"; rm -r pool; ${also}`, name)
    const { code, stdout } = host.sync(name, '--now')
    // Nine files are no longer listed, and no directory can go yet.
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(' 9 to delete') })
    const changed = also === '' ? './index 1' : './index 333'
    expect(served(name)).toEqual(before.map(line => (line === './index 1' ? changed : line)))
    expect(host.sync(name, '--now').stdout).toContain('0 to change, 0 to delete')
    // When their time is over they go with the next change.
    host.module(name, { publish: 'atomic', grace: 0 })
    host.sandbox.sh('echo 4444 >"/hub/$1/index"', name)
    expect(host.sync(name).code).toBe(0)
    expect(served(name)).toEqual(host.tree(`/hub/${name}`))
    expect(host.sync(name, '--now').stdout).toContain('0 to change, 0 to delete')
  })

  test('what is left out from now on does not come from a run that was cut off', () => {
    host.module('halved', { publish: 'atomic', grace: 0 })
    host.sandbox.sh('cd /hub/halved; mkdir d; echo 1 | tee d/1 >index')
    expect(host.sync('halved').code).toBe(0)
    host.sandbox.sh(
      `cd "$1"; cp -al current/. generations/.new; cd generations/.new; mkdir debug debug/.~tmp~; echo 2 >debug/2; echo 3 >debug/.~tmp~/3
      chown -R rsyncuser: .; cp -a debug /hub/halved; rm -r /hub/halved/debug/.~tmp~; echo 22 >/hub/halved/index`,
      '/srv/mirrors/halved/.mirrorc',
    )
    host.module('halved', { publish: 'atomic', grace: 0, option: '--exclude=/debug/' })
    expect(host.sync('halved')).toMatchObject({ code: 0, stderr: '' })
    expect(served('halved')).toEqual(['./d/1 1', './index 22'])
  })

  const many = `cd "/hub/$1"; mkdir -p few/deep many; for n in $(seq 20); do echo "$n" >many/$n; echo "longer $n" >>many/$n; done
    for n in 1 2 3; do echo "longer $n" >few/deep/$n; done; echo 1 >index`

  test.each([
    ['--exclude=/few/', '--exclude=/many/'],
    ['--exclude=/few/deep/*', '--exclude=/many/*'],
  ])('what is left out from now on goes, and more than may go is held back (%s)', (few, lots) => {
    const name = `left-${few.length}`
    host.module(name, { publish: 'atomic', grace: 0 })
    host.sandbox.sh(many, name)
    expect(host.sync(name).code).toBe(0)
    host.module(name, { publish: 'atomic', grace: 0, option: few })
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    const rest = served(name)
    expect(rest.join()).not.toContain('./few/')
    expect(rest).toHaveLength(21)
    expect(host.sync(name, '--now').stdout).toContain('0 to change, 0 to delete')
    host.module(name, { publish: 'atomic', grace: 3600, option: [few, lots] })
    const held = host.sync(name)
    expect({ code: held.code, stderr: held.stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('held back'),
    })
    expect(served(name)).toEqual(rest)
    expect(host.sync('--ack', name).code).toBe(0)
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    // It is as what the upstream removed.
    expect(served(name)).toEqual(rest)
    expect(host.sync(name, '--now').stdout).toContain('0 to change, 0 to delete')
  })

  test('what a dry run cannot know to be left out is counted when it is', () => {
    host.module('sizes', { publish: 'atomic', grace: 0 })
    host.sandbox.sh(`${many}; seq 1000 >few/big`, 'sizes')
    expect(host.sync('sizes').code).toBe(0)
    host.module('sizes', { publish: 'atomic', grace: 0, option: '--max-size=1000' })
    host.sandbox.sh('echo 22 >/hub/sizes/index')
    expect(host.sync('sizes')).toMatchObject({ code: 0, stderr: '' })
    expect(served('sizes')).toHaveLength(24)
    const before = served('sizes')
    host.module('sizes', { publish: 'atomic', grace: 0, option: '--max-size=5' })
    host.sandbox.sh('echo 333 >/hub/sizes/index')
    expect(host.sync('sizes')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/the upstream lists 1 files.*; 23 entries would be deleted/),
    })
    expect(served('sizes')).toEqual(before)
    expect(host.sync('--ack', 'sizes').stdout).toContain('up to 23 entries')
    expect(host.sync('sizes')).toMatchObject({ code: 0, stderr: '' })
    expect(served('sizes')).toEqual(['./index 333'])
    expect(host.sync('sizes', '--now').stdout).toContain('0 to change, 0 to delete')
  })

  test('what the upstream has again, and loses once more, is counted once more, and has its time of grace', () => {
    host.module('again', { publish: 'atomic', grace: 3600, max_delete: 10 })
    const lose = 'cd /hub/again; for n in $(seq 2 40); do rm $n; done'
    host.sandbox.sh('cd /hub/again; for n in $(seq 40); do echo $n >$n; done; cp -a . /tmp/again')
    expect(host.sync('again').code).toBe(0)
    host.sandbox.sh(lose)
    expect(host.sync('again').code).toBe(2)
    expect(host.sync('--ack', 'again').code).toBe(0)
    expect(host.sync('again').code).toBe(0)
    host.sandbox.sh('cp -a /tmp/again/. /hub/again')
    // As if the time that it is kept were over soon.
    host.sandbox.sh("sed -i 's/^[0-9]*/1000/' /var/lib/mirrorc-sync/again/graced")
    expect(host.sync('again').code).toBe(0)
    host.sandbox.sh(`${lose}; echo 1 >new`)
    expect(host.sync('again')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('39 entries would be deleted'),
    })
    expect(host.tree('/srv/mirrors/again/.mirrorc/current/.')).toContain('./40 40')
  })

  test('a list that was cut off for want of room forgets nothing of what is kept', () => {
    host.module('cut-list', { publish: 'atomic', grace: 3600 })
    const state = '/var/lib/mirrorc-sync/cut-list'
    host.sandbox.sh(
      `cd /hub/cut-list; for n in $(seq 1000 1399); do echo "$n" >"a-name-that-is-long-enough-$n"; done
      mkdir -p "$1"; mount -t tmpfs -o size=2000k,uid=$(id -u rsyncuser) state "$1"`,
      state,
    )
    expect(host.sync('cut-list').code).toBe(0)
    host.sandbox.sh('cd /hub/cut-list; rm *101*')
    expect(host.sync('cut-list').code).toBe(0)
    const kept = () => host.sandbox.sh('cat "$1/graced"', state)
    const before = kept()
    expect(before.split('\n')).toHaveLength(12)
    host.sandbox.sh(
      `touch /hub/cut-list/*; dd if=/dev/zero of="$1/else" bs=4k 2>/dev/null || :; truncate -s -20k "$1/else"`,
      state,
    )
    expect(host.sync('cut-list')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('finds no room in a list there'),
    })
    expect(kept()).toBe(before)
    host.sandbox.sh('rm "$1/else"', state)
    expect(host.sync('cut-list', '--now').stdout).toContain(' 0 to delete')
    expect(kept()).toBe(before)
    host.sandbox.sh('umount "$1"', state)
  })

  test('a file that is old when it comes makes no older upstream of it; one that is older is held back', () => {
    host.module('dated', { publish: 'atomic', grace: 0 })
    host.sandbox.sh(`cd /hub/dated; mkdir d; for n in 1 2 3 4 5; do echo $n >d/$n; done
      touch -d 2025-01-01 d/*; touch -d 2025-01-02 d .; cp -a . /tmp/dated`)
    expect(host.sync('dated').code).toBe(0)
    host.sandbox.sh(
      'cd /hub/dated; echo old >d/old; touch -d 2023-01-01 d/old; touch -d 2025-01-03 d',
    )
    expect(host.sync('dated')).toMatchObject({ code: 0, stderr: '' })
    expect(served('dated')).toContain('./d/old old')
    host.sandbox.sh('cd /hub; rm -r dated; cp -a /tmp/dated dated; echo 55 >dated/d/5')
    host.sandbox.sh('touch -d 2025-01-02 /hub/dated/d/5 /hub/dated/d')
    expect(host.sync('dated')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'newer than 2025/01/02-00:00:00, and the tree here is of 2025/01/03',
      ),
    })
  })

  test('what is kept from a time that has not come yet goes when its time is over', () => {
    host.module('future', { publish: 'atomic', grace: 2, max_delete_percent: 90 })
    host.sandbox.sh('cd /hub/future; echo 1 >1; echo 2 >2; echo 3 >3')
    expect(host.sync('future').code).toBe(0)
    host.sandbox.sh('rm /hub/future/1')
    expect(host.sync('future').code).toBe(0)
    host.sandbox.sh(
      "sed -i 's/^[0-9]*/4000000000/' /var/lib/mirrorc-sync/future/graced; echo 4 >/hub/future/4",
    )
    expect(host.sync('future').code).toBe(0)
    // The clocks of two runs are a second apart at most.
    host.sandbox.sh('sleep 3.1; echo 5 >/hub/future/5')
    expect(host.sync('future').code).toBe(0)
    expect(host.tree('/srv/mirrors/future/.mirrorc/current/.')).toEqual(host.tree('/hub/future'))
  })

  test('a disk without room for the directories of one more is not filled; with fewer kept it goes on', () => {
    host.sandbox.sh(
      'mkdir /srv/mirrors/small; mount -t tmpfs -o nr_inodes=1300,mode=755 disk /srv/mirrors/small',
    )
    const settings = { path: '/srv/mirrors/small/tree', publish: 'atomic', grace: 0 }
    host.module('small', { ...settings, keep: 9 })
    host.sandbox.sh('cd /hub/small; for n in $(seq 300); do mkdir "$n"; done; echo 0 >index')
    const free = () =>
      Number(host.sandbox.sh('df -Pi /srv/mirrors/small | awk "NR == 2 { print \\$4 }"'))
    const change = (number: number) => {
      // Another size each time: rsync(1) takes what is changed within a second, with its size, for the same.
      host.sandbox.sh('printf "is %s%*s\n" "$1" "$1" "" >/hub/small/index', String(number))
      return host.sync('small')
    }
    // One is the tree itself.
    for (const number of [1, 2, 3]) expect(change(number)).toMatchObject({ code: 0, stderr: '' })
    const left = free()
    expect(left).toBeLessThan(300)
    for (const number of [4, 5]) {
      expect(change(number)).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(/are to come, .* and room for \d+ files/),
      })
      expect(free()).toBeGreaterThan(left - 5)
    }
    host.module('small', { ...settings, keep: 2 })
    expect(change(6)).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/small/tree/.mirrorc/current/.')).toEqual(['./index is 6'])
    host.sandbox.sh('umount /srv/mirrors/small')
  })

  test('a list that only stays for a while condemns nothing', () => {
    host.module('past', { publish: 'atomic', grace: 3600, verify: 'sha256sums' })
    host.sandbox.sh(
      'cd /hub/past; mkdir d; echo 1 >d/img; sha256sum d/img >img.sha256; echo 1 >index',
    )
    expect(host.sync('past')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('cd /hub/past; rm img.sha256; echo 22 >d/img; sha256sum d/img >SHA256SUMS')
    expect(host.sync('past')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/past/.mirrorc/current/.').join()).toContain('./img.sha256 ')
    expect(host.sync('past', '--full', '--now')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nothing new'),
    })
  })
})
