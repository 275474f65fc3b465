import { describe, expect, test } from 'vitest'
import { colorsFor } from '../colors.ts'
import { formatDuration, formatSize, formatStatuses } from './format-status.ts'
import {
  formatHeld,
  judgeFreshness,
  type ModuleStatus,
  needsLook,
  readStatuses,
} from './module-status.ts'

const status = (changes: Partial<ModuleStatus> = {}): ModuleStatus => ({
  module: 'athena',
  state: 'success',
  message: 'nothing new',
  upstream: 'rsync://hub/athena',
  lastSuccess: 100_000,
  knownSince: undefined,
  nextRun: 103_600,
  lastAttempt: undefined,
  staleAfter: undefined,
  interval: 3600,
  duration: 60,
  size: 300_011,
  held: [],
  ...changes,
})

describe('what the sync program says', () => {
  test('is read, also from a version that says more or less', () => {
    const text = `[{"version": 1, "module": "athena", "state": "held", "message": "too much", "last_success": 5,
      "interval_seconds": 60, "held": "deletions 40, older 0", "new_thing": {}}, {"module": "b", "last_success": null}]`
    expect(readStatuses(text)).toEqual([
      expect.objectContaining({
        module: 'athena',
        state: 'held',
        lastSuccess: 5,
        interval: 60,
        held: [
          { kind: 'deletions', count: 40 },
          { kind: 'older', count: 0 },
        ],
      }),
      expect.objectContaining({ module: 'b', state: 'pending', lastSuccess: undefined, held: [] }),
    ])
  })

  test.each(['', 'mirror-sync: no', '[{', '{}', '"x"'])('is not taken from %j', text => {
    expect(readStatuses(text)).toBeUndefined()
  })
})

describe('the last success against the interval', () => {
  test.each([
    [0, 'ok'],
    [3600, 'ok'],
    [2 * 3600 + 60, 'ok'],
    [2 * 3600 + 61, 'late'],
    [3 * 3600 + 60, 'late'],
    [3 * 3600 + 61, 'stale'],
    [-500, 'ok'],
  ])('%s seconds after it: %s', (age, word) => {
    expect(judgeFreshness(status(), 100_000 + age)).toBe(word)
    expect(needsLook(status(), 100_000 + age)).toBe(word !== 'ok')
  })

  test('one that never was', () => {
    expect(judgeFreshness(status({ lastSuccess: undefined }), 0)).toBe('never')
    expect(needsLook(status({ lastSuccess: undefined, state: 'pending' }), 0)).toBe(false)
    expect(needsLook(status({ lastSuccess: undefined, state: 'failed' }), 0)).toBe(true)
    const first = status({ lastSuccess: undefined, knownSince: 100_000, state: 'pending' })
    expect(needsLook(first, 107_200)).toBe(false)
    expect(needsLook(first, 107_201)).toBe(true)
    expect(judgeFreshness(first, 107_201)).toBe('late')
    expect(needsLook({ ...first, state: 'syncing' }, 200_000)).toBe(false)
    expect(needsLook(status({ state: 'held' }), 100_000)).toBe(true)
    expect(needsLook(status({ state: 'syncing' }), 100_000)).toBe(false)
  })

  test('one that hangs', () => {
    const changes = { state: 'syncing', lastAttempt: 100_000, staleAfter: 3600 } as const
    const hung = status({ lastSuccess: undefined, ...changes })
    expect(needsLook(hung, 103_600)).toBe(false)
    expect(needsLook(hung, 103_601)).toBe(true)
  })
})

describe('the table', () => {
  test('has a line for each module, and an error only where there is one', () => {
    const table = formatStatuses(
      [
        status(),
        status({
          module: 'b',
          state: 'failed',
          message: 'rsync: \u001b[31mno',
          lastSuccess: undefined,
        }),
        status({ module: 'c', lastSuccess: 10, nextRun: undefined, size: undefined }),
        status({ module: 'd', state: 'syncing', nextRun: 100_010 }),
        status({ module: 'e', state: 'syncing', message: 'waits since 05:49' }),
      ],
      100_120,
      colorsFor(false),
    )
    expect(table).toBe(`MODULE  STATE    LAST SUCCESS  AGE IS            SIZE  NEXT RUN  LAST ERROR
athena  success  2m ago        ok (every 1h)     292K  in 58m
b       failed   never         -                 292K  in 58m    rsync: \\u{1b}[31mno
c       success  27h ago       stale (every 1h)  -     -
d       syncing  2m ago        ok (every 1h)     292K  due
e       syncing  2m ago        ok (every 1h)     292K  in 58m    waits since 05:49
`)
  })

  test('what is held back is said in words', () => {
    const held = ['deletions', 'older', 'pinned', 'other'].map(kind => ({ kind, count: 3 }))
    expect(formatHeld(held)).toBe(
      '3 entries would be deleted; the upstream is older than this mirror; an older generation is served, by hand; other 3',
    )
  })

  test('times and sizes are short', () => {
    const times = [-5, 0, 59, 60, 90, 120, 3600, 5400, 7200, 86_400, 100_000, 200_000]
    expect(times.map(formatDuration).join(' ')).toBe('0s 0s 59s 1m 90s 2m 1h 90m 2h 1d 27h 2d')
    const sizes = [0, 1023, 1024, 300_011, 1_500_000, 3 * 1024 ** 4]
    expect(sizes.map(formatSize).join(' ')).toBe('0B 1023B 1.0K 292K 1.4M 3.0T')
  })
})
