import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { startHttpsHost } from './https-host.ts'
import type { SyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('directory listings by HTTPS', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startHttpsHost()
  })
  afterAll(() => host?.sandbox.stop())

  test('a directory listing by HTTPS comes, changes and goes; one that is empty takes nothing', () => {
    host.module('web', { upstream: 'https://localhost:8444/web', verify: 'sha256sums' })
    host.sandbox.sh(
      'cd /hub/web; mkdir d; for n in 1 2 3 4 5 6 7 8; do echo "$n" >"d/$n"; done; echo x >"d/a b+c%41"; (cd d; sha256sum * >SHA256SUMS)',
    )
    expect(host.sync('web')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/web')).toEqual(host.tree('/hub/web'))
    expect(host.sync('web', '--now').stdout).toContain('nothing new')
    // A disk of its own, as mke2fs(8) makes it.
    host.sandbox.sh('install -d -m 700 /srv/mirrors/web/lost+found')
    host.sandbox.sh(
      'cd /hub/web; rm d/1 "d/a b+c%41"; echo longer >d/2; mkdir e; echo new >e/new; (cd d; rm SHA256SUMS; sha256sum * >SHA256SUMS)',
    )
    expect(host.sync('web')).toMatchObject({ code: 0, stderr: '' })
    const before = host.tree('/srv/mirrors/web')
    expect(before).toEqual(host.tree('/hub/web'))
    host.sandbox.sh('test -d /srv/mirrors/web/lost+found; rm -r /hub/web/d /hub/web/e')
    expect(host.sync('web').code).toBe(2)
    expect(host.tree('/srv/mirrors/web')).toEqual(before)
    host.sandbox.sh('rmdir /hub/web')
    expect(host.sync('web').code).toBe(1)
    expect(host.tree('/srv/mirrors/web')).toEqual(before)
  })

  test('what becomes a directory, or a file, comes at once', () => {
    host.module('kinds', { upstream: 'https://localhost:8444/kinds' })
    host.sandbox.sh(
      `cd /hub/kinds; mkdir -p 'a "b\\%41' d/below; for n in 1 2 3 4 5 6 7 8; do echo "$n" >"d/$n"; done
      echo x >d/below/x; echo old >f; echo old >'a "b\\%41/f'; mkdir 'a "b\\%41/d'; echo y >'a "b\\%41/d/y'; echo gone >gone`,
    )
    expect(host.sync('kinds')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/kinds')).toEqual(host.tree('/hub/kinds'))
    host.sandbox.sh(
      `cd /hub/kinds; rm f gone; mkdir f; echo new >f/n; rm -r d/below; echo file >d/below
      cd 'a "b\\%41'; rm -r f d; mkdir f; echo new >f/n; echo file >d`,
    )
    expect(host.sync('kinds')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/kinds')).toEqual(host.tree('/hub/kinds'))
    expect(host.sync('kinds', '--now').stdout).toContain('nothing new')
  })

  const listed = (name: string) => {
    host.module(name, { upstream: `https://localhost:8444/${name}`, max_delete_percent: 60 })
    host.sandbox.sh(
      'cd "/hub/$1"; mkdir d; for n in 1 2 3 4 5 6 7 8; do echo "$n" | tee "$n" >"d/$n"; done',
      name,
    )
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    return host.tree(`/srv/mirrors/${name}`)
  }

  test.each([
    ['the directory', 'moved', 'moved/d/'],
    ['a file', 'moved-file', 'moved-file/d/1'],
    ['a new file', 'moved-new', 'moved-new/new'],
    ['all', 'moved-all', 'moved-all/'],
  ])('where a redirection is given for %s, nothing goes', (_, name, place) => {
    const before = listed(name)
    host.sandbox.sh('echo new >"/hub/$1/new"; echo page >/hub/elsewhere', name)
    for (const way of ['moved', 'local']) {
      host.sandbox.sh('install -D /dev/null "/tmp/$1/$2.mark"', way, place)
      const { code, stderr } = host.sync(name)
      expect({ way, code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/lftp: /),
      })
      const now = host.tree(`/srv/mirrors/${name}`)
      expect(now.filter(line => line !== './new new')).toEqual(before)
      host.sandbox.sh('rm "/tmp/$1/$2.mark"', way, place)
    }
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree(`/srv/mirrors/${name}`)).toEqual(host.tree(`/hub/${name}`))
  })

  test('what made way for something that did not come is back after the run, or with the next one', () => {
    const before = listed('aside')
    host.sandbox.sh(`cd /srv/mirrors/aside; install -d -o rsyncuser .mirrorc/aside; mv d .mirrorc/aside/1; mv 1 .mirrorc/aside/2
      echo 1 >1; chown rsyncuser: 1; runuser -u rsyncuser -- sh -c 'cd /var/lib/mirrorc-sync/aside; printf "%s\n" /srv/mirrors/aside/d /srv/mirrors/aside/1 >aside; true >unfinished'
      install -D /dev/null /tmp/moved/aside/.mark`)
    expect(host.sync('aside').code).toBe(1)
    expect(host.tree('/srv/mirrors/aside')).toEqual(before)
    expect(host.sandbox.sh('ls /srv/mirrors/aside/.mirrorc')).not.toContain('aside')
    host.sandbox.sh('rm /tmp/moved/aside/.mark')
    expect(host.sync('aside')).toMatchObject({ code: 0, stderr: '' })
  })

  test.each(['in-place', 'atomic'])(
    'what a killed run set aside is back although the upstream is another one now (%s)',
    publish => {
      const name = `left-${publish}`
      const before = listed(name)
      host.sandbox.sh(
        `cd "/srv/mirrors/$1"; install -d -o rsyncuser .mirrorc/aside; mv d .mirrorc/aside/1
        runuser -u rsyncuser -- sh -c 'cd "/var/lib/mirrorc-sync/$1"; echo "/srv/mirrors/$1/d" >aside; true >unfinished' sh "$1"`,
        name,
      )
      host.module(name, { publish, upstream: `rsync://127.0.0.1:1/hub/${name}` })
      expect(host.sync(name).code).toBe(1)
      expect(host.tree(`/srv/mirrors/${name}`)).toEqual(before)
      expect(host.sandbox.sh('ls "/srv/mirrors/$1/.mirrorc"', name)).not.toContain('aside')
      host.module(name, { publish })
      expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
      expect(host.tree(`/srv/mirrors/${name}/.mirrorc/current/.`)).toEqual(before)
    },
  )

  test('what lies aside of nobody knows which run is no part of what is set aside now', () => {
    const before = listed('orphan')
    host.sandbox.sh(`cd /srv/mirrors/orphan/.mirrorc; install -d -o rsyncuser aside aside/1; runuser -u rsyncuser touch aside/1/stray
      cd /hub/orphan; rm -r d; echo file >d; install -D /dev/null /tmp/moved/orphan/d.mark`)
    expect(host.sync('orphan').code).toBe(1)
    expect(host.tree('/srv/mirrors/orphan')).toEqual(before)
    host.sandbox.sh('rm /tmp/moved/orphan/d.mark')
    expect(host.sync('orphan')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/orphan')).toEqual(host.tree('/hub/orphan'))
    expect(host.sandbox.sh('ls /srv/mirrors/orphan/.mirrorc')).not.toContain('aside')
  })

  test('what waits aside and cannot be put back yet is kept, and said', () => {
    const before = listed('stuck')
    host.sandbox.sh(`cd /srv/mirrors/stuck; install -d -o rsyncuser .mirrorc/aside; mv d/2 .mirrorc/aside/1; ln -s nowhere .mirrorc/aside/2; chown root: d
      runuser -u rsyncuser -- sh -c 'cd /var/lib/mirrorc-sync/stuck; printf "%s\\n" /srv/mirrors/stuck/d/2 /srv/mirrors/stuck/link >aside; true >unfinished'`)
    expect(host.sync('stuck')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(
        '/srv/mirrors/stuck/d/2 waits in /srv/mirrors/stuck/.mirrorc/aside',
      ),
    })
    expect(host.sandbox.sh('cat /srv/mirrors/stuck/.mirrorc/aside/1')).not.toBe('')
    expect(host.sandbox.sh('readlink /srv/mirrors/stuck/link')).toBe('nowhere\n')
    host.sandbox.sh('chown rsyncuser: /srv/mirrors/stuck/d; rm /srv/mirrors/stuck/link')
    expect(host.sync('stuck')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/stuck')).toEqual(before)
    expect(host.sandbox.sh('ls /srv/mirrors/stuck/.mirrorc')).not.toContain('aside')
  })

  test('a directory that is there and lists nothing is held back', () => {
    listed('emptied')
    host.sandbox.sh('cd /hub/emptied; mkdir "a  b" "c "; echo x >"a  b/x"; echo x >"c /x"')
    expect(host.sync('emptied')).toMatchObject({ code: 0, stderr: '' })
    const before = host.tree('/srv/mirrors/emptied')
    host.sandbox.sh('rm "/hub/emptied/a  b/x"; rm /hub/emptied/1')
    expect(host.sync('emptied')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the upstream lists nothing in /a  b/, and it is not empty'),
    })
    expect(host.tree('/srv/mirrors/emptied')).toEqual(before)
    expect(host.sync('--ack', 'emptied').code).toBe(0)
    expect(host.sync('emptied')).toMatchObject({ code: 0 })
    expect(host.tree('/srv/mirrors/emptied')).toEqual(host.tree('/hub/emptied'))
    host.sandbox.sh('rm "/hub/emptied/c /x"')
    expect(host.sync('emptied')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the upstream lists nothing in /c /'),
    })
    host.sandbox.sh('echo x >"/hub/emptied/c /x"')
    // A directory that went, and one that has other files than before, is no empty one.
    host.sandbox.sh('cd /hub/emptied; rmdir "a  b"; rm d/*; echo other >d/other')
    expect(host.sync('emptied')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/emptied')).toEqual(host.tree('/hub/emptied'))
  })

  test('no name of the upstream is a command that takes something else away', () => {
    listed('named')
    host.sandbox.sh(
      `cd /hub/named; mkdir "$1" "$2"; echo x | tee "$1/x" >"$2/x"; printf '%s\n' '-rf' >-rf`,
      ...[
        'a\nrm -r file:%2fsrv%2fmirrors%2fnamed%2f.mirrorc\nb',
        'a\nrm -r file:%2fsrv%2fmirrors%2fnamed%2f\nb',
      ],
    )
    expect(host.sync('named')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('rm -r /hub/named/a*')
    expect(host.tree('/srv/mirrors/named')).toEqual(host.tree('/hub/named'))
    expect(host.sync('named', '--now').stdout).toContain('nothing new')
  })

  test('what lftp has not finished goes with the next run, and the size stays known', () => {
    listed('temporary')
    const size = host.status('temporary').size_bytes
    expect(Number(size)).toBeGreaterThan(0)
    expect(host.sync('temporary', '--now').stdout).toContain('nothing new')
    expect(host.status('temporary').size_bytes).toBe(size)
    host.sandbox.sh(`cd /srv/mirrors/temporary; echo half | tee .in.1 >d/.in.2; chown -R rsyncuser: .
      runuser -u rsyncuser touch /var/lib/mirrorc-sync/temporary/unfinished`)
    expect(host.sync('temporary')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/temporary')).toEqual(host.tree('/hub/temporary'))
  })

  test('a disk is not filled by what nobody counted', () => {
    host.sandbox.sh(
      'mkdir /srv/mirrors/disk; mount -t tmpfs -o size=64m,mode=755 disk /srv/mirrors/disk',
    )
    host.module('large', {
      upstream: 'https://localhost:8444/large',
      path: '/srv/mirrors/disk/large',
      headroom_mib: 50,
      io_timeout: 4,
      bwlimit_kib: 5000,
    })
    host.sandbox.sh('echo small >/hub/large/small; head -c 60000000 /dev/zero >/hub/large/big')
    expect(host.sync('large')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('got too full during the sync: 50 MiB are to stay free'),
    })
    const free = host.sandbox.sh('df -Pm /srv/mirrors/disk | awk "NR == 2 { print \\$4 }"')
    expect(Number(free)).toBeGreaterThan(10)
    expect(host.sync('large').code).toBe(3)
    // What lftp began is in nobody's way.
    host.sandbox.sh('truncate -s 1000000 /hub/large/big')
    expect(host.sync('large')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/disk/large')).toEqual(host.tree('/hub/large'))
  })
})
