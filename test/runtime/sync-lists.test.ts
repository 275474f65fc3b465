import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('no room for the lists any more once a transfer runs', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
  })
  afterAll(() => host?.sandbox.stop())

  /** A module of 300 files that was synced, with a disk of its own for its records. */
  function synced(name: string, settings: Readonly<Record<string, string | number>>): string {
    const state = `/var/lib/mirrorc-sync/${name}`
    host.module(name, settings)
    host.sandbox.sh(
      `cd "/hub/$1"; long=$(printf %0190d 7); for n in $(seq 300); do echo "$n" >"$long-$n"; done; sha256sum -- * >../sums; mv ../sums SHA256SUMS
      mkdir -p "$2"; mount -t tmpfs -o size=3000k,uid=$(id -u rsyncuser) state "$2"`,
      name,
      state,
    )
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    return state
  }

  /** The upstream lets the listing in, and the transfer when all but two blocks are taken. */
  function syncWithoutRoom(name: string, state: string): ReturnType<SyncHost['sync']> {
    host.sandbox.write(
      '/usr/local/bin/fill',
      `#!/bin/sh\necho >>/tmp/calls\n[ "$(wc -l </tmp/calls)" -lt 2 ] || { dd if=/dev/zero of=${state}/else bs=4k; truncate -s -8k ${state}/else; }\n`,
      '755',
    )
    host.sandbox.sh('rm -f /tmp/calls')
    host.hub('[hub]\npath = /hub\npre-xfer exec = /usr/local/bin/fill\n')
    const result = host.sync(name)
    host.hub('[hub]\npath = /hub\n')
    expect(host.sandbox.sh('wc -l </tmp/calls; du -k "$1/else"', state)).toMatch(/^2\n2\d\d\d/)
    host.sandbox.sh('rm "$1/else"', state)
    return result
  }

  test.each(['in-place', 'atomic'])('what is wrong in a tree is not overlooked (%s)', publish => {
    const name = `wrong-${publish}`
    const state = synced(name, { publish, verify: 'sha256sums' })
    host.sandbox.sh('cd "/hub/$1"; touch -- *; echo bad >"$(ls | head -n 1)"', name)
    expect(syncWithoutRoom(name, state)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('a list in /var/lib/mirrorc-sync'),
    })
    expect(host.sync(name)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the tree is not whole: 000'),
    })
    host.sandbox.sh('umount "$1"', state)
  })

  test('what the upstream removed stays for its time', () => {
    const state = synced('kept', { publish: 'atomic', grace: 3600 })
    const served = () => host.tree('/srv/mirrors/kept/.mirrorc/current/.').length
    host.sandbox.sh('cd /hub/kept; touch -- *; ls | head -n 20 | xargs rm')
    expect(syncWithoutRoom('kept', state).code).toBe(3)
    expect(served()).toBe(301)
    expect(host.sync('kept')).toMatchObject({ code: 0, stderr: '' })
    expect(served()).toBe(301)
    expect(host.sandbox.sh('wc -l <"$1/graced"', state)).toBe('20\n')
    host.sandbox.sh('umount "$1"', state)
  })
})
