import type { Span } from '../source.ts'

/** What is wrong with a text; `at` is the part of it that is meant, by offsets in the text. */
export interface TextProblem {
  readonly message: string
  readonly hint?: string | undefined
  readonly at?: Span | undefined
}
