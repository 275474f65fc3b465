import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()
const count = 100_000

describe.skipIf(skip !== undefined)(`a tree of ${count} small files`, () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
  })
  afterAll(() => host?.sandbox.stop())

  /** Longer than a command of the sandbox may take. */
  async function syncInTime(): Promise<void> {
    await once(host.start('many'), 'close')
  }

  /** Names, sizes and times of all. */
  const sumOf = (directory: string) =>
    host.sandbox.sh(
      `cd "$1"; find . -path ./.mirrorc -prune -o -type f -printf '%P %s %T@\\n' | LC_ALL=C sort | sha256sum`,
      directory,
    )

  test('comes, stays when nothing is new, and is held back when half of it goes', async () => {
    host.module('many')
    host.sandbox.sh('cd /hub/many; seq "$1" | split -l 1 -a 5 - f', String(count))
    expect(host.sandbox.sh('ls /hub/many | wc -l').trim()).toBe(String(count))
    await syncInTime()
    expect(host.status('many')).toMatchObject({ state: 'success', files: count, failures: 0 })
    expect(sumOf('/srv/mirrors/many')).toBe(sumOf('/hub/many'))
    await syncInTime()
    expect(host.status('many').message).toBe(`nothing new among ${count} files`)
    const before = sumOf('/srv/mirrors/many')
    host.sandbox.sh('cd /hub/many; ls | head -n "$1" | xargs rm', String(count / 2))
    await syncInTime()
    expect(host.status('many')).toMatchObject({ state: 'held', held_deletions: count / 2 })
    expect(sumOf('/srv/mirrors/many')).toBe(before)
  }, 240_000)
})
