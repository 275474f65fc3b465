import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startReportingHost } from './sync-host.ts'

const skip = skipReason()
const state = '/var/lib/mirrorc-sync'

describe.skipIf(skip !== undefined)('locks, and another user of the host', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startReportingHost('busybox')
    host.sandbox.sh('echo parallel 1 >>/etc/mirrorc/sync.conf')
    host.module('locked')
    host.sandbox.sh('echo 1 >/hub/locked/file')
  })
  afterAll(() => host?.sandbox.stop())

  test('nobody else can take one, also of those that an earlier version made', () => {
    host.sandbox.sh(
      `runuser -u rsyncuser -- sh -c 'mkdir -p "$0/locked" "$0/slots" "$0/reports"; : | tee "$0/locked/lock" "$0/slots/1" >"$0/reports/lock"' "$1"`,
      state,
    )
    expect(host.sync('locked').code).toBe(0)
    const locks = ['locked/lock', 'slots/1', 'reports/lock'].map(name => `${state}/${name}`)
    for (const lock of locks)
      expect({
        lock,
        code: host.sandbox.run(['runuser', '-u', 'nobody', '--', 'flock', '-n', lock, 'true']).code,
      }).not.toMatchObject({ code: 0 })
    expect(
      host.sandbox.sh(`cd "$1"; stat -c %a locked/lock slots/1 reports/lock locked/record`, state),
    ).toBe('600\n600\n600\n644\n')
  })

  test('whoever may only look sees how a module is, and that its last run was killed', () => {
    const shown = () =>
      JSON.parse(
        host.sandbox.sh(
          'runuser -u nobody -- /usr/local/lib/mirrorc/mirror-sync --status --json locked',
        ),
      )[0]
    expect(shown()).toMatchObject({ state: 'success' })
    host.sandbox.sh('sed -i "s/^state .*/state syncing/" "$1/locked/record"', state)
    expect(shown()).toMatchObject({ state: 'failed', message: 'the last run was killed' })
    expect(host.sync('locked').code).toBe(0)
  })

  test('no tree is taken over while the last sync of its former name, or its own, is at it', () => {
    host.module('former', { bwlimit_kib: 100 })
    host.sandbox.sh(
      'mkdir /hub/latter; head -c 3000000 /dev/urandom | tee /hub/former/file >/hub/latter/file',
    )
    host.start('former')
    host.sandbox.waitFor('find /srv/mirrors/former -name ".file.*" -size +20k | grep -q .')
    host.module('latter', { path: '/srv/mirrors/former' })
    host.sandbox.sh('rm /etc/mirrorc/modules/former')
    const refused = host.sync('--new-storage', 'latter')
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a sync of former is running'),
    })
    expect(host.sandbox.sh('cat /srv/mirrors/former/.mirrorc/tree')).toMatch(/^former /)
    host.sandbox.sh('read -r pid _ <"$1/former/holder"; kill "$pid"', state)
    host.ended('former')
    expect(host.sync('--new-storage', 'latter')).toMatchObject({ code: 0, stderr: '' })
    host.module('latter', { path: '/srv/mirrors/former', bwlimit_kib: 100 })
    host.start('latter')
    host.sandbox.waitFor('test -s "$1/latter/holder" && ! flock -n "$1/latter/lock" true', state)
    expect(host.sync('--new-storage', 'latter')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a sync of latter is running'),
    })
    host.sandbox.sh('read -r pid _ <"$1/latter/holder"; kill "$pid"', state)
    host.ended('latter')
  })

  test('reports wait for no one for ever, and a sync goes on without them', () => {
    const holder = host.sandbox.start(['flock', `${state}/reports/lock`, 'sleep', '1000'])
    host.sandbox.waitFor('! flock -n "$1/reports/lock" true', state)
    host.module('locked', { option: '--checksum' })
    host.sandbox.sh('sed -i "s/flock -w 30/flock -w 1/" /usr/local/lib/mirrorc/mirror-sync')
    const { code, stdout } = host.sync('locked', '--now')
    holder.kill()
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('reports/lock: no reports'),
    })
  })
})
