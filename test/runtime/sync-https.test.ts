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
})
