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
    host.sandbox.sh(
      'cd /hub/web; rm d/1 "d/a b+c%41"; echo longer >d/2; mkdir e; echo new >e/new; (cd d; rm SHA256SUMS; sha256sum * >SHA256SUMS)',
    )
    expect(host.sync('web')).toMatchObject({ code: 0, stderr: '' })
    const before = host.tree('/srv/mirrors/web')
    expect(before).toEqual(host.tree('/hub/web'))
    host.sandbox.sh('rm -r /hub/web/d /hub/web/e')
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
    // As long as there is no room nothing is begun; then it goes on.
    expect(host.sync('large').code).toBe(3)
    host.sandbox.sh('truncate -s 1000000 /hub/large/big; rm -f /srv/mirrors/disk/large/.in.*')
    expect(host.sync('large')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/disk/large')).toEqual(host.tree('/hub/large'))
  })
})
