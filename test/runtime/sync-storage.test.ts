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
