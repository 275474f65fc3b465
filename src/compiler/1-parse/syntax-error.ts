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
  const [message, hint] = plainWords(text, reason, offset)
  return error('yaml-syntax', span, message, hint)
}

function plainWords(text: string, reason: string, offset: number): [string, string?] {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? ''
  if (/^\s*[^\s#"'][^:#]*:\S/.test(line) && /expected ':'|multiline key/.test(reason)) {
    return ['this is no "key: value"', 'put a space after the colon']
  }
  if (/[@`%]/.test(text[offset] ?? '')) {
    return [`a value may not begin with ${text[offset]}`, 'put the value in quotes']
  }
  for (const [pattern, message, hint] of meanings) {
    if (pattern.test(reason)) return [message, hint]
  }
  return [reason]
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
    /bad indentation of a mapping|deficient indentation/,
    'this line is indented differently from its neighbours',
    'give all keys of a map the same number of spaces; put a value with ": " in it in quotes',
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
