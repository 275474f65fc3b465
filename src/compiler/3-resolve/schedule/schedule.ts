import type { Schedule } from '../../mirror.ts'
import { type Cron, parseCron } from './cron.ts'

/** Five time fields that are known to be right, as they stand in the model. */
export function scheduleOf(text: string): Schedule {
  const cron = parseCron(text)
  if (!('text' in cron)) throw new Error(`unreachable: ${text} is no schedule`)
  return scheduleFrom(cron)
}

/** What was understood of the time fields, as it stands in the model. */
export function scheduleFrom({ text, isEitherDay, ...sets }: Cron): Schedule {
  const { minutes, hours, days, months, weekdays } = sets
  const numbers = (set: ReadonlySet<number>): readonly number[] => [...set].sort((a, b) => a - b)
  return {
    ...{ text, isEitherDay },
    ...{ minutes: numbers(minutes), hours: numbers(hours), days: numbers(days) },
    ...{ months: numbers(months), weekdays: numbers(weekdays) },
  }
}
