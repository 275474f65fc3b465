import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { shells } from './local-session.ts'
import { startTestHost, type TestHost } from './test-host.ts'

const skip = skipReason()

let host: TestHost
afterEach(() => host?.stop())

describe.skipIf(skip !== undefined).each(shells)('apply under %s', shell => {
  beforeEach(async () => {
    host = await startTestHost(shell)
  })

  test('does what was planned, and then there is nothing left to do', async () => {
    const steps: string[] = []
    const plan = await host.look()
    expect(plan.refusals).toEqual([])
    const result = await host.carryOut(plan, { onStep: step => steps.push(step) })
    expect(result).toEqual({ word: 'committed', log: [], id: expect.any(String) })
    expect(steps).toEqual([
      'group rsyncuser',
      'user rsyncuser',
      'directory /var/lib/mirrorc-sync',
      'directory /srv/mirrors',
      'directory /srv/mirrors/athena',
      'directory /srv/mirrors/athena-images',
      'directory /usr/local/share/mirrorc',
      'directory /usr/local/lib/mirrorc',
      'directory /etc/mirrorc',
      'directory /etc/mirrorc/modules',
      'directory /var/lib/mirrorc/status',
      'directory /var/lib/mirrorc-rsyncd',
      'check nginx',
      'check rsync',
      'check cron',
      'write /usr/local/lib/mirrorc/mirror-sync',
      'write /etc/mirrorc/sync.conf',
      'write /etc/mirrorc/modules/athena',
      'write /etc/mirrorc/modules/athena-images',
      'write /etc/rsyncd.conf',
      'write /usr/local/share/mirrorc/rsyncd.motd',
      'write /usr/local/share/mirrorc/index.html',
      'write /usr/local/share/mirrorc/robots.txt',
      'write /etc/nginx/mirrorc-site.conf',
      'write /etc/nginx/sites-available/mirrorc',
      'write /etc/nginx/sites-enabled/mirrorc',
      'remove /etc/nginx/sites-enabled/default',
      'write /etc/cron.d/mirrorc',
      'enable rsync.service',
      'start rsync.service',
      'reload nginx.service',
      'health rsync.service',
      'health nginx.service',
      'ask rsync 873 athena,athena-images',
      'ask http 80 mirror.example.org',
      'ask http 80 mirror.example.org',
      'ask http 80 mirror.example.org',
      'ledger',
    ])
    const { changes, notes } = await host.look()
    expect({ changes, notes }).toEqual({ changes: [], notes: [] })
    expect(temporaries()).toEqual([])
    // Who can open a lock can hold it; flock(2).
    expect(
      host.sandbox.run(['setpriv', '--reuid=65534', 'flock', '/var/lib/mirrorc/lock', 'true']),
    ).toMatchObject({ code: 66 })
    // The seconds of its content are not those of the change, in which cron may have looked: it looks again.
    const [content = 0, change = 0] = host.sandbox
      .sh('stat -c "%Y %Z" /etc/cron.d')
      .split(' ')
      .map(Number)
    expect(content).toBe(change + 1)
  })
})

function temporaries(): readonly string[] {
  return host.sandbox
    .sh("find /etc /srv -name '.mirrorc*'")
    .split('\n')
    .filter(path => path !== '')
}
