import type { Io } from './io.ts'

/** One line from the person at the terminal; undefined when they would rather not. */
export async function ask(question: string, io: Io): Promise<string | undefined> {
  const { isCancel, text } = await import('@clack/prompts')
  const answer = await text({ message: question, output: process.stderr, signal: io.signal })
  return isCancel(answer) ? undefined : answer
}
