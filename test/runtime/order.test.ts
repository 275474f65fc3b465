import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { startServingHost, type TestHost } from './test-host.ts'

const skip = skipReason()

/** What reaches the disk, in the order in which the runner asked for it: `fsync PATH`, `rename FROM TO`, `unlink PATH`. */
function callsOf(trace: string): readonly string[] {
  return trace.split('\n').flatMap(line => {
    const call = /^\d+ +(fsync|rename|unlink)/.exec(line)?.[1]
    if (call === undefined || !line.endsWith(' = 0')) return []
    const pattern = call === 'fsync' ? /<(\/[^>]*)>/g : /"(\/[^"]*)"/g
    return [[call, ...[...line.matchAll(pattern)].map(found => found[1])].join(' ')]
  })
}

describe.skipIf(skip !== undefined)('a machine that loses its power', () => {
  let host: TestHost
  let calls: readonly string[]

  beforeAll(async () => {
    host = await startServingHost('dash')
    // The runner is started by setsid where no systemd runs.
    const traced = 'strace -f -qq -y -e trace=fsync,rename,renameat,renameat2,unlink,unlinkat'
    host.sandbox.sh(
      'cp /usr/bin/setsid /usr/bin/setsid-real; sed -i s/setsid/setsid-real/ /usr/bin/systemctl',
    )
    host.sandbox.sh('rm /usr/bin/setsid')
    host.sandbox.write(
      '/usr/bin/setsid',
      `#!/bin/sh\nexec ${traced} -o /run/trace /usr/bin/setsid-real "$@"\n`,
      '755',
    )
    expect((await host.apply()).word).toBe('committed')
    calls = callsOf(host.sandbox.sh('cat /run/trace'))
  })
  afterAll(() => host?.stop())

  test('each file is on the disk, and announced there, before it takes its place', () => {
    const renames = calls.flatMap((call, index) =>
      /^rename \/etc\/\S*\.mirrorc\.\S+ /.test(call) ? [{ call, index }] : [],
    )
    expect(renames.length).toBeGreaterThan(3)
    let last = 0
    for (const { call, index } of renames) {
      const [, from = '', to = ''] = call.split(' ')
      const earlier = calls.slice(0, index)
      expect(earlier).toContain(`fsync ${from}`)
      expect(earlier.slice(last).some(other => /^fsync \S+\/done$/.test(other))).toBe(true)
      expect(calls[index + 1]).toBe(`fsync ${to.slice(0, to.lastIndexOf('/'))}`)
      last = index
    }
  })

  test('the record is written when all else is on the disk', () => {
    const commit = calls.findIndex(call => call.startsWith('rename /var/lib/mirrorc/.ledger.json '))
    expect(commit).toBeGreaterThan(0)
    expect(calls.slice(0, commit)).toContain('fsync /var/lib/mirrorc/.ledger.json')
    expect(calls.slice(commit).filter(call => /^(?:rename|unlink) \/etc\//.test(call))).toEqual([
      'unlink /etc/systemd/system/multi-user.target.wants/mirrorc-recover.service',
      'unlink /etc/systemd/system/mirrorc-recover.service',
    ])
  })
})
