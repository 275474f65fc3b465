import { type Diagnostic, error } from '../../diagnostic.ts'
import type { Span } from '../../source.ts'
import { codePointName } from '../quote.ts'

// Refused everywhere, comments too: they end lines in some editors, change the order in which a
// line is read (https://trojansource.codes), or are no text at all.
const hidden =
  /(?:\r(?!\n)|(?![\t\n\r])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u{61c}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}])/gu

// Refused in keys and values. In comments they are ordinary: joined emoji, Persian, new scripts.
const invisible = /(?![\t\n])[\p{C}\p{Zl}\p{Zp}]/u

// A value may also be written with escapes: "\u202e". yaml.org/spec/1.2.2 section 5.7.
const escapes = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([0abvferNLP]))/giu

export interface CleanText {
  /** As long as the text, with U+FFFD where a character was refused: the parser can go on. */
  readonly text: string
  readonly diagnostics: readonly Diagnostic[]
}

/** Find the characters that may stand nowhere in the file; one diagnostic per line. */
export function cleanText(text: string): CleanText {
  const diagnostics: Diagnostic[] = []
  let lineEnd = -1
  const clean = text.replaceAll(hidden, (character, offset: number) => {
    if (offset === 0 && character === '\ufeff') return character
    if (offset > lineEnd) diagnostics.push(forbidden(character, offset))
    if (offset > lineEnd) lineEnd = endOfLine(text, offset)
    // To the parser it is the line end that its writer meant.
    return character === '\r' ? character : '\ufffd'.repeat(character.length)
  })
  return { text: clean, diagnostics }
}

/** Find what may not stand in a key or value, however it is written there. */
export function checkScalar(text: string, span: Span, value: string): Diagnostic | undefined {
  const found = invisible.exec(value)?.[0]
  if (found === undefined) return checkForm(span, value)
  const raw = text.slice(span.start, span.end)
  const direct = raw.indexOf(found)
  if (direct >= 0) return forbidden(found, span.start + direct)
  for (const match of raw.matchAll(escapes)) {
    if (decodeEscape(match) !== found) continue
    const start = span.start + match.index
    return error(
      'forbidden-character',
      { start, end: start + match[0].length },
      `${match[0]} stands for ${nameOf(found)}, which may not be in a value`,
      'take it out',
    )
  }
  return forbidden(found, span.start)
}

// The same looks must mean the same bytes: "é" as one character and as two would be two names.
function checkForm(span: Span, value: string): Diagnostic | undefined {
  if (value === value.normalize('NFC')) return undefined
  return error(
    'not-normalized',
    span,
    'an accent is written as a character of its own here (the text is not in Unicode NFC)',
    `type the text anew, or copy this: ${value.normalize('NFC')}`,
  )
}

function forbidden(character: string, start: number): Diagnostic {
  return error(
    'forbidden-character',
    { start, end: start + character.length },
    `${nameOf(character)} may not be in this file`,
    character === '\r' ? 'end lines with \\n or \\r\\n' : 'take it out; it may be invisible',
  )
}

function nameOf(character: string): string {
  const code = codePointName(character)
  if (character === '\r') return `${code} (a line end of old Macs)`
  if (character === '\ufeff') return `${code} (a byte order mark)`
  if (/[\u{61c}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/u.test(character)) {
    return `${code} (changes the direction of the text)`
  }
  if (/\p{Cc}/u.test(character)) return `${code} (a control character)`
  if (/\p{Cs}/u.test(character)) return `${code} (half a character)`
  if (/[\p{Co}\p{Cn}]/u.test(character)) return `${code} (no character that Unicode knows)`
  return `${code} (an invisible character)`
}

function decodeEscape(match: RegExpMatchArray): string | undefined {
  const hex = match[1] ?? match[2] ?? match[3]
  if (hex !== undefined) {
    const code = Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : undefined
  }
  const named: Record<string, string> = {
    '0': '\0',
    a: '\x07',
    b: '\b',
    v: '\v',
    f: '\f',
    e: '\x1b',
    r: '\r',
    N: '\x85',
    L: '\u2028',
    P: '\u2029',
  }
  return named[match[4] ?? '']
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end
}
