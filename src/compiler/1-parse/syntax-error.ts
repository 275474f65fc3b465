import { type Diagnostic, error } from '../../diagnostic.ts'
import type { Span } from '../../source.ts'

/** The one error at which the YAML parser stops. */
export function syntaxError(text: string, reason: string, offset: number): Diagnostic {
  const span = { start: offset, end: Math.min(offset + 1, text.length) }
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  if (reason.startsWith('tab characters') || text[lineStart] === '\t') {
    const tab = text[offset] === '\t' ? span : { start: lineStart, end: lineStart + 1 }
    return error('tab-indent', tab, 'a tab may not indent a line', 'indent with spaces')
  }
  if (reason.startsWith('nesting exceeded')) {
    return error('too-deep', span, 'this is nested more deeply than any mirror.yaml needs')
  }
  if (/directive|YAML version/.test(reason)) {
    const message = 'YAML directives are not used in mirror.yaml'
    return error('directive', span, message, 'delete this line')
  }
  return (
    gluedKey(text, reason, offset) ?? misplaced(text, reason, offset) ?? inPlainWords(reason, span)
  )
}

// `key:value` is one word in YAML; the parser finds out on a later line that it is no key.
function gluedKey(text: string, reason: string, offset: number): Diagnostic | undefined {
  if (!/expected ':'|multiline key|document separator/.test(reason)) return undefined
  const lineEnd = text.indexOf('\n', offset)
  const before = text.slice(0, lineEnd < 0 ? text.length : lineEnd)
  const glued = [...before.matchAll(/^[ \t]*[A-Za-z0-9_-]+(:)(?=[^\s:])[^\n]*$/gm)].at(-1)
  if (!glued || before.slice(glued.index).split('\n').length > 3) return undefined
  const start = glued.index + glued[0].indexOf(':')
  const span = { start, end: start + 1 }
  return error('yaml-syntax', span, 'this is no "key: value"', 'put a space after the colon')
}

// To the parser a line with too much in it and a line at the wrong place are one thing.
function misplaced(text: string, reason: string, offset: number): Diagnostic | undefined {
  const character = text[offset] ?? ''
  const span = { start: offset, end: Math.min(offset + 1, text.length) }
  if (/[@`%]/.test(character)) {
    const message = `a value may not begin with ${character}`
    return error('yaml-syntax', span, message, 'put the value in quotes')
  }
  if (!reason.startsWith('bad indentation of a mapping')) return undefined
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  if (/^ *$/.test(before)) return undefined
  if (character === ':' && /^ *[\w-]+$/.test(before)) {
    const start = offset - before.trimStart().length
    return inPlainWords(reason, { start, end: start + 1 })
  }
  const message =
    character === ':'
      ? 'a value with ": " in it needs quotes'
      : 'this does not fit behind the value'
  return error('yaml-syntax', span, message, 'put the whole value in quotes')
}

function inPlainWords(reason: string, span: Span): Diagnostic {
  const known = meanings.find(([pattern]) => pattern.test(reason))
  return error('yaml-syntax', span, known?.[1] ?? reason, known?.[2])
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
  [
    /expected the node content/,
    'a value is missing beside the comma',
    'write one, or one comma less',
  ],
  [
    /a line break is expected/,
    'after | and > stands nothing more on the line',
    'begin the text on the next line; text that begins with | or > goes in quotes',
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
    /\b(?:tag|anchor|alias)\b/,
    'anchors, aliases and tags are not used in mirror.yaml',
    'text that begins with &, * or ! goes in quotes',
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
