import type { Writable } from 'node:stream'

/** All that a command may use of the world; tests hand in their own. */
export interface Io {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Data for scripts and pipes. */
  readonly out: Writable
  /** Everything that is for people. */
  readonly err: Writable
  readonly color: { readonly out: boolean; readonly err: boolean }
  /** Whether `err` is a terminal, on which a line may be drawn again, and how wide it is. */
  readonly terminal: boolean
  readonly columns: number | undefined
  /** Whether a question can be asked: a terminal at both ends and no --no-input. */
  readonly interactive: boolean
  /** No progress and no good news. */
  readonly quiet: boolean
  /** Ctrl-C, and what else asks to stop. */
  readonly signal: AbortSignal
  /** Ctrl-C again: the process ends as soon as all have been told. */
  readonly leave: AbortSignal
}

/** News for a person, which --quiet does without. */
export function inform(io: Io, text: string): void {
  if (!io.quiet) io.err.write(text)
}
