import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('where the tree lies', () => {
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
      expect(stderr).toMatch(
        /20 MiB and 1 files are to come, with 0 MiB to stay free; \S+ has \d MiB/,
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

  test('a disk with nothing but its lost+found is empty: what comes first comes one by one', () => {
    host.module('fresh', { ...onDisk('fresh'), timeout: 2, bwlimit_kib: 500 })
    // As mke2fs(8) makes it.
    host.sandbox.sh(
      'install -d -m 700 /srv/mirrors/disk/fresh/lost+found; cd /hub/fresh; for n in 1 2 3 4 5 6 7; do head -c 400000 /dev/urandom >$n; done',
    )
    expect(host.sync('fresh').stderr).toContain('no end after 2 seconds')
    host.sandbox.sh('cmp /hub/fresh/1 /srv/mirrors/disk/fresh/1')
    host.module('fresh', onDisk('fresh'))
    expect(host.sync('fresh')).toMatchObject({ code: 0, stderr: '' })
    // Nor does one of the upstream come.
    host.sandbox.sh('mkdir /hub/fresh/lost+found; rm /hub/fresh/2')
    expect(host.sync('fresh')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('rmdir /hub/fresh/lost+found')
    for (const publish of ['atomic', 'in-place']) {
      host.module('fresh', { ...onDisk('fresh'), publish, grace: 0, verify: 'sha256sums' })
      host.sandbox.sh(
        'rm /hub/fresh/$1; (cd /hub/fresh; sha256sum [0-9] >SHA256SUMS)',
        publish === 'atomic' ? '3' : '4',
      )
      expect(host.sync('fresh')).toMatchObject({ code: 0, stderr: '' })
      expect(host.sync('fresh', '--now').stdout).toContain('nothing new')
      expect(host.tree('/srv/mirrors/disk/fresh')).toEqual(host.tree('/hub/fresh'))
    }
    host.sandbox.sh('test -d /srv/mirrors/disk/fresh/lost+found; rm -r /srv/mirrors/disk/fresh')
  })

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

  test('a disk that is not mounted, or another one, stops the sync', () => {
    host.module('mounted', onDisk('mounted'))
    host.sandbox.sh('echo file >/hub/mounted/file')
    expect(host.sync('mounted').code).toBe(0)
    host.sandbox.sh(`mkdir -p /mnt/disk; mount --move /srv/mirrors/disk /mnt/disk 2>/dev/null || {
      mount --bind /srv/mirrors/disk /mnt/disk; umount /srv/mirrors/disk; }
      install -d -o rsyncuser /srv/mirrors/disk/mounted`)
    for (const words of [[], ['--full', '--now'], ['--dry-run']]) {
      const { code, stderr, stdout } = host.sync('mounted', ...words)
      expect({ code, said: stderr + stdout }).toEqual({
        code: 3,
        said: expect.stringContaining('is its disk mounted?'),
      })
    }
    expect(host.sandbox.sh('find /srv/mirrors/disk/mounted -mindepth 1')).toBe('')
    host.sandbox.sh('mount --bind /mnt/disk /srv/mirrors/disk')
    expect(host.sync('mounted').code).toBe(0)
    // The tree of another module is no tree of this one.
    host.sandbox.sh(
      'cp -a /srv/mirrors/disk/mounted /srv/mirrors/disk/copied; mkdir -p /hub/copied',
    )
    host.module('copied', onDisk('copied'))
    expect(host.sync('copied').stderr).toContain('holds the tree of the module mounted')
  })

  test('a new disk is taken when somebody says so', () => {
    host.module('renewed')
    host.sandbox.sh('echo file >/hub/renewed/file')
    expect(host.sync('renewed').code).toBe(0)
    host.sandbox.sh('rm -r /srv/mirrors/renewed; install -d -o rsyncuser /srv/mirrors/renewed')
    expect(host.sync('renewed').code).toBe(3)
    expect(host.sync('--new-storage', 'renewed').code).toBe(0)
    expect(host.sync('renewed').code).toBe(0)
    expect(host.tree('/srv/mirrors/renewed')).toEqual(['./file file'])
  })

  test('a module that got another name keeps its tree when somebody says so', () => {
    host.module('former')
    host.sandbox.sh('mkdir -p /hub/latter; echo file | tee /hub/former/file >/hub/latter/file')
    expect(host.sync('former').code).toBe(0)
    host.module('latter', { path: '/srv/mirrors/former' })
    // Both are modules of this host: one of them is wrong.
    expect(host.sync('latter')).toMatchObject({ code: 3 })
    const refused = host.sync('--new-storage', 'latter')
    expect(refused).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('former, which is a module of this host'),
    })
    expect(host.sync('former').code).toBe(0)
    host.sandbox.sh('rm /etc/mirrorc/modules/former')
    expect(host.sync('latter')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(
        'holds the tree of the module former: --new-storage latter takes it over',
      ),
    })
    expect(host.sync('--new-storage', 'latter')).toMatchObject({ code: 0, stderr: '' })
    const before = host.sandbox.sh('stat -c %i /srv/mirrors/former/file')
    expect(host.sync('latter')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/former')).toEqual(['./file file'])
    expect(host.sandbox.sh('stat -c %i /srv/mirrors/former/file')).toBe(before)
    expect(host.sandbox.sh('cat /srv/mirrors/former/.mirrorc/tree')).toMatch(/^latter /)
  })

  test('a disk that comes from another machine is known by its marker', () => {
    host.module('moved')
    host.sandbox.sh('echo file >/hub/moved/file')
    expect(host.sync('moved').code).toBe(0)
    host.sandbox.sh('rm -r /var/lib/mirrorc-sync/moved')
    expect(host.sync('moved').code).toBe(0)
    host.sandbox.sh('rm -r /srv/mirrors/moved/.mirrorc')
    expect(host.sync('moved').code).toBe(3)
  })
})
