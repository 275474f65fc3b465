import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withoutLab } from './support.ts'
import { type SyncLab, startSyncLab } from './sync-host.ts'
import { publish, readIndexes } from './sync-readers.ts'

const changes = 50

describe.skipIf(withoutLab).each(['debian 12', 'arch rolling'])(
  'a tree that is published atomically, on %s',
  system => {
    let host: SyncLab
    beforeAll(async () => {
      host = await startSyncLab(...(system.split(' ') as [string, string]))
      publish(host.upstream('tree'), 1)
      const settings = 'publish: atomic, grace: 10s, max_delete_percent: 90'
      await host.apply(`  tree: { upstream: rsync://hub.athenaos.org/athena/tree, ${settings} }`)
      await host.sync('tree')
    })
    afterAll(() => host?.stop())

    test(`while ${changes} changes come, all that an index names is there for the time of grace`, async () => {
      const reader = readIndexes(host.address, 'tree', 9)
      for (let n = 2; n < 2 + changes; n++) {
        publish(host.upstream('tree'), n)
        expect(await host.sync('tree')).toContain('entries changed')
      }
      const { hits, misses } = await reader.end()
      console.log(`${system}: ${hits} reads during ${changes} changes, ${misses.length} misses`)
      expect(misses.slice(0, 20)).toEqual([])
      expect(hits).toBeGreaterThan(300)
    })
  },
)
