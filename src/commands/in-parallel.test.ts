import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inParallel } from './in-parallel.ts'

test.each([
  { limit: 1, most: 1 },
  { limit: 8, most: 8 },
  { limit: 40, most: 20 },
])('at most $limit at once, and the results in order', async ({ limit, most }) => {
  const items = Array.from({ length: 20 }, (_, index) => index)
  let [atWork, seen] = [0, 0]
  const results = await inParallel(items, limit, async item => {
    atWork += 1
    seen = Math.max(seen, atWork)
    // Those that begin last end first.
    for (let left = items.length - item; left > 0; left -= 1) await turn()
    atWork -= 1
    return item * 2
  })
  expect(seen).toBe(most)
  expect(results).toEqual(items.map(item => item * 2))
})
