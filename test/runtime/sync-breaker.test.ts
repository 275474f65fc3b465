import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('the deletion breaker', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('busybox')
  })
  afterAll(() => host?.sandbox.stop())

  /** A module with so many files, synced once. */
  function synced(name: string, files: number, settings = {}): readonly string[] {
    host.module(name, settings)
    host.sandbox.sh(
      'cd "/hub/$1"; mkdir d; for n in $(seq "$2"); do echo "$n" >"d/$n"; done',
      name,
      String(files),
    )
    expect(host.sync(name).code).toBe(0)
    const made = host.tree(served(name, settings))
    expect(made).toHaveLength(files)
    return made
  }

  /** Syncs, and more of the upstream goes between the list and the transfer, which are two connections. */
  function syncWhileGoing(name: string, first: number, last: number) {
    const counted = `/tmp/connections-${name}`
    host.sandbox.write(
      '/usr/local/bin/lose',
      `#!/bin/sh\necho >>${counted}\n[ "$(wc -l <${counted})" -ne 2 ] || (cd /hub/${name}/d; rm $(seq ${first} ${last}))\n`,
      '755',
    )
    host.hub('[hub]\npath = /hub\npre-xfer exec = /usr/local/bin/lose\n')
    const ended = host.sync(name)
    host.hub('[hub]\npath = /hub\n')
    return ended
  }

  const served = (name: string, { publish }: { publish?: string } = {}) =>
    `/srv/mirrors/${name}${publish === 'atomic' ? '/.mirrorc/current/.' : ''}`
  const tree = (name: string) => host.tree(`/srv/mirrors/${name}`)

  test.each([1, 2, 5, 40])('an upstream that lists nothing leaves %s files as they are', files => {
    const name = `empty-${files}`
    const before = synced(name, files)
    host.sandbox.sh('rm -r "/hub/$1/d"', name)
    const held = host.sync(name)
    expect(held.code).toBe(2)
    expect(held.stderr).toContain('the upstream lists no file at all')
    expect(tree(name)).toEqual(before)
    expect(host.status(name)).toMatchObject({
      state: 'held',
      failures: 1,
      held_deletions: files + 1,
    })
  })

  test.each([4, 40])('an upstream that lost half of %s files is held back', files => {
    const name = `half-${files}`
    const before = synced(name, files)
    host.sandbox.sh('cd "/hub/$1/d"; ls | head -n "$2" | xargs rm', name, String(files / 2))
    expect(host.sync(name).code).toBe(2)
    expect(tree(name)).toEqual(before)
  })

  test.each([
    [1, 'in-place'],
    [5, 'atomic'],
    [40, 'in-place'],
    [40, 'atomic'],
  ])('an upstream that emptied each of %s files is held back (%s)', (files, publish) => {
    const name = `hollow-${files}-${publish}`
    const before = synced(name, files, { publish })
    host.sandbox.sh('cd "/hub/$1/d"; for n in *; do : >"$n"; done', name)
    expect(host.sync(name)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${files} files would lose all that they hold`),
    })
    expect(host.tree(served(name, { publish }))).toEqual(before)
    expect(host.sync('--ack', name).stdout).toContain(`up to ${files} entries`)
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree(served(name, { publish }))).toEqual(host.tree(`/hub/${name}`))
  })

  test('a release that renames the few files of a tree is no loss', () => {
    synced('images', 5)
    host.sandbox.sh('cd /hub/images/d; for n in *; do mv "$n" "new-$n"; echo new >"new-$n"; done')
    expect(host.sync('images').code).toBe(0)
    expect(tree('images')).toEqual(host.tree('/hub/images'))
  })

  test('an acknowledgement covers one run, and what was shown', () => {
    const before = synced('acked', 100)
    expect(host.sync('--ack', 'acked')).toMatchObject({
      code: 1,
      stdout: 'acked: nothing is held back\n',
    })
    host.sandbox.sh('cd /hub/acked/d; ls | head -n 40 | xargs rm')
    expect(host.sync('acked').code).toBe(2)
    expect(host.sync('--ack', 'acked').stdout).toContain('up to 40 entries')
    // More than was shown.
    host.sandbox.sh('cd /hub/acked/d; ls | head -n 10 | xargs rm')
    expect(host.sync('acked').code).toBe(2)
    expect(tree('acked')).toEqual(before)
    expect(host.sync('--ack', 'acked').stdout).toContain('up to 50 entries')
    expect(host.sync('acked').code).toBe(0)
    expect(tree('acked')).toEqual(host.tree('/hub/acked'))
    // It is used up.
    host.sandbox.sh('cd /hub/acked/d; ls | head -n 20 | xargs rm')
    expect(host.sync('acked').code).toBe(2)
    expect(host.status('acked')).toMatchObject({ state: 'held', held_deletions: 20 })
  })

  test('an acknowledgement is for all looks of one run', () => {
    synced('way', 40)
    host.sandbox.sh('cd /hub/way; mkdir -p going/deep; echo x >going/deep/x')
    expect(host.sync('way').code).toBe(0)
    // Where a file was to come when a run was cut off, a directory cannot make way at once.
    host.sandbox.sh(
      `cd /hub/way; rm -r going; ln -s d going; cd d; rm $(seq 30)
      install -d -o rsyncuser "$1/going/deep/.~tmp~"; echo half >"$1/going/deep/.~tmp~/4"
      runuser -u rsyncuser touch /var/lib/mirrorc-sync/way/unfinished`,
      served('way'),
    )
    expect(host.sync('way').code).toBe(2)
    expect(host.sync('--ack', 'way').code).toBe(0)
    expect(host.sync('way')).toMatchObject({ code: 0, stderr: '' })
    expect(host.sandbox.sh('cat /var/lib/mirrorc-sync/way/log/latest')).toContain('counting anew')
    expect(tree('way')).toEqual(host.tree('/hub/way'))
    expect(host.sandbox.sh('ls /var/lib/mirrorc-sync/way')).not.toContain('ack')
  })

  test('an acknowledgement is of no more than what was shown, in all looks of one run', () => {
    synced('more', 80)
    host.sandbox.sh('cd /hub/more/d; rm $(seq 30)')
    expect(host.sync('more').code).toBe(2)
    expect(host.sync('--ack', 'more').stdout).toContain('up to 30 entries')
    const { code, stderr } = syncWhileGoing('more', 31, 60)
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('30 entries would be deleted'),
    })
    expect(tree('more')).toHaveLength(50)
  })

  test('all looks of one run together delete no more than the limit', () => {
    synced('looks', 100, { max_delete: 12 })
    host.sandbox.sh('cd /hub/looks/d; rm $(seq 12)')
    const { code, stderr } = syncWhileGoing('looks', 13, 24)
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /12 entries would be deleted.*, and 12 went before in this run/,
      ),
    })
    expect(tree('looks')).toHaveLength(88)
  })

  test.each(['signal', 'time'])(
    'an acknowledgement outlasts a run that was ended before anything went (%s)',
    by => {
      const name = `ended-${by}`
      synced(name, 40)
      host.sandbox.sh(
        'cd "/hub/$1"; rm $(seq -f d/%g 30); head -c 10000000 /dev/urandom >big',
        name,
      )
      host.module(name, { bwlimit_kib: 1000, timeout: 4 })
      expect(host.sync(name).code).toBe(2)
      expect(host.sync('--ack', name).code).toBe(0)
      host.start(name)
      host.sandbox.waitFor('find "/srv/mirrors/$1" -name ".big.*" -size +100k | grep -q .', name)
      if (by === 'signal') {
        host.sandbox.sh('kill "$(cut -d " " -f 1 "/var/lib/mirrorc-sync/$1/holder")"', name)
      }
      host.ended(name)
      expect(host.status(name).message).toContain(by === 'signal' ? 'by a signal' : 'no end after')
      expect(tree(name).filter(line => line.startsWith('./d/'))).toHaveLength(40)
      host.module(name)
      expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
      expect(tree(name)).toHaveLength(11)
    },
  )

  test.each(['by the freshness file', 'by the listing'])(
    'an acknowledgement that was not needed is gone with a run that finds nothing new (%s)',
    how => {
      const name = `spare-${how.length}`
      const freshness = how === 'by the listing' ? {} : { freshness: 'trace' }
      host.module(name, freshness)
      host.sandbox.sh(
        'cd "/hub/$1"; mkdir d; for n in $(seq 40); do echo "$n" >d/$n; done; echo 1000 >trace; cp -a . /tmp/whole',
        name,
      )
      expect(host.sync(name).code).toBe(0)
      const before = tree(name)
      const loss = 'cd "/hub/$1"; rm -r d; echo 2000 >trace'
      host.sandbox.sh(loss, name)
      expect(host.sync(name).code).toBe(2)
      expect(host.sync('--ack', name).code).toBe(0)
      host.sandbox.sh('rm -r "/hub/$1"; mv /tmp/whole "/hub/$1"', name)
      expect(host.sync(name).code).toBe(0)
      host.sandbox.sh(loss, name)
      expect(host.sync(name).code).toBe(2)
      expect(tree(name)).toEqual(before)
    },
  )

  test('the number holds where the share would not', () => {
    const before = synced('number', 100, { max_delete: 12 })
    host.sandbox.sh('cd /hub/number/d; ls | head -n 13 | xargs rm')
    expect(host.sync('number').stderr).toContain(
      '13 entries would be deleted, of 100 files here; the limit is 12',
    )
    expect(tree('number')).toEqual(before)
    host.sandbox.sh('echo back >/hub/number/d/back')
    expect(host.sync('number').code).toBe(2)
    host.sandbox.sh('cd /hub/number/d; echo 1 >1')
    expect(host.sync('number').code).toBe(0)
  })

  // The daemon runs a program before each connection: the second is that of the real run.
  test.each(['in-place', 'atomic'])(
    'an upstream that is emptied after it was counted loses nothing (%s)',
    publish => {
      const name = `race-${publish}`
      const before = synced(name, 30, { publish })
      host.sandbox.sh('rm "/hub/$1/d/7"; echo more >"/hub/$1/d/more"', name)
      host.sandbox.write(
        '/usr/local/bin/empty-later',
        `#!/bin/sh
echo x >>/tmp/${name}-connections
[ "$(wc -l </tmp/${name}-connections)" -ne 2 ] || rm -r /hub/${name}/d\n`,
        '755',
      )
      host.hub(`[hub]\npath = /hub\npre-xfer exec = /usr/local/bin/empty-later\n`)
      const { code, stderr } = host.sync(name)
      host.hub('[hub]\npath = /hub\n')
      expect(stderr).toContain('the upstream lists no file at all')
      expect(code).toBe(2)
      const after = host.tree(served(name, { publish }))
      const lost = before.filter(line => !after.includes(line))
      // What was counted, and no more.
      expect(lost.length).toBeLessThanOrEqual(publish === 'atomic' ? 0 : 1)
    },
  )

  test('a dry run says what would go, and writes nothing', () => {
    const before = synced('dry', 20)
    // The directory's time too, also when all this is done within a second.
    host.sandbox.sh('cd /hub/dry/d; rm 1 2 3; echo new >new; touch -d 2001-01-01 .')
    const record = host.sandbox.sh('cat /var/lib/mirrorc-sync/dry/record')
    const { code, stdout } = host.sync('dry', '--dry-run')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^2 entries would change, 3 be deleted, 1 MiB come$/m)
    expect(tree('dry')).toEqual(before)
    expect(host.sandbox.sh('cat /var/lib/mirrorc-sync/dry/record')).toBe(record)
  })
})
