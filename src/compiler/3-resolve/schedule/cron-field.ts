import type { Span } from '../../../source.ts'
import { quote } from '../../quote.ts'
import type { TextProblem } from '../../text-problem.ts'

/** One of the five time fields of crontab(5). */
export interface CronField {
  readonly name: string
  readonly least: number
  readonly most: number
  /** Three-letter names that some crons take, from the number `least` on. */
  readonly names?: readonly string[]
}

export const cronFields: readonly CronField[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  {
    name: 'month',
    least: 1,
    most: 12,
    names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' '),
  },
  // 0 and 7 are both Sunday: crontab(5).
  { name: 'day of the week', least: 0, most: 7, names: 'sun mon tue wed thu fri sat'.split(' ') },
]

/** The numbers that a field stands for, or the first thing that is wrong with it. */
export function parseCronField(field: CronField, text: string): ReadonlySet<number> | TextProblem {
  const values = new Set<number>()
  let start = 0
  for (const item of text.split(',')) {
    const range = parseItem(field, item)
    if ('message' in range)
      return { ...range, at: { start, end: start + item.length } satisfies Span }
    for (let value = range.from; value <= range.to; value += range.step) values.add(value)
    start += item.length + 1
  }
  return values
}

interface Range {
  readonly from: number
  readonly to: number
  readonly step: number
}

function parseItem(field: CronField, item: string): Range | TextProblem {
  const match = /^(?:\*|([0-9]{1,4})(?:-([0-9]{1,4}))?)(?:\/([0-9]{1,4}))?$/.exec(item)
  if (!match) return explainItem(field, item)
  const [, first, second, stepText] = match
  const from = first === undefined ? field.least : Number(first)
  const to = first === undefined ? field.most : Number(second ?? first)
  const step = stepText === undefined ? 1 : Number(stepText)
  return checkRange(field, item, { from, to, step }) ?? { from, to, step }
}

function checkRange(field: CronField, item: string, range: Range): TextProblem | undefined {
  const { from, to, step } = range
  const outside = [from, to].find(value => value < field.least || value > field.most)
  if (outside !== undefined) {
    return {
      message: `the ${field.name} goes from ${field.least} to ${field.most}, not ${outside}`,
    }
  }
  if (from > to) {
    return {
      message: `the range ${from}-${to} runs backwards`,
      hint: `write ${from}-${field.most},${field.least}-${to}`,
    }
  }
  if (!item.includes('/')) return undefined
  if (!/[*-]/.test(item)) {
    const hint = `write ${from}-${field.most}/${step}`
    return { message: `crons differ in what they make of ${quote(item)}`, hint }
  }
  if (step >= 1 && step <= to - from) return undefined
  return { message: `a step of ${step} does not fit into ${from}-${to}` }
}

function explainItem(field: CronField, item: string): TextProblem {
  if (item === '') return { message: 'a number is missing beside a comma' }
  const name = field.names?.findIndex(word => item.toLowerCase().startsWith(word)) ?? -1
  if (name >= 0) {
    return {
      message: `the ${field.name} is a number here`,
      hint: `${item} is ${item.toLowerCase().replaceAll(/[a-z]+/g, word => numberOf(field, word))}`,
    }
  }
  if (/[?LW#H]/.test(item)) {
    const hint = 'this is Quartz or Jenkins notation; cron(8) does not know it'
    return { message: `${quote(item)} is no ${field.name}`, hint }
  }
  return { message: `${quote(item)} is no ${field.name}: numbers, *, lists, ranges and steps are` }
}

function numberOf(field: CronField, word: string): string {
  const index = field.names?.findIndex(name => word.startsWith(name)) ?? -1
  return index < 0 ? word : String(field.least + index)
}
