import { escapeCharacter } from '../terminal-text.ts'

const longest = 60

/** The user's own text for use in a message: quoted, short, and without anything a terminal would obey. */
export function quote(text: string): string {
  const characters = [...text]
  const short =
    characters.length > longest ? [...characters.slice(0, longest - 1), '…'] : characters
  return `"${short.map(escapeCharacter).join('')}"`
}

/** One character by its looks, or by its number when it has none. */
export function describeCharacter(character: string): string {
  if (character === ' ') return 'a space'
  if (character === '\t') return 'a tab'
  if (character === '\n') return 'a line break'
  if (character === '"') return `'"'`
  const code = codePointName(character)
  if (/[\p{C}\p{Z}\p{M}]/u.test(character)) return code
  return /[ -~]/.test(character) ? `"${character}"` : `"${character}" (${code})`
}

/** `U+202E`. */
export function codePointName(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

/** "a", "a and b", "a, b and c". */
export function listWords(words: readonly string[], joint = 'and'): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${joint} ${last}`
}
