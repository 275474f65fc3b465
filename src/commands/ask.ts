import { exitCode, Failure } from '../failure.ts'
import type { Io } from './io.ts'

/** One line from the person at the terminal; undefined when they would rather not. */
export async function ask(question: string, io: Io): Promise<string | undefined> {
  const { isCancel, text } = await import('@clack/prompts')
  const answer = await text({ message: question, output: process.stderr, signal: io.signal })
  return isCancel(answer) ? undefined : answer
}

/** What somebody may be asked, and what is said where there is nobody. */
export interface Consent {
  readonly question: string
  /** Why there is a question, such as "nothing is changed without a yes". */
  readonly reason: string
  /** What to do without one. */
  readonly hint: string
}

/** Only the word `yes` goes on. */
export async function askConsent({ question, reason, hint }: Consent, io: Io): Promise<void> {
  if (!io.interactive) {
    throw new Failure(exitCode.usage, `${reason}, and there is nobody to ask`, hint)
  }
  const answer = await ask(`${question} Only "yes" does it.`, io)
  if (answer !== 'yes') throw new Failure(exitCode.declined, 'nothing was changed')
}
