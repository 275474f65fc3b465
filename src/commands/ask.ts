import { exitCode, Failure } from '../failure.ts'
import type { Io } from './io.ts'

/** One line from the person at the terminal; undefined when they would rather not. */
export function ask(question: string, { signal }: Pick<Io, 'signal'>): Promise<string | undefined> {
  return prompt('text', question, signal)
}

/** The same, and what is typed is not shown. */
export function askSecret(
  question: string,
  { signal }: Pick<Io, 'signal'>,
): Promise<string | undefined> {
  return prompt('password', question, signal)
}

async function prompt(
  kind: 'text' | 'password',
  message: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { isCancel, password, text, updateSettings } = await import('@clack/prompts')
  // readline closes at Ctrl-D and gives the terminal back: the prompt would hang, and what is typed then be shown.
  updateSettings({ aliases: { '\u0004': 'cancel' } })
  // A serial console says that it has no columns: the prompt would put each character on a line of its own.
  process.stderr.columns ||= 80
  const show = kind === 'password' ? password : text
  const answer = await show({ message, output: process.stderr, signal })
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
