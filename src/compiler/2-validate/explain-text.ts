import { describeCharacter } from '../quote.ts'
import { explainLength, explainVariable, type TextProblem } from '../text-problem.ts'
import type { Alphabet } from './alphabets.ts'

/** Why a text does not fit its alphabet: the first thing that a reader would correct. */
export function explainText(alphabet: Alphabet, text: string): TextProblem {
  const problem =
    explainLength(alphabet.thing, text, alphabet.longest) ??
    explainVariable(text) ??
    alphabet.explain?.(text) ??
    explainCharacters(alphabet, text)
  return { ...problem, hint: problem.hint ?? alphabet.suggest?.(text) ?? alphabet.rule }
}

function explainCharacters({ thing, allowed, otherwise }: Alphabet, text: string): TextProblem {
  if (text === '') return { message: `${thing} may not be empty` }
  let start = 0
  for (const character of text) {
    const end = start + character.length
    if (!allowed.test(character)) {
      return {
        message: `${thing} may not hold ${describeCharacter(character)}`,
        at: { start, end },
      }
    }
    start = end
  }
  return { message: otherwise }
}
