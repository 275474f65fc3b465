import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { hubUrl, type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('runs of the sync program', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
  })
  afterAll(() => host?.sandbox.stop())

  /** A module whose sync takes as long as one wants, and is in mid-transfer. */
  function slow(name: string, settings = {}): void {
    host.module(name, { bwlimit_kib: 1000, ...settings })
    host.sandbox.sh('echo small >"/hub/$1/a"; head -c 30000000 /dev/urandom >"/hub/$1/big"', name)
    host.start(name)
    host.sandbox.waitFor('find "/srv/mirrors/$1" -name ".big.*" -size +100k | grep -q .', name)
  }
  const unthrottle = (name: string) =>
    host.sandbox.sh('sed -i /bwlimit/d "/etc/mirrorc/modules/$1"', name)
  const pidOf = (name: string) =>
    host.sandbox.sh('cut -d " " -f 1 "/var/lib/mirrorc-sync/$1/holder"', name).trim()

  test('a second run finds the first one at it, and says so when that is too long', () => {
    slow('twice')
    expect(host.sync('twice')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(host.sync('twice', '--now').stdout).toContain('another run of twice is at it')
    expect(host.status('twice').state).toBe('syncing')
    host.sandbox.write('/etc/mirrorc/hooks/failure', '#!/bin/sh\necho "$1 $2" >/tmp/told\n', '755')
    host.sandbox.sh('echo stale_after 0 >>/etc/mirrorc/modules/twice; sleep 2.1')
    const { code, stderr } = host.sync('twice')
    expect(host.sandbox.sh('cat /tmp/told; rm /etc/mirrorc/hooks/failure')).toBe('twice overdue\n')
    expect({ code, stderr }).toMatchObject({
      code: 75,
      stderr: expect.stringContaining('another run'),
    })
    host.sandbox.sh('kill "$1"', pidOf('twice'))
  })

  test('a transfer that something else has killed is none that took too long', () => {
    slow('reaped')
    host.sandbox.sh(
      'read -r main _ </var/lib/mirrorc-sync/reaped/holder; kill -9 $(pgrep -P "$(pgrep -P "$main" timeout)")',
    )
    host.ended('reaped')
    expect(host.status('reaped').message).toMatch(/^the transfer was killed/)
  })

  test('half a line in the record, or a disk that takes no lock, is told and passes', () => {
    host.module('halved')
    host.sandbox.sh('echo file >/hub/halved/file')
    expect(host.sync('halved').code).toBe(0)
    host.sandbox.sh(
      'sed -i -e "s/^failures.*/failures 1newest 2025/" -e "s/^received_total.*/received_total 1x/" /var/lib/mirrorc-sync/halved/record',
    )
    expect(host.sync('halved')).toMatchObject({ code: 0, stderr: '' })
    const state = '/var/lib/mirrorc-sync'
    host.sandbox.sh('mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"', state)
    expect(host.sync('halved')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('Read-only file system'),
    })
    host.sandbox.sh('umount "$1"', state)
  })

  test('a run that is told to end says so, and keeps what has come', () => {
    slow('told')
    host.sandbox.sh('kill "$1"', pidOf('told'))
    host.ended('told')
    expect(host.status('told').message).toBe('ended by a signal')
    host.sandbox.sh('test -s /srv/mirrors/told/.~tmp~/big')
    unthrottle('told')
    expect(host.sync('told').code).toBe(0)
    expect(host.tree('/srv/mirrors/told')).toEqual(host.tree('/hub/told'))
  })

  test('of the first sync each file is there when it has come, of a later one all at once', () => {
    host.module('first', { timeout: 2, bwlimit_kib: 1000 })
    const fill = 'cd /hub/first; for n in 1 2 3 4 5 6 7 8; do head -c 400000 /dev/urandom >$n; done'
    const there = () =>
      host.sandbox
        .sh(
          'cd /srv/mirrors/first; for n in 1 2 3 4 5 6 7 8; do ! cmp -s $n /hub/first/$n || echo $n; done',
        )
        .split('\n').length - 1
    host.sandbox.sh(fill)
    expect(host.sync('first').stderr).toContain('no end after 2 seconds')
    expect(there()).toBeGreaterThan(1)
    unthrottle('first')
    expect(host.sync('first')).toMatchObject({ code: 0, stderr: '' })
    expect(there()).toBe(8)
    host.module('first', { timeout: 2, bwlimit_kib: 1000 })
    host.sandbox.sh(fill)
    expect(host.sync('first').stderr).toContain('no end after 2 seconds')
    expect(there()).toBe(0)
  })

  test.each(['in-place', 'atomic'])(
    'the program is killed in the middle, then all of it; the next run heals (%s)',
    publish => {
      const name = `killed-${publish}`
      host.module(name, { publish })
      host.sandbox.sh(
        'echo old >"/hub/$1/a"; echo gone >"/hub/$1/gone"; echo stays >"/hub/$1/stays"; echo stays >"/hub/$1/too"',
        name,
      )
      expect(host.sync(name).code).toBe(0)
      const served = `/srv/mirrors/${name}${publish === 'atomic' ? '/.mirrorc/current/.' : ''}`
      const before = host.tree(served)
      host.sandbox.sh('rm "/hub/$1/gone"', name)
      slow(name, { publish })
      const old = () => host.tree(served).filter(line => !/\.big\.|~tmp~/.test(line))
      expect(old()).toEqual(before)
      host.sandbox.sh('kill -KILL "$1"', pidOf(name))
      // The transfer itself goes on, and has the lock.
      expect(host.sync(name, '--now').stdout).toContain('another run')
      host.sandbox.sh('pgrep -u rsyncuser -x rsync | xargs kill -KILL')
      host.ended(name)
      expect(old()).toEqual(before)
      expect(host.sync('--status', name).stdout).toContain('the last run was killed')
      unthrottle(name)
      expect(host.sync(name).code).toBe(0)
      const after = host
        .tree(served)
        .filter(line => publish !== 'atomic' || !line.startsWith('./gone '))
      expect(after).toEqual(host.tree(`/hub/${name}`))
    },
  )

  test('no more modules at once than the host allows', () => {
    host.sandbox.sh(
      'echo parallel 1 >>/etc/mirrorc/sync.conf; echo slot_wait 1 >>/etc/mirrorc/sync.conf',
    )
    host.module('second')
    host.sandbox.sh('for n in 1 2 3 4; do echo "$n" >"/hub/second/$n"; done')
    expect(host.sync('second').code).toBe(0)
    host.sandbox.sh('cd /hub/second; rm 1 2 3')
    expect(host.sync('second').code).toBe(2)
    expect(host.sync('--ack', 'second').code).toBe(0)
    slow('first')
    host.module('waiting', { bwlimit_kib: 100 })
    host.sandbox.sh(
      'head -c 300000 /dev/urandom >/hub/waiting/1; sed -i "s/^slot_wait.*/slot_wait 60/" /etc/mirrorc/sync.conf',
    )
    host.start('waiting')
    host.sandbox.waitFor('grep -q waits /var/lib/mirrorc/status/waiting.json')
    const waits = /^waits since \d{4}-\d\d-\d\d [\d:]{8} UTC: 1 syncs of this host are running$/
    expect(host.status('waiting')).toMatchObject({
      state: 'syncing',
      message: expect.stringMatching(waits),
    })
    expect(host.sync('--status', 'waiting').stdout).toContain(' waits since ')
    host.sandbox.sh('sed -i "s/^slot_wait.*/slot_wait 1/" /etc/mirrorc/sync.conf')
    expect(host.sync('second').stderr).toContain(
      '1 syncs of this host are running, and none ended within 1 seconds',
    )
    host.sandbox.sh('kill "$1"', pidOf('first'))
    host.ended('first')
    // It goes on, and says no more that it waits.
    host.sandbox.waitFor(`grep -q '"message": ""' /var/lib/mirrorc/status/waiting.json`)
    expect(host.status('waiting').state).toBe('syncing')
    host.ended('waiting')
    expect(host.status('waiting')).toMatchObject({ state: 'success' })
    // What was acknowledged was not for a run that never looked.
    expect(host.sync('second')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('sed -i -e /parallel/d -e /slot_wait/d /etc/mirrorc/sync.conf')
  })

  test('the jitter is always the same, and not there by hand', () => {
    host.module('jitter', { jitter: 3 })
    host.sandbox.sh('echo file >/hub/jitter/file')
    host.sync('jitter')
    host.sync('jitter')
    expect(host.sync('jitter', '--now').stdout).not.toContain('waiting')
    const waited = host.sandbox.sh(
      'grep -h -o "waiting [0-9]* seconds" /var/lib/mirrorc-sync/jitter/log/*.log',
    )
    const [one, two, ...more] = waited.trim().split('\n')
    expect(one).toBe(two)
    expect(more).toEqual([])
  })

  test('the newest logs stay', () => {
    host.module('logs', { logs: 2 })
    host.sandbox.sh('echo file >/hub/logs/file')
    for (let run = 0; run < 4; run++) host.sync('logs')
    expect(host.sandbox.sh('ls /var/lib/mirrorc-sync/logs/log/*.log | wc -l').trim()).toBe('2')
    expect(host.sandbox.sh('cat /var/lib/mirrorc-sync/logs/log/latest')).toContain(
      'done: nothing new',
    )
  })

  test('a signal during a hook takes no success back', () => {
    const hook = '#!/bin/sh\ntouch "/tmp/hooked-$1"; sleep 2\n'
    for (const name of ['success', 'failure']) {
      host.sandbox.write(`/etc/mirrorc/hooks/${name}`, hook, '755')
    }
    host.module('late')
    host.sandbox.sh('echo 1 >/hub/late/1')
    host.start('late')
    host.sandbox.waitFor('[ -e /tmp/hooked-late ]')
    host.sandbox.sh('kill "$1"', pidOf('late'))
    host.ended('late')
    expect(host.status('late')).toMatchObject({ state: 'success', failures: 0 })
    host.sandbox.sh('rm -r /etc/mirrorc/hooks')
  })

  test('hooks of the admin are told, and cannot hold the lock or fail the sync', () => {
    host.module('hooked')
    host.sandbox.sh('echo file >/hub/hooked/file')
    const hook =
      '#!/bin/sh\nprintf "%s|" "$0" "$@" >>/var/lib/mirrorc-sync/hooked/told\nsleep 30 >/dev/null 2>&1 &\nexit 3\n'
    host.sandbox.write('/etc/mirrorc/hooks/success', hook, '755')
    host.sandbox.write('/etc/mirrorc/hooks/failure', hook, '755')
    expect(host.sync('hooked').code).toBe(0)
    host.module('hooked', { upstream: `${hubUrl}/nothing` })
    expect(host.sync('hooked').code).toBe(1)
    expect(host.sandbox.sh('cat /var/lib/mirrorc-sync/hooked/told')).toMatch(
      /^\/etc\/mirrorc\/hooks\/success\|hooked\|ok\|.*\/etc\/mirrorc\/hooks\/failure\|hooked\|refused\|.*Unknown module/,
    )
    host.sandbox.sh('rm -r /etc/mirrorc/hooks')
  })

  test('who watches over a transfer may outlive the run, and so keeps none of its locks', () => {
    slow('watched')
    const locks = (pids: string) =>
      host.sandbox.sh(
        `read -r main _ </var/lib/mirrorc-sync/watched/holder
        for pid in ${pids}; do readlink /proc/$pid/fd/* | grep -e /lock -e /slots/ || echo none; done | sort -u`,
      )
    expect(locks('$main')).toMatch(/slots\/1\n.*watched\/lock\n/)
    expect(locks('$(pgrep -P "$main" -f mirror-sync)')).toBe('none\n')
    host.sandbox.sh('kill "$1"', pidOf('watched'))
    host.ended('watched')
  })

  test('a data file says only what it may', () => {
    const bad = [
      'upstream rsync://127.0.0.1/a b',
      'upstream /etc',
      'upstream ext::sh -c id',
      'path /srv/../etc',
      'option --rsync-path=/bin/sh',
      'option --remove-source-files',
      'freshness ../../etc/passwd',
      'max_delete 1;id',
      'max_delete 08',
      'password_file $(id)',
      'verify rm',
      'upstream https://127.0.0.1/b',
      'nonsense yes',
    ]
    for (const line of bad) {
      host.module('bad')
      host.sandbox.sh('printf "%s\\n" "$1" >>/etc/mirrorc/modules/bad', line)
      expect([line, host.sync('bad').code]).toEqual([line, 78])
    }
    expect(bad).toHaveLength(13)
    const wrong = [['../bad'], ['-x'], [], ['bad', 'a', 'b'], [''], ['told', 'twice']]
    for (const words of [
      ...wrong,
      ['--dry-run', '--ack', 'told'],
      ['--dry-run', '--new-storage', 'told'],
    ])
      expect(host.sync(...words).code).toBe(64)
    expect(host.sync('nothing').code).toBe(78)
  })

  test('what an upstream sends that has no place in a mirror does not come', () => {
    host.module('hostile')
    host.sandbox.sh(`cd /hub/hostile; mkdir d readonly; echo ok >d/ok; echo secret >/hub/outside
      ln -s ok d/good; ln -s /etc/passwd d/absolute; ln -s ../../../etc/passwd d/relative; ln -s ../.. up
      mkfifo d/fifo; mknod d/null c 1 3; cp /bin/true d/setuid; chmod 6755 d/setuid; chmod 777 d
      echo x >readonly/file; chmod 400 readonly/file; chmod 500 readonly
      mkdir .mirrorc; echo evil >.mirrorc/tree; echo x >"$(printf 'new\\nline')"; echo x >"'; touch pwned; '"; echo x >'$(touch pwned)'`)
    const uptick = host.sync('hostile')
    expect(uptick.code).toBe(0)
    const tree = host.sandbox
      .sh('cd /srv/mirrors/hostile; find . -path ./.mirrorc -prune -o -printf "%P %y %m %l\\n"')
      .split('\n')
    expect(tree).toContain('d/good l 777 ok')
    expect(tree).toContain('d/setuid f 755 ')
    expect(tree).toContain('d d 755 ')
    expect(tree).toContain('readonly d 755 ')
    expect(tree).toContain('readonly/file f 644 ')
    expect(tree.filter(line => /absolute|relative|^up|fifo|null/.test(line))).toEqual([])
    expect(host.sandbox.sh('cat /srv/mirrors/hostile/.mirrorc/tree')).toMatch(/^hostile /)
    expect(
      host.sandbox.sh('find /hub /srv /var/lib/mirrorc-sync /tmp /usr/local -name pwned'),
    ).toBe('')
    expect(host.sync('hostile', '--now').stdout).toContain('nothing new')
  })

  test('root runs it as the sync user', () => {
    host.module('owner')
    host.sandbox.sh('echo file >/hub/owner/file')
    expect(host.sync('owner').code).toBe(0)
    expect(host.sandbox.sh('find /srv/mirrors/owner /var/lib/mirrorc-sync ! -user rsyncuser')).toBe(
      '',
    )
  })
})
