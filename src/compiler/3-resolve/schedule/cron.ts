import { explainLength, type TextProblem } from '../../text-problem.ts'
import { cronFields, parseCronField } from './cron-field.ts'

/** A time specification of crontab(5), understood. */
export interface Cron {
  /** The five fields with one space between them. */
  readonly text: string
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly days: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  /** 0 is Sunday; never 7. */
  readonly weekdays: ReadonlySet<number>
  /**
   * Whether a day fits when either the day of the month or the day of the week does. crontab(5):
   * so it is when neither field begins with `*`; else both must fit.
   */
  readonly isEitherDay: boolean
}

// All sixty minutes as a list have 169.
const longest = 300

/** Read the five fields, or say what is wrong; problems carry their place in the text. */
export function parseCron(text: string): Cron | readonly TextProblem[] {
  const tooLong = explainLength('a schedule', text, longest)
  if (tooLong) return [tooLong]
  const words = [...text.matchAll(/[^ ]+/g)].map(match => ({ text: match[0], start: match.index }))
  if (words.length !== cronFields.length) return [explainShape(text, words.length)]
  const problems: TextProblem[] = []
  const sets = cronFields.map((field, index) => {
    const word = words[index] ?? { text: '', start: 0 }
    const parsed = parseCronField(field, word.text)
    if (!('message' in parsed)) return parsed
    const { start, end } = parsed.at ?? { start: 0, end: word.text.length }
    problems.push({ ...parsed, at: { start: word.start + start, end: word.start + end } })
    return new Set<number>()
  })
  if (problems.length > 0) return problems
  const [minutes, hours, days, months, weekdays] = sets
  if (!minutes || !hours || !days || !months || !weekdays)
    throw new Error('unreachable: five fields')
  return {
    text: words.map(word => word.text).join(' '),
    minutes,
    hours,
    days,
    months,
    weekdays: new Set([...weekdays].map(day => day % 7)),
    isEitherDay: [words[2], words[4]].every(word => !word?.text.startsWith('*')),
  }
}

const nicknames: Readonly<Record<string, string>> = {
  '@hourly': '1h',
  '@daily': '1d',
  '@midnight': '1d',
}

function explainShape(text: string, fields: number): TextProblem {
  const every = nicknames[text.trim()]
  if (every) return { message: `${text.trim()} is not used here`, hint: `write every: ${every}` }
  if (text.trim().startsWith('@')) {
    const hint = 'write the five fields: minute, hour, day of the month, month, day of the week'
    return { message: 'the @ names of cron are not used here', hint }
  }
  const hint =
    fields > 5
      ? 'no seconds, no user and no command are written here: "17 */4 * * *"'
      : 'minute, hour, day of the month, month, day of the week: "17 */4 * * *"'
  return { message: `a schedule has five fields, this has ${fields}`, hint }
}
