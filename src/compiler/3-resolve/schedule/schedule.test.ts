import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Cron, parseCron } from './cron.ts'
import { formatMinutes, parseInterval } from './interval.ts'
import { everRuns, gaps } from './runs.ts'
import { spread } from './spread.ts'

function cron(text: string): Cron {
  const parsed = parseCron(text)
  if (!('text' in parsed)) throw new Error(parsed.map(problem => problem.message).join())
  return parsed
}

const intervals = [
  '5m',
  '6m',
  '10m',
  '12m',
  '15m',
  '20m',
  '30m',
  '1h',
  '2h',
  '3h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
]

describe('spread', () => {
  test.each(intervals)('%s: runs that often, never on the full hour', interval => {
    const minutes = Number(parseInterval(interval))
    fc.assert(
      fc.property(fc.string(), fc.string(), (host, module) => {
        const job = cron(spread(host, module, minutes))
        expect(gaps(job)).toEqual({ shortest: minutes, longest: minutes })
        expect(job.minutes.has(0)).toBe(false)
      }),
    )
  })

  test.each(intervals)('%s: uses every slot there is, about equally', interval => {
    const minutes = Number(parseInterval(interval))
    const slots = Math.max(1, minutes / 60) * (Math.min(minutes, 60) - 1)
    const counts = new Map<string, number>()
    for (let host = 0; host < slots * 20; host++) {
      const text = spread(`host-${host}`, 'athena', minutes)
      counts.set(text, (counts.get(text) ?? 0) + 1)
    }
    expect(counts.size).toBe(slots)
    expect(Math.max(...counts.values())).toBeLessThan(20 * 4)
  })

  // These bytes are on hosts: another hash would move every mirror's sync.
  test('is the same for ever', () => {
    expect(
      intervals.map(interval => spread('fra1', 'athena', Number(parseInterval(interval)))),
    ).toMatchInlineSnapshot(`
      [
        "2-59/5 * * * *",
        "1-59/6 * * * *",
        "2-59/10 * * * *",
        "4-59/12 * * * *",
        "10,25,40,55 * * * *",
        "5,25,45 * * * *",
        "15,45 * * * *",
        "49 * * * *",
        "49 1-23/2 * * *",
        "49 2-23/3 * * *",
        "49 3-23/4 * * *",
        "49 5,11,17,23 * * *",
        "49 7,15,23 * * *",
        "49 11,23 * * *",
        "49 23 * * *",
      ]
    `)
  })
})

describe('parseInterval', () => {
  test.each([
    ['60m', 60],
    ['120m', 120],
    ['1d', 1440],
    ['24h', 1440],
    ['3m', 3],
  ])('%s is %i minutes', (text, minutes) => expect(parseInterval(text)).toBe(minutes))

  test.each([
    ['5h', 'write 4h or 6h, or a schedule: with the times you want'],
    ['45m', 'write 30m or 1h, or a schedule: with the times you want'],
    ['23h', 'write 12h or 24h, or a schedule: with the times you want'],
    ['60 min', 'write every: 60m'],
    ['2 Hours', 'write every: 2h'],
    ['daily', 'write every: 1d'],
    ['1h30m', 'write 30m, 1h, 4h, 6h or the like'],
  ])('%s is refused: %s', (text, hint) => expect(parseInterval(text)).toMatchObject({ hint }))

  test('minutes are said in the largest unit', () => {
    expect([90, 360, 1440, 2880].map(formatMinutes)).toEqual(['90m', '6h', '1d', '2d'])
  })
})

describe('parseCron', () => {
  test('reads lists, ranges and steps', () => {
    const { minutes, hours, weekdays } = cron('1,5-7,50-58/4 */8 * * 0,5-7')
    expect([...minutes]).toEqual([1, 5, 6, 7, 50, 54, 58])
    expect([...hours]).toEqual([0, 8, 16])
    expect([...weekdays].sort()).toEqual([0, 5, 6])
  })

  test('problems carry their place', () => {
    expect(parseCron('60 4 * * 1,x')).toMatchObject([
      { at: { start: 0, end: 2 } },
      { at: { start: 11, end: 12 } },
    ])
  })

  test('all that it takes, it takes again in its own spelling', () => {
    const field = fc.stringMatching(/^(?:\*|\d{1,2})(?:-\d{1,2})?(?:\/\d)?(?:,\d{1,2})?$/)
    fc.assert(
      fc.property(fc.array(field, { minLength: 5, maxLength: 5 }), fields => {
        const parsed = parseCron(fields.join('  '))
        if ('text' in parsed) expect(cron(parsed.text)).toEqual(parsed)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('when a schedule runs', () => {
  test.each([
    ['17 4 30 2 *', false],
    ['17 4 31 2,4,6,9,11 *', false],
    ['17 4 29 2 *', true],
    ['17 4 31 1,2 *', true],
    ['17 4 30,15 2 *', true],
    // crontab(5): with a weekday beside it, either day is enough.
    ['17 4 30 2 1', true],
    // A field that begins with * does not count as restricted.
    ['17 4 30 2 */2', false],
  ])('%s ever runs: %s', (text, runs) => expect(everRuns(cron(text))).toBe(runs))

  test.each([
    ['17 * * * *', 60, 60],
    ['17 */5 * * *', 240, 300],
    ['1,59 0,23 * * *', 2, 1322],
    ['17 4 * * *', 1440, 1440],
    ['17 4 * * 1-5', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ['17 4 1 * 0-7', 1440, 1440],
    ['17,18 4 1 * *', 1, Number.POSITIVE_INFINITY],
  ])('%s: %d to %d minutes apart', (text, shortest, longest) => {
    expect(gaps(cron(text))).toEqual({ shortest, longest })
  })
})
