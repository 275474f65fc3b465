import { error, warning } from '../../diagnostic.ts'
import type { Path } from '../document.ts'
import type { Schedule } from '../mirror.ts'
import { type Context, keySpan, valueSpan } from './context.ts'
import { type Cron, parseCron } from './schedule/cron.ts'
import { formatMinutes, parseInterval } from './schedule/interval.ts'
import { everRuns, gaps } from './schedule/runs.ts'
import { scheduleFrom, scheduleOf } from './schedule/schedule.ts'
import { spread } from './schedule/spread.ts'

const hour = 60
const defaultInterval = 6 * hour
// The longest sync time that the Athena OS guide asks of a mirror.
const longestInterval = 6 * hour
// Upstreams block who calls more often, and the job before has hardly ended.
const shortestInterval = 5

/** When a module syncs. */
export interface Timing {
  /** On a host; the host's name is the one among all mirrors of the world. */
  readonly scheduleOn: (host: string, module: string) => Schedule
  /** The longest time between two syncs, in minutes. */
  readonly interval: number
  readonly isEven: boolean
}

// A schedule that leaves out days runs once a month or so; nobody alarms by the minute of that.
const longestPause = 31 * 24 * hour

/** `every:` or `schedule:` of a module; every six hours when neither is there. */
export function resolveTiming(
  context: Context,
  input: { readonly every?: string | undefined; readonly schedule?: string | undefined },
  path: Path,
): Timing {
  const { every, schedule } = input
  if (every !== undefined && schedule !== undefined) {
    const message = 'every and schedule both say when to sync'
    const span = keySpan(context, [...path, 'schedule'])
    context.report(error('every-and-schedule', span, message, 'keep one of the two'))
  }
  if (every !== undefined) resolveInterval(context, every, [...path, 'every'])
  if (schedule !== undefined) return resolveSchedule(context, schedule, [...path, 'schedule'])
  const interval = every === undefined ? defaultInterval : parseInterval(every)
  const minutes = typeof interval === 'number' ? interval : defaultInterval
  return {
    scheduleOn: (host, module) => scheduleOf(spread(host, module, minutes)),
    interval: minutes,
    isEven: true,
  }
}

function resolveInterval(context: Context, text: string, path: Path): void {
  const interval = parseInterval(text)
  if (typeof interval === 'number') checkPace(context, interval, interval, path)
  else {
    const span = valueSpan(context, path, interval.at)
    context.report(error('bad-interval', span, interval.message, interval.hint))
  }
}

function resolveSchedule(context: Context, text: string, path: Path): Timing {
  const cron = parseCron(text)
  if ('text' in cron) {
    checkSchedule(context, cron, path)
    const { shortest, longest } = gaps(cron)
    return {
      scheduleOn: () => scheduleFrom(cron),
      interval: Math.min(longest, longestPause),
      isEven: shortest === longest && longest !== Number.POSITIVE_INFINITY,
    }
  }
  for (const { at, message, hint } of cron) {
    context.report(error('bad-schedule', valueSpan(context, path, at), message, hint))
  }
  return { scheduleOn: () => scheduleOf('0 */6 * * *'), interval: defaultInterval, isEven: true }
}

function checkSchedule(context: Context, cron: Cron, path: Path): void {
  const span = valueSpan(context, path)
  if (!everRuns(cron)) {
    const message = 'this never runs: no month here has such a day'
    context.report(error('never-runs', span, message, 'correct the day of the month or the month'))
    return
  }
  if (cron.minutes.has(0)) {
    const message = 'this runs on the full hour, when most mirrors call their upstream'
    const hint = 'choose another minute, or write every: in its place, which chooses one'
    context.report(warning('busy-minute', span, message, hint))
  }
  const { shortest, longest } = gaps(cron)
  checkPace(context, shortest, longest, path)
}

function checkPace(context: Context, shortest: number, longest: number, path: Path): void {
  const span = valueSpan(context, path)
  if (shortest < shortestInterval) {
    const message = `${formatMinutes(shortest)} between two syncs is less than ${shortestInterval}m`
    const hint = 'upstreams block who calls that often; an hour is usual'
    context.report(error('too-frequent', span, message, hint))
  }
  if (longest > longestInterval) {
    const pause = longest === Number.POSITIVE_INFINITY ? 'more than a day' : formatMinutes(longest)
    const message = `${pause} may pass between two syncs; upstreams such as Athena OS ask for 6h at most`
    const hint = 'every: 6h or less keeps the mirror listed'
    context.report(warning('long-interval', span, message, hint))
  }
}
