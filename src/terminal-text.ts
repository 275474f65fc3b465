/** What a terminal or an editor would obey or not show. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u

/** Text from outside with everything that is no visible character written as `\u{…}`. */
export function escapeForTerminal(text: string): string {
  return [...text].map(escapeCharacter).join('')
}

/** The same for a line that may hold tabs, such as one of a file. */
export function escapeLine(line: string): string {
  return line.split('\t').map(escapeForTerminal).join('\t')
}

/** The same for a message, which may have several lines. */
export function escapeLines(text: string): string {
  return text.split('\n').map(escapeLine).join('\n')
}

/** One character as it is shown. */
export function escapeCharacter(character: string): string {
  if (!unprintable.test(character)) return character
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

// East Asian Width W and F (Unicode TR 11) as far as text in a mirror.yaml goes, and emoji.
const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u{3000}-\u{303e}\u{ff01}-\u{ff60}\u{ffe0}-\u{ffe6}]/u

/** How many columns of a terminal a visible text takes. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) {
    if (/[\p{Mn}\p{Me}]/u.test(character)) continue
    width += wide.test(character) ? 2 : 1
  }
  return width
}
