import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('lists of SHA-256 sums by their names', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
  })
  afterAll(() => host?.sandbox.stop())

  test.each(['SHA256SUMS.txt', 'sha256sums', 'a.sha256.txt', 'Fedora-Server-42-x86_64-CHECKSUM'])(
    '%s',
    list => {
      const name = list.toLowerCase().replaceAll('.', '-')
      host.module(name, { verify: 'sha256sums' })
      host.sandbox.sh(
        'cd "/hub/$1"; echo a >a; { echo "# a: 2 bytes"; sha256sum --tag a; } >"$2"; echo b >a',
        name,
        list,
      )
      expect(host.sync(name)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`a has another SHA-256 than ${list} says`),
      })
    },
  )

  test('where there is none, the log says so', () => {
    host.module('none', { verify: 'sha256sums' })
    host.sandbox.sh('echo a >/hub/none/a')
    expect(host.sync('none', '--now').stdout).toContain('the tree has no list of SHA-256 sums')
    host.module('one', { verify: 'sha256sums' })
    host.sandbox.sh('cd /hub/one; echo a >a; sha256sum a >SHA256SUMS')
    expect(host.sync('one', '--now').stdout).not.toContain('has no list')
  })
})
