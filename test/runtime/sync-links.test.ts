import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { takesLong } from './local-session.ts'
import { hubUrl, type SyncHost, startSyncHost } from './sync-host.ts'

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

  test('one index that cannot be read keeps no link of an archive from coming, and nothing from going', () => {
    host.module('deb', { kind: 'debian' })
    host.sandbox.sh(`cd /hub/deb; mkdir -p dists/s pool project/trace; echo 1 | tee dists/s/Release >project/trace/m
      for n in 1 2 3 4; do echo p >pool/p$n; done; ln -s s dists/stable`)
    expect(host.sync('deb')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh(`cd /hub/deb; echo x >dists/s/Contents-a; chmod 600 dists/s/Contents-a
      echo 22 | tee dists/s/Release >project/trace/m; echo q >pool/q; rm pool/p1; ln -s s dists/testing`)
    expect(host.sync('deb').stderr).toContain('Permission denied')
    const closed = './dists/s/Contents-a x'
    const rest = host.tree('/hub/deb').filter(line => line !== closed)
    expect(host.tree('/srv/mirrors/deb')).toEqual(rest)
  })

  test('what such an upstream brought of an archive is not taken back by another that is behind', () => {
    host.hub('uid = rsyncuser\n[hub]\npath = /hub\n[two]\npath = /two\n')
    host.module('back', { kind: 'debian', upstream: [`${hubUrl}/hub/back`, `${hubUrl}/two`] })
    host.sandbox.sh(`cd /hub/back; mkdir -p dists/s pool; echo 1 >dists/s/Release; echo p >pool/p; ln -s s dists/stable
      find . -depth -exec touch -h -d 2024-01-01 {} +; cp -a . /two`)
    expect(host.sync('back')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh(`cd /hub/back; echo 22 >dists/s/Release; echo q >pool/q; ln -s s dists/testing
      echo x >dists/s/Contents-a; chmod 600 dists/s/Contents-a`)
    expect(host.sync('back').code).toBe(1)
    expect(host.sandbox.sh('cd /srv/mirrors/back; cat dists/testing/Release pool/q')).toBe(
      '22\nq\n',
    )
  })

  test('an archive that changes during the first stage is looked at once more before its index comes', () => {
    host.module('moving', { kind: 'debian', freshness: 'trace' })
    host.sandbox.sh(`cd /hub/moving; mkdir dists pool; echo 1 | tee pool/1 dists/Release >trace`)
    expect(host.sync('moving')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('cd /hub/moving; echo 22 | tee pool/2 dists/Release >trace')
    // The trace, the list, the first stage, and the trace again.
    host.sandbox.write(
      '/usr/local/bin/move',
      `#!/bin/sh
echo >>/tmp/moves
[ "$(wc -l </tmp/moves)" -ne 4 ] || { cd /hub/moving; echo 333 >pool/3; echo 333 >dists/Release; echo 333 >trace; }
[ "$(wc -l </tmp/moves)" -ne 7 ] || ls /srv/mirrors/moving/pool >/tmp/there
`,
      '755',
    )
    host.hub('uid = rsyncuser\n[hub]\npath = /hub\npre-xfer exec = /usr/local/bin/move\n')
    host.sandbox.sh('chown -R rsyncuser /hub/moving; umask 0; : >/tmp/moves; : >/tmp/there')
    const { code, stdout } = host.sync('moving', '--now')
    host.hub('uid = rsyncuser\n[hub]\npath = /hub\n')
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('the upstream changed during stage 1: once more'),
    })
    // Before the second stage begins.
    expect(host.sandbox.sh('cat /tmp/there')).toBe('1\n2\n3\n')
    expect(host.tree('/srv/mirrors/moving')).toEqual(host.tree('/hub/moving'))
  })

  if (!takesLong) return
  test('thousands of directories that become links are no limit', () => {
    host.module('many', { max_delete: 100_000, max_delete_percent: 100 })
    const names = `perl -e 'print "d" x 240, "$_\\0" for 10000..18999'`
    host.sandbox.sh(`cd /hub/many; echo 1 >file; ${names} | xargs -0 mkdir`)
    expect(host.sync('many')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh(
      `cd /hub/many; echo 22 >new; ${names} | xargs -0 rmdir; ${names} | perl -0ne 'chomp; symlink "file", $_'`,
    )
    expect(host.sync('many')).toMatchObject({ code: 0, stderr: '' })
    expect(host.sandbox.sh('ls -l /srv/mirrors/many | grep -c ^l')).toBe('9000\n')
  })
})
