import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withoutLab } from './support.ts'
import { type SyncLab, startSyncLab } from './sync-host.ts'
import { publish, readIndex, sumOf } from './sync-readers.ts'

const names = ['switched', 'flat']

describe.skipIf(withoutLab)('a host that loses its power in the middle of a sync', () => {
  let host: SyncLab
  let state = 0
  beforeAll(async () => {
    host = await startSyncLab()
    publishNext()
    const from = 'upstream: rsync://hub.athenaos.org/athena'
    const more = 'max_delete_percent: 90, bandwidth_kib: 60'
    await host.apply(`  switched: { ${from}/switched, publish: atomic, grace: 1s, ${more} }
  flat: { ${from}/flat, ${more} }`)
    for (const name of names) await host.sync(name)
  })
  afterAll(() => host?.stop())

  function publishNext(): void {
    state += 1
    for (const name of names) publish(host.upstream(name), state)
  }

  /** What lies in a tree of the host, by name: the sums of its files. */
  async function lying(tree: string): Promise<readonly (readonly [string, string])[]> {
    const lines = await host.on(`cd ${tree}/pool && sha256sum *`)
    const found = lines.matchAll(/^(\S+) {2}(\S+)$/gm)
    return [...found].map(([, sum = '', name = '']) => [name, sum])
  }

  const halves = () => host.on('find /srv/mirrors/*/pool/.~tmp~ -type f 2>/dev/null | wc -l')

  test('what is served is whole, and the next sync heals', async () => {
    let unfinished = 0
    for (const seconds of [0.3, 0.8, 1.5, 2.5, 3.5, 4.5]) {
      publishNext()
      for (const name of names)
        await host.on(`systemd-run -q /usr/local/lib/mirrorc/mirror-sync ${name}`)
      await setTimeout(seconds * 1000)
      host.lab.kill('syncs')
      await host.lab.restart('syncs')
      await host.on('systemctl is-system-running --wait || systemctl --failed')
      unfinished += Number(await halves())
      expect(await readIndex(host.address, 'switched', 0)).toBe(7)
      const flat = await lying('/srv/mirrors/flat')
      expect(flat.length).toBeGreaterThan(6)
      expect(flat.filter(([name, sum]) => sum !== sumOf(name))).toEqual([])
      for (const name of names) expect(await host.sync(name)).toMatch(/done: /)
      const now = await lying('/srv/mirrors/flat')
      expect(now).toHaveLength(7)
      expect(now.filter(([name, sum]) => sum !== sumOf(name))).toEqual([])
      expect(await readIndex(host.address, 'switched', 0)).toBe(7)
      expect(await readIndex(host.address, 'flat', 0)).toBe(7)
      expect(await halves()).toBe('0\n')
    }
    console.log(`${unfinished} unfinished files lay there after the cuts`)
    expect(unfinished).toBeGreaterThan(0)
  }, 900_000)
})
