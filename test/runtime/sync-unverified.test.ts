import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('what is verified after a run that was cut off', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
  })
  afterAll(() => host?.sandbox.stop())

  const list = '(cd "/hub/$1/$2"; sha256sum *.iso >SHA256SUMS)'
  const slow = { verify: 'sha256sums', timeout: 2, bwlimit_kib: 1000 }
  const cut = (name: string) => expect(host.sync(name).stderr).toContain('no end after 2 seconds')
  const mib = 'head -c 1000000 /dev/urandom'

  test('all that it brought', () => {
    host.module('brought', slow)
    host.sandbox.sh(
      `cd /hub/brought; mkdir a; for n in 1 2 3 4 5 6; do ${mib} >a/$n.iso; done; ${list}; printf X | dd of=a/1.iso conv=notrunc`,
      ...['brought', 'a'],
    )
    cut('brought')
    // It was the first sync: what came is in its place, and the next run brings the rest.
    host.sandbox.sh('cmp /hub/brought/a/1.iso /srv/mirrors/brought/a/1.iso')
    host.module('brought', { verify: 'sha256sums' })
    for (const _ of ['comes', 'is still so']) {
      expect(host.sync('brought')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('a/1.iso has another SHA-256'),
      })
    }
    host.sandbox.sh(`sleep 1; ${list}`, 'brought', 'a')
    expect(host.sync('brought')).toMatchObject({ code: 0, stderr: '' })
  })

  test.each(['in-place', 'atomic'])('nothing that lay there before (%s)', publish => {
    const name = `before-${publish}`
    host.module(name, { verify: 'sha256sums', publish })
    host.sandbox.sh(`cd "/hub/$1"; mkdir a b; echo old >a/old.iso; ${list}`, name, 'a')
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    // What only who reads it knows.
    host.sandbox.sh(
      'for file in $(find "$1" -name old.iso); do touch -r "$file" /tmp/time; printf X | dd of="$file" conv=notrunc; touch -r /tmp/time "$file"; done',
      `/srv/mirrors/${name}`,
    )
    host.sandbox.sh(
      `cd "/hub/$1/b"; for n in 1 2 3 4 5 6; do ${mib} >$n.iso; done; ${list}`,
      ...[name, 'b'],
    )
    host.module(name, { ...slow, publish })
    cut(name)
    host.module(name, { verify: 'sha256sums', publish })
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('echo more >"/hub/$1/b/more"', name)
    expect(host.sync(name, '--full')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a/old.iso has another SHA-256'),
    })
  })

  test.each(['in-place', 'atomic'])('what came although it was not to come (%s)', publish => {
    const name = `since-${publish}`
    host.module(name, { verify: 'sha256sums', publish })
    host.sandbox.sh(`cd "/hub/$1"; mkdir a; echo 1 >a/1.iso; ${list}`, name, 'a')
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    // The upstream changes between the look at it and the transfer.
    host.sandbox.sh('echo 2 >"/hub/$1/other"; rm -f /tmp/looks', name)
    const change = '[ "$(wc -l </tmp/looks)" -ne 2 ] || echo 33 >"/hub/$1/a/1.iso"'
    host.sandbox.write(
      '/usr/local/bin/change',
      `#!/bin/sh\nset -- ${name}\necho >>/tmp/looks\n${change}\n`,
      '755',
    )
    host.hub('[hub]\npath = /hub\npre-xfer exec = /usr/local/bin/change\n')
    const { code, stderr } = host.sync(name)
    host.hub('[hub]\npath = /hub\n')
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a/1.iso has another SHA-256'),
    })
  })

  test('what is read already is not read again, unless it changes', () => {
    host.module('read', { verify: 'sha256sums' })
    host.sandbox.sh('echo first >/hub/read/first')
    expect(host.sync('read')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh(
      `cd /hub/read; mkdir a; for n in $(seq 10 29); do echo $n >a/$n.iso; done; ${list}`,
      ...['read', 'a'],
    )
    host.sandbox.sh('mv /usr/bin/sha256sum /usr/bin/sha256sum.real')
    host.sandbox.write(
      '/usr/bin/sha256sum',
      '#!/bin/dash\necho >>/var/lib/mirrorc-sync/read/count\n[ -e /var/lib/mirrorc-sync/read/fast ] || sleep 0.2\nexec sha256sum.real "$@"\n',
      '755',
    )
    host.start('read')
    host.sandbox.waitFor('[ "$(wc -l </var/lib/mirrorc-sync/read/count)" -ge 6 ]')
    host.sandbox.sh('kill "$(cut -d " " -f 1 /var/lib/mirrorc-sync/read/holder)"')
    host.ended('read')
    expect(host.status('read').message).toBe('ended by a signal')
    const count = () => Number(host.sandbox.sh('wc -l </var/lib/mirrorc-sync/read/count'))
    expect(count()).toBeLessThan(18)
    // Read before, and another file now.
    host.sandbox.sh('touch /var/lib/mirrorc-sync/read/fast; sleep 1; echo xx >/hub/read/a/10.iso')
    expect(host.sync('read')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a/10.iso has another SHA-256'),
    })
    // The one that is new, and the one that was at work, may be read twice.
    const second = count()
    expect(second).toBeGreaterThanOrEqual(21)
    expect(second).toBeLessThanOrEqual(22)
    expect(host.sync('read').code).toBe(1)
    expect(count()).toBe(second + 1)
    // But by who asks for it.
    host.sandbox.sh(
      'cd /srv/mirrors/read/a; touch -r 11.iso /tmp/time; echo xx >11.iso; touch -r /tmp/time 11.iso',
    )
    expect(host.sync('read').stderr).toContain('and 1 more')
    host.sandbox.sh(
      'mv /usr/bin/sha256sum.real /usr/bin/sha256sum; echo 10 >/hub/read/a/10.iso; rm /srv/mirrors/read/a/11.iso',
    )
    expect(host.sync('read')).toMatchObject({ code: 0, stderr: '' })
    expect(host.sandbox.sh('ls /var/lib/mirrorc-sync/read')).not.toMatch(/verified/)
  })

  test('what is found right is read again where its name leads elsewhere', () => {
    host.module('leads', { verify: 'sha256sums' })
    host.sandbox.sh(
      `cd /hub/leads; mkdir a; cd a; echo 1 >1.iso; echo 2 >2.iso; ln -s 1.iso latest.iso; echo right >other.iso; ${list}; echo wrong >other.iso`,
      ...['leads', 'a'],
    )
    expect(host.sync('leads').stderr).toContain('a/other.iso has another SHA-256')
    host.sandbox.sh('cd /hub/leads/a; ln -sf 2.iso latest.iso; echo right >other.iso')
    expect(host.sync('leads')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a/latest.iso has another SHA-256'),
    })
  })
})
