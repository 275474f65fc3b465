import type { TextProblem } from '../../text-problem.ts'

const hour = 60
const day = 24 * hour

// What cron can keep: the parts of an hour and of a day.
const possible = [
  5,
  6,
  10,
  12,
  15,
  20,
  30,
  ...[1, 2, 3, 4, 6, 8, 12, 24].map(count => count * hour),
]
const shortest = 5

/** An interval such as `30m`, `4h` or `1d` in minutes, or why cron cannot keep it. */
export function parseInterval(text: string): number | TextProblem {
  const match = /^([1-9][0-9]{0,3})([mhd])$/.exec(text)
  if (!match) return { message: 'an interval is a whole number and m, h or d', hint: meant(text) }
  const minutes = Number(match[1]) * unitOf(match[2])
  if (possible.includes(minutes) || minutes < shortest) return minutes
  if (minutes > day) {
    const hint = 'cron counts days from the first of the month; write a schedule: instead'
    return { message: `${text} is longer than a day`, hint }
  }
  const whole = minutes < hour ? 'an hour' : 'a day'
  const message = `${text} does not divide ${whole} evenly, so cron cannot keep it`
  return { message, hint: `write ${neighbours(minutes)}, or a schedule: with the times you want` }
}

/** Minutes in the largest unit that holds them: 90m, 6h, 1d. */
export function formatMinutes(minutes: number): string {
  if (minutes % day === 0) return `${minutes / day}d`
  return minutes % hour === 0 ? `${minutes / hour}h` : `${minutes}m`
}

function neighbours(minutes: number): string {
  const below = possible.filter(value => value < minutes).at(-1)
  const above = possible.find(value => value > minutes)
  return [below, above]
    .filter(value => value !== undefined)
    .map(inHours)
    .join(' or ')
}

function inHours(minutes: number): string {
  return minutes === day ? '24h' : formatMinutes(minutes)
}

function unitOf(unit: string | undefined): number {
  if (unit === 'd') return day
  return unit === 'h' ? hour : 1
}

function meant(text: string): string {
  const form = 'write 30m, 1h, 4h, 6h or the like'
  if (text.length > 20) return form
  const words: Record<string, string> = {
    hourly: '1h',
    daily: '1d',
    '@hourly': '1h',
    '@daily': '1d',
  }
  const word = words[text.toLowerCase()]
  if (word) return `write every: ${word}`
  const match = /^0*([1-9][0-9]{0,3}) *(m|h|d)(?:in(?:ute)?s?|rs?|ours?|ays?)?$/i.exec(text.trim())
  if (match) return `write every: ${match[1]}${match[2]?.toLowerCase()}`
  return form
}
