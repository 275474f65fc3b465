import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('room for what is to come', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('bash')
    host.sandbox.sh(
      'mkdir /srv/mirrors/disk && mount -t tmpfs -o size=8m,mode=755 disk /srv/mirrors/disk',
    )
    host.sandbox.sh('mkdir -p /hub/more')
  })
  afterAll(() => host?.sandbox.stop())

  const onDisk = (name: string) => ({ path: `/srv/mirrors/disk/${name}` })
  const fill = 'head -c "$2" /dev/urandom >"$1"'

  test.each(['in-place', 'atomic'])(
    'a sync that would fill the disk is refused, and goes when there is room (%s)',
    publish => {
      const name = `full-${publish}`
      host.module(name, { ...onDisk(name), publish })
      host.sandbox.sh(`echo old >/hub/${name}/old`)
      expect(host.sync(name).code).toBe(0)
      host.sandbox.sh(`rm /hub/${name}/old; ${fill}`, `/hub/${name}/big`, String(20_000_000))
      const { code, stderr } = host.sync(name)
      expect(code).toBe(3)
      // A generation has a directory of its own.
      const files = publish === 'atomic' ? 2 : 1
      expect(stderr).toMatch(
        new RegExp(
          `20 MiB and ${files} files are to come, with 0 MiB to stay free; \\S+ has \\d MiB`,
        ),
      )
      const tree = `/srv/mirrors/disk/${name}${publish === 'atomic' ? '/.mirrorc/current/.' : ''}`
      expect(host.tree(tree)).toEqual(['./old old'])
      expect(host.status(name)).toMatchObject({ state: 'failed' })
      host.sandbox.sh(fill, `/hub/${name}/big`, String(3_000_000))
      expect(host.sync(name).code).toBe(0)
      host.sandbox.sh(`cmp /hub/${name}/big ${tree}/big; rm -r /srv/mirrors/disk/${name}`)
    },
  )

  test('the room of a disk whose name has spaces is known', () => {
    host.sandbox.sh(
      'mkdir /srv/mirrors/share; mount -t tmpfs -o size=8m,mode=755 "//nas/1 my share" /srv/mirrors/share',
    )
    host.module('share', { path: '/srv/mirrors/share/share', headroom_mib: 1 })
    host.sandbox.sh(fill, '/hub/share/one', String(3_000_000))
    expect(host.sync('share')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh(fill, '/hub/share/two', String(6_000_000))
    expect(host.sync('share').stderr).toMatch(/has [45] MiB and room for \d+ files/)
    host.sandbox.sh('umount /srv/mirrors/share')
  })

  test('room that is asked to stay free stays free', () => {
    host.module('headroom', { ...onDisk('headroom'), headroom_mib: 7 })
    host.sandbox.sh(fill, '/hub/headroom/big', String(3_000_000))
    expect(host.sync('headroom').code).toBe(3)
    host.sandbox.sh('rm /hub/headroom/big')
  })

  test('a disk that fills up by others in mid-transfer leaves the old tree, and the next run heals', () => {
    host.module('filled', onDisk('filled'))
    host.sandbox.sh('echo old >/hub/filled/old')
    expect(host.sync('filled').code).toBe(0)
    // More than the upstream says while it is counted: the daemon grows the file before the real run.
    host.sandbox.write(
      '/usr/local/bin/grow',
      '#!/bin/sh\necho x >>/tmp/grown\n[ "$(wc -l </tmp/grown)" -ne 2 ] || head -c 20000000 /dev/urandom >/hub/filled/big\n',
      '755',
    )
    host.sandbox.sh('rm /hub/filled/old; echo small >/hub/filled/big')
    host.hub('[hub]\npath = /hub\npre-xfer exec = /usr/local/bin/grow\n')
    const { code, stderr } = host.sync('filled')
    host.hub('[hub]\npath = /hub\n')
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('No space left on device'),
    })
    expect(host.tree('/srv/mirrors/disk/filled').filter(line => !line.includes('.~tmp~'))).toEqual([
      './old old',
    ])
    host.sandbox.sh('echo small >/hub/filled/big')
    expect(host.sync('filled').code).toBe(0)
    expect(host.tree('/srv/mirrors/disk/filled')).toEqual(['./big small'])
    host.sandbox.sh('rm -r /srv/mirrors/disk/filled')
  })

  test('what a killed run left makes room for the next one', () => {
    host.module('left', onDisk('left'))
    host.sandbox.sh(fill, '/hub/left/big', String(5_000_000))
    expect(host.sync('left').code).toBe(0)
    host.sandbox.sh(`
      cd /srv/mirrors/disk/left; mkdir .~tmp~; mv big .~tmp~/big; chown -R rsyncuser: .
      runuser -u rsyncuser touch /var/lib/mirrorc-sync/left/unfinished; rm /var/lib/mirrorc-sync/left/record`)
    expect(host.sync('left')).toMatchObject({ code: 0, stderr: '' })
    expect(
      host.sandbox.sh('cd /srv/mirrors/disk/left; cmp big /hub/left/big; find . -name "*tmp*"'),
    ).toBe('')
    host.sandbox.sh('rm -r /srv/mirrors/disk/left')
  })

  test('of what a killed run left, no more counts than what comes in its place', () => {
    host.module('shorter', onDisk('shorter'))
    host.sandbox.sh(fill, '/hub/shorter/big', String(5_000_000))
    expect(host.sync('shorter').code).toBe(0)
    host.sandbox.sh(
      `${fill}; cd /srv/mirrors/disk/shorter; mkdir .~tmp~; mv big .~tmp~/big; chown -R rsyncuser: .
      runuser -u rsyncuser touch /var/lib/mirrorc-sync/shorter/unfinished; rm /var/lib/mirrorc-sync/shorter/record
      head -c 1000000 /dev/urandom >/hub/shorter/big`,
      '/hub/shorter/all',
      String(5_000_000),
    )
    expect(host.sync('shorter')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh(
      'cd /hub/shorter; cmp big "$1/big"; cmp all "$1/all"; rm -r "$1"',
      onDisk('shorter').path,
    )
  })

  test('a full disk is named also when something else is said after it', () => {
    host.sandbox.sh(
      'mkdir /srv/mirrors/few; mount -t tmpfs -o size=8m,nr_inodes=59,mode=755 few /srv/mirrors/few',
    )
    host.module('few', { path: '/srv/mirrors/few/few' })
    host.sandbox.sh('cd /hub/few; mkdir closed; echo old | tee old >closed/gone')
    expect(host.sync('few').code).toBe(0)
    // Each directory gets one of rsync besides, which nobody counts before: an odd number ends at a file. What goes does so last.
    host.sandbox.sh(
      'cd /hub/few; for n in $(seq 10 32); do mkdir $n; echo $n >$n/file; done; rm closed/gone; chown root /srv/mirrors/few/few/closed',
    )
    expect(host.sync('few')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('No space left on device'),
    })
    const said = host.sandbox.sh('grep "^rsync: " /var/lib/mirrorc-sync/few/log/latest')
    expect(said.trim().split('\n').at(-1)).toContain('Permission denied')
    host.sandbox.sh('umount /srv/mirrors/few')
  })

  test.each(['in-place', 'atomic'])(
    'a tree of more than half the disk goes on where the run before was cut off (%s)',
    publish => {
      const name = `parts-${publish}`
      const settings = { ...onDisk(name), publish }
      host.module(name, { ...settings, timeout: 2, bwlimit_kib: 1800 })
      host.sandbox.sh(
        'cd "/hub/$1"; for n in 1 2 3 4 5 6 7; do head -c 800000 /dev/urandom >"$n"; done',
        name,
      )
      expect(host.sync(name).stderr).toContain('no end after 2 seconds')
      expect(Number(host.sandbox.sh('du -sk "$1" | cut -f 1', settings.path))).toBeGreaterThan(2600)
      host.module(name, settings)
      expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
      const log = host.sandbox.sh('cat "/var/lib/mirrorc-sync/$1/log/latest"', name)
      expect(log).not.toContain('taking away')
      // Only the rest came.
      expect(Number(host.status(name).received_bytes)).toBeLessThan(3_500_000)
      host.sandbox.sh('cmp "/hub/$1/7" "$2/7"; rm -r "$2"', name, settings.path)
    },
  )

  test('what an unfinished run left makes room, also where it may not look into all', () => {
    host.module('cleared', { ...onDisk('cleared'), option: '--exclude=/closed' })
    host.sandbox.sh('install -d -m 700 /srv/mirrors/disk/cleared/closed')
    host.sandbox.sh(fill, '/hub/cleared/gone', String(5_000_000))
    expect(host.sync('cleared')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh(`
      cd /srv/mirrors/disk/cleared; mkdir .~tmp~; mv gone .~tmp~/gone; chown -R rsyncuser: .~tmp~; mv /hub/cleared/gone /hub/cleared/other
      runuser -u rsyncuser touch /var/lib/mirrorc-sync/cleared/unfinished; rm /var/lib/mirrorc-sync/cleared/record`)
    expect(host.sync('cleared')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh(
      'cmp /hub/cleared/other /srv/mirrors/disk/cleared/other; rm -r /srv/mirrors/disk/cleared',
    )
  })

  test('the room of a disk that has more than can be is known', () => {
    host.module('vast')
    host.sandbox.sh('echo file >/hub/vast/file; cp /usr/bin/df /usr/bin/df.real')
    // A network file system of a cloud.
    host.sandbox.write(
      '/usr/bin/df',
      '#!/bin/sh\nprintf "Filesystem 1024-blocks Used Available Capacity Mounted on\\n127.0.0.1:/ 9007199254739968 0 9007199254739968 0%% /srv\\n"\n',
      '755',
    )
    const { code, stderr } = host.sync('vast')
    host.sandbox.sh('mv /usr/bin/df.real /usr/bin/df')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  test.each(['in-place', 'atomic'])(
    'where there is no room for the lists, nothing is judged by half of one (%s)',
    publish => {
      const name = `lists-${publish}`
      host.module(name, { publish })
      host.sandbox.sh(
        `cd "/hub/$1"; for n in $(seq 1000 1399); do echo "$n" >"a-name-that-is-long-enough-$n"; done
        mkdir -p "/var/lib/mirrorc-sync/$1"; mount -t tmpfs -o size=$2k,uid=$(id -u rsyncuser) state "/var/lib/mirrorc-sync/$1"`,
        name,
        '2000',
      )
      expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
      const state = `/var/lib/mirrorc-sync/${name}`
      const tree = `/srv/mirrors/${name}${publish === 'atomic' ? '/.mirrorc/current/.' : ''}`
      const before = host.tree(tree)
      host.sandbox.sh(
        `cd "/hub/$2"; rm a-name-that-is-long-enough-101*; touch *; dd if=/dev/zero of="$1/else" bs=4k 2>/dev/null || :; truncate -s -12k "$1/else"`,
        state,
        name,
      )
      const { code, stderr } = host.sync(name)
      expect({ code, stderr }).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(/the disk of \S+ has \d+ KiB left/),
      })
      expect(host.tree(tree)).toEqual(before)
      host.sandbox.sh('rm "$1/else"', state)
      expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
      expect(host.tree(tree)).toHaveLength(publish === 'atomic' ? 400 : 390)
      host.sandbox.sh('umount "$1"', state)
    },
  )
})
