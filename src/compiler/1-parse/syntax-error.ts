import { type Diagnostic, error } from '../../diagnostic.ts'

/** The one error at which the YAML parser stops. */
export function syntaxError(text: string, reason: string, offset: number): Diagnostic {
  const span = { start: offset, end: Math.min(offset + 1, text.length) }
  if (reason.startsWith('tab characters')) {
    return error('tab-indent', span, 'a tab may not indent a line', 'indent with spaces')
  }
  if (reason.startsWith('nesting exceeded')) {
    return error('too-deep', span, 'this is nested more deeply than any mirror.yaml needs')
  }
  const glued = /expected ':'|multiline key/.test(reason) ? gluedColon(text, offset) : undefined
  if (glued !== undefined) {
    const colon = { start: glued, end: glued + 1 }
    return error('yaml-syntax', colon, 'this is no "key: value"', 'put a space after the colon')
  }
  const [message, hint] = plainWords(text, reason, offset)
  return error('yaml-syntax', span, message, hint)
}

// `key:value` is one word in YAML; the parser finds out on the next line that it is no key.
function gluedColon(text: string, offset: number): number | undefined {
  const lineEnd = text.indexOf('\n', offset)
  const before = text.slice(0, lineEnd < 0 ? text.length : lineEnd)
  const lines = [...before.matchAll(/^[ \t]*[A-Za-z0-9_-]+(:)(?=[^\s:])[^\n]*$/gm)]
  const last = lines.at(-1)
  if (!last || before.slice(last.index).split('\n').length > 3) return undefined
  return last.index + last[0].indexOf(':')
}

function plainWords(text: string, reason: string, offset: number): readonly [string, string?] {
  const character = text[offset] ?? ''
  if (/[@`%]/.test(character)) {
    return [`a value may not begin with ${character}`, 'put the value in quotes']
  }
  if (character === ':' && reason.startsWith('bad indentation of a mapping')) {
    return ['a value with ": " in it needs quotes', 'put the value in quotes']
  }
  const known = meanings.find(([pattern]) => pattern.test(reason))
  return known ? [known[1], known[2]] : [reason]
}

// js-yaml speaks of its own states; these are its reasons in the words of somebody who writes the file.
const meanings: readonly (readonly [RegExp, string, string])[] = [
  [
    /end of the (?:stream|document) within a (?:single|double) quoted/,
    'a quote is opened and not closed',
    'close the quote on the line where it was opened',
  ],
  [
    /end of the stream within a flow collection/,
    'a bracket is opened and not closed',
    'close it with ] or }',
  ],
  [/missed comma between/, 'a comma is missing', 'separate the items with commas'],
  [
    /expected ':' after|multiline key/,
    'this line is no "key: value"',
    'put a colon and a space after the key',
  ],
  [
    /bad indentation of a mapping/,
    'this line is indented differently from its neighbours',
    'give all keys of a map the same number of spaces',
  ],
  [
    /deficient indentation/,
    'a quote or a bracket is opened above and not closed',
    'close it on the line where it was opened',
  ],
  [
    /bad indentation of a sequence/,
    'this list item is indented differently from its neighbours',
    'give all items of a list the same number of spaces',
  ],
  [
    /end of the stream or a document separator/,
    'this does not fit what stands above it',
    'check the indentation and the quotes of the lines before it',
  ],
  [
    /unknown escape sequence|hexadecimal character/,
    'there is no such escape in YAML',
    "write \\\\ for a backslash, or put the text in single quotes: '…'",
  ],
  [
    /whitespace character is expected after the key-value/,
    'a space is missing after the colon',
    'write key: value',
  ],
]
