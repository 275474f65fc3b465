import type { DiagnosticCode } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/** What is wrong with a text; `at` is the part of it that is meant, by offsets in the text. */
export interface TextProblem {
  readonly message: string
  readonly hint?: string | undefined
  readonly at?: Span | undefined
  /** Where it is not the usual code of such a text. */
  readonly code?: DiagnosticCode
}

/** A text that is longer than any of its kind, said before anything looks at it more closely. */
export function explainLength(
  thing: string,
  text: string,
  longest: number,
): TextProblem | undefined {
  // Code units first: a text of the size of the file is not counted through.
  const length = text.length > 2 * longest ? text.length : [...text].length
  if (length <= longest) return undefined
  return { message: `${thing} may have at most ${longest} characters, this has ${length}` }
}

/** Somebody counts on variables of the environment: a file that means something else on each machine. */
export function explainVariable(text: string): TextProblem | undefined {
  const variable = /\$\{[^}]*\}|\$[A-Za-z_]\w*/.exec(text)
  if (!variable) return undefined
  const at = { start: variable.index, end: variable.index + variable[0].length }
  return { message: 'there are no variables in mirror.yaml', hint: 'write the value itself', at }
}
