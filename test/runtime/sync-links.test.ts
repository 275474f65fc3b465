import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('links of a tree in place', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('bash')
    host.hub('uid = rsyncuser\n[hub]\npath = /hub\n')
  })
  afterAll(() => host?.sandbox.stop())

  test('a link leads to what is there at every moment, also when a run is cut off', () => {
    host.module('iso')
    host.sandbox.sh(
      'cd /hub/iso; mkdir v1 was; echo iso >v1/image; ln -s v1 latest; echo 1 >was/file',
    )
    expect(host.sync('iso')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh(`cd /hub/iso; mkdir v2; head -c 1000000 /dev/urandom >v2/image; ln -sfn v2 latest
      rm -r was; ln -s v2 was; echo closed >closed; chmod 600 closed`)
    host.module('iso', { timeout: 1, bwlimit_kib: 300 })
    expect(host.sync('iso').stderr).toContain('no end after 1 seconds')
    expect(host.sandbox.sh('cat /srv/mirrors/iso/latest/image')).toBe('iso\n')
    host.module('iso', { bwlimit_kib: 1000 })
    const looks =
      host.sandbox.sh(`cd /srv/mirrors/iso; /usr/local/lib/mirrorc/mirror-sync iso 2>/dev/null & sync=$!
      while kill -0 $sync 2>/dev/null; do if [ -s latest/image ]; then echo hit; else echo miss; fi; sleep 0.02; done | sort | uniq -c`)
    expect(looks).not.toContain('miss')
    expect(Number(/(\d+) hit/.exec(looks)?.[1])).toBeGreaterThan(20)
    // A file that cannot be read keeps no link from what came.
    host.sandbox.sh('cmp /hub/iso/v2/image /srv/mirrors/iso/latest/image')
    expect(host.status('iso').message).toContain('Permission denied')
    host.sandbox.sh('rm /hub/iso/closed')
    expect(host.sync('iso')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/iso')).toEqual(host.tree('/hub/iso'))
  })
})
