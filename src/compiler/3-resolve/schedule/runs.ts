import type { Cron } from './cron.ts'

const day = 24 * 60
const longestMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether a schedule ever runs: there is no 30 February. */
export function everRuns(cron: Cron): boolean {
  if (cron.isEitherDay) return true
  const lastDay = Math.max(...[...cron.months].map(month => longestMonth[month - 1] ?? 31))
  return Math.min(...cron.days) <= lastDay
}

/** The shortest and the longest time between two runs, in minutes; infinite where it skips days. */
export function gaps(cron: Cron): { readonly shortest: number; readonly longest: number } {
  const times = [...cron.hours]
    .flatMap(hour => [...cron.minutes].map(minute => hour * 60 + minute))
    .sort((a, b) => a - b)
  const between = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  const overnight = day + (times[0] ?? 0) - (times.at(-1) ?? 0)
  const all = [...between, runsDaily(cron) ? overnight : Number.POSITIVE_INFINITY]
  return { shortest: Math.min(...all), longest: Math.max(...all) }
}

// With "either day", a day that one field leaves out falls sooner or later on one that the other leaves out too.
function runsDaily(cron: Cron): boolean {
  const isEachDate = cron.days.size === 31
  const isEachWeekday = cron.weekdays.size === 7
  if (cron.months.size < 12) return false
  return cron.isEitherDay ? isEachDate || isEachWeekday : isEachDate && isEachWeekday
}
