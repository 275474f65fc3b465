import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { hubUrl, type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()
const nobodyThere = 'rsync://127.0.0.1:8731/hub'

describe.skipIf(skip !== undefined)('upstreams that fail', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
    host.sandbox.sh('mkdir /second')
    host.hub('[hub]\npath = /hub\n[second]\npath = /second\n')
  })
  afterAll(() => host?.sandbox.stop())

  test('one that refuses connections is tried again, and named', () => {
    host.module('refused', { upstream: `${nobodyThere}/refused`, retries: 2, retry_wait: 1 })
    const { code, stdout, stderr } = host.sync('refused', '--now')
    expect(code).toBe(1)
    expect(stderr + stdout).toMatch(
      /trying again in 1 seconds \(1 of 2\)[\s\S]*trying again in 2 seconds \(2 of 2\)/,
    )
    expect(host.status('refused')).toMatchObject({
      state: 'failed',
      exit_code: 10,
      message: expect.stringContaining('Connection refused'),
    })
  })

  test('one that does not know the module is not asked again', () => {
    host.module('unknown', { upstream: `${hubUrl}/nothing`, retries: 2 })
    const { code, stdout } = host.sync('unknown', '--now')
    expect(code).toBe(1)
    expect(stdout).not.toContain('trying again')
    expect(host.status('unknown').message).toContain("@ERROR: Unknown module 'nothing'")
  })

  test('one that hangs in mid-transfer ends the run in time; the next one heals', () => {
    host.module('hung')
    host.sandbox.sh('echo old >/hub/hung/old')
    expect(host.sync('hung').code).toBe(0)
    // A machine that is busy with other things lets rsync do nothing for a moment, too.
    host.module('hung', { io_timeout: 4, bwlimit_kib: 1000 })
    host.sandbox.sh('rm /hub/hung/old; head -c 40000000 /dev/urandom >/hub/hung/big')
    host.start('hung')
    host.sandbox.waitFor('find /srv/mirrors/hung -name ".big.*" -size +300k | grep -q .')
    // The daemon's own processes are root's; its first one listens on.
    host.sandbox.sh(`listening=$(ss -ltnpH 'sport = :8730' | sed 's/.*pid=\\([0-9]*\\).*/\\1/')
      for pid in $(pgrep -u root -x rsync); do [ "$pid" = "$listening" ] || { kill -STOP "$pid"; echo "$pid" >>/tmp/stopped; }; done`)
    expect(host.sandbox.sh('wc -l </tmp/stopped').trim()).not.toBe('0')
    // Four seconds of silence, and then three for its processes to go.
    host.sandbox.sh('timeout 18 flock /var/lib/mirrorc-sync/hung/lock true')
    expect(host.status('hung')).toMatchObject({
      message: expect.stringContaining('nothing came from the upstream for 4 seconds'),
    })
    expect(host.tree('/srv/mirrors/hung').filter(line => !/tmp/.test(line))).toEqual(['./old old'])
    host.sandbox.sh('xargs kill -KILL </tmp/stopped')
    host.module('hung')
    const { code, stdout } = host.sync('hung', '--now')
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('done') })
    host.sandbox.sh('cmp /hub/hung/big /srv/mirrors/hung/big')
    expect(host.sandbox.sh('find /srv/mirrors/hung -name "*tmp*" -o -name ".big*"')).toBe('')
  })

  test('a run that takes too long is ended', () => {
    host.module('long', { timeout: 2, bwlimit_kib: 500 })
    host.sandbox.sh('head -c 40000000 /dev/zero >/hub/long/big')
    expect(host.sync('long').stderr).toContain('no end after 2 seconds')
  })

  test('the second upstream serves while the first is away, and the first again when it is back', () => {
    host.module('two', { upstream: [`${nobodyThere}/two`, `${hubUrl}/second`] })
    host.sandbox.sh('echo 1 >/hub/two/file; cp -a /hub/two/. /second/')
    expect(host.sync('two').code).toBe(0)
    expect(host.status('two')).toMatchObject({
      state: 'success',
      upstream: `${hubUrl}/second`,
      message: expect.stringContaining(`(but ${nobodyThere}/two: rsync:`),
    })
    host.module('two', { upstream: [`${hubUrl}/hub/two`, `${hubUrl}/second`] })
    host.sandbox.sh('echo 22 >/hub/two/file')
    expect(host.sync('two').code).toBe(0)
    expect(host.status('two')).toMatchObject({ upstream: `${hubUrl}/hub/two` })
    expect(host.tree('/srv/mirrors/two')).toEqual(['./file 22'])
  })

  test.each(['with a freshness file', 'without one'])(
    'no upstream takes the mirror back in time (%s)',
    how => {
      const fresh = how.startsWith('with a ')
      const name = fresh ? 'fresh' : 'plain'
      const settings = {
        upstream: [`${hubUrl}/hub/${name}`, `${hubUrl}/second/${name}`],
        ...(fresh ? { freshness: 'lastupdate' } : {}),
      }
      host.module(name, settings)
      host.sandbox.sh(
        `mkdir "/second/$1"; cd "/hub/$1"; mkdir d; for n in 1 2 3 4 5 6; do echo 1 >d/$n; done; echo 1 >d/file; echo 1000000 >lastupdate
      touch -d 2020-01-01 d/* d lastupdate .; cp -a . "/second/$1/"
      echo 2 >d/file; echo 2 >d/more; rm -f d/none; echo 2000000 >lastupdate; touch -d 2020-02-01 d/* d lastupdate .`,
        name,
      )
      expect(host.sync(name).code).toBe(0)
      const before = host.tree(`/srv/mirrors/${name}`)
      // The first one is away, and the second is behind.
      host.module(name, {
        ...settings,
        upstream: [`${nobodyThere}/${name}`, `${hubUrl}/second/${name}`],
      })
      const behind = host.sync(name)
      expect(behind).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('the upstream is older than this mirror'),
      })
      expect(host.tree(`/srv/mirrors/${name}`)).toEqual(before)
      // The first one itself goes back.
      host.module(name, { ...settings, upstream: `${hubUrl}/second/${name}` })
      expect(host.sync(name)).toMatchObject({ code: 2, stderr: expect.stringContaining('older') })
      expect(host.tree(`/srv/mirrors/${name}`)).toEqual(before)
      expect(host.sync('--ack', name).stdout).toContain('may go back in time')
      expect(host.sync(name).code).toBe(0)
      expect(host.tree(`/srv/mirrors/${name}`)).toEqual(host.tree(`/second/${name}`))
      // And on again.
      host.module(name, settings)
      expect(host.sync(name).code).toBe(0)
      expect(host.tree(`/srv/mirrors/${name}`)).toEqual(before)
    },
  )

  test('a file from the future does not make the next change look old', () => {
    host.module('future')
    host.sandbox.sh('cd /hub/future; echo 1 >file; touch -d 2099-01-01 file')
    expect(host.sync('future').code).toBe(0)
    host.sandbox.sh('sleep 1; cd /hub/future; echo 2 >other')
    expect(host.sync('future').code).toBe(0)
    expect(host.tree('/srv/mirrors/future')).toEqual(host.tree('/hub/future'))
  })

  test('a file from the future holds back nothing that is newer than all else', () => {
    host.module('ahead')
    host.sandbox.sh('cd /hub/ahead; echo 1 >file; touch -d 2020-01-01 file .')
    expect(host.sync('ahead').code).toBe(0)
    host.sandbox.sh('cd /hub/ahead; echo 1 >wrong; touch -d 2099-01-01 wrong; touch -d -3hours .')
    expect(host.sync('ahead').code).toBe(0)
    host.sandbox.sh('cd /hub/ahead; echo 2 >other; touch -d -1hour other .')
    expect(host.sync('ahead')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/ahead')).toEqual(host.tree('/hub/ahead'))
    // What is older than the rest still is.
    host.sandbox.sh('cd /hub/ahead; echo 222 >other; touch -d -2hours other .')
    expect(host.sync('ahead')).toMatchObject({ code: 2, stderr: expect.stringContaining('older') })
  })

  test.each(['4102444800', '2100-01-01T00:00:00Z', 'TZ="Asia/Tokyo" 2020-01-01'])(
    'a freshness file that says %s says no time',
    time => {
      const name = `fresh-${time.length}`
      host.module(name, { freshness: 'trace' })
      host.sandbox.sh(
        'cd "/hub/$1"; echo 1 >file; echo 1600000000 >trace; touch -d 2020-01-01 file trace .',
        name,
      )
      expect(host.sync(name).code).toBe(0)
      host.sandbox.sh('cd "/hub/$1"; echo "$2" >trace; echo 22 >file', name, time)
      expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
      expect(host.status(name).upstream_timestamp).toBeNull()
      host.sandbox.sh('cd "/hub/$1"; echo 1700000000 >trace; touch -d 1minute file', name)
      expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
      expect(host.status(name).upstream_timestamp).toBe(1_700_000_000)
      // Of a record that an earlier version wrote.
      host.sandbox.sh(
        'sed -i "s/^upstream_time .*/upstream_time 4102444800/" "/var/lib/mirrorc-sync/$1/record"; echo 1700000001 >"/hub/$1/trace"',
        name,
      )
      expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    },
  )

  test('a private module wants its password, and IPv4 or IPv6 alone', () => {
    host.module('private', {
      upstream: 'rsync://us@127.0.0.1:8730/private',
      password_file: '/etc/mirrorc/private',
      family: 4,
    })
    host.sandbox.sh(
      'echo file >/hub/private/file; echo us:secret >/etc/hub.secrets; chmod 600 /etc/hub.secrets',
    )
    host.hub('[private]\npath = /hub/private\nauth users = us\nsecrets file = /etc/hub.secrets\n')
    host.sandbox.write('/etc/mirrorc/private', 'wrong\n', '600')
    host.sandbox.sh('chown rsyncuser /etc/mirrorc/private')
    expect(host.sync('private').stderr).toContain('auth failed')
    host.sandbox.sh('echo secret >/etc/mirrorc/private')
    expect(host.sync('private').code).toBe(0)
    // The name of whoever runs rsync is none that was meant: no other upstream is told the password.
    for (const freshness of [{}, { freshness: 'file' }]) {
      host.module('private', {
        upstream: [`${nobodyThere}/x`, 'rsync://127.0.0.1:8730/private'],
        password_file: '/etc/mirrorc/private',
        ...freshness,
      })
      host.sandbox.sh('echo rsyncuser:secret >/etc/hub.secrets')
      host.hub(
        '[private]\npath = /hub/private\nauth users = rsyncuser\nsecrets file = /etc/hub.secrets\n',
      )
      expect(host.sync('private')).toMatchObject({ code: 1 })
    }
    host.sandbox.sh('echo us:secret >/etc/hub.secrets')
    host.hub('[private]\npath = /hub/private\nauth users = us\nsecrets file = /etc/hub.secrets\n')
    host.module('private', {
      upstream: 'rsync://us@127.0.0.1:8730/private',
      password_file: '/etc/mirrorc/private',
      family: 6,
    })
    expect(host.sync('private').code).toBe(1)
    host.hub('[hub]\npath = /hub\n[second]\npath = /second\n')
  })
})
