import { expect, test } from 'vitest'
import { error, warning } from './diagnostic.ts'
import { diagnosticFormatter, summarize } from './format-diagnostic.ts'

const source = (text: string) => ({ name: 'mirror.yaml', text })

/** The diagnostic of the part between ‹ and ›, as a user sees it. */
function shown(marked: string): string {
  const text = marked.replaceAll(/[‹›]/g, '')
  const span = { start: marked.indexOf('‹'), end: marked.indexOf('›') - 1 }
  const diagnostic = error('bad-text', span, 'this is wrong', 'write it right')
  return diagnosticFormatter(source(text)).toText(diagnostic, { color: false })
}

test('place, message, line, caret and hint', () => {
  expect(shown('a: 1\n  b: ‹two› # three\n')).toBe(
    [
      'mirror.yaml:2:6: error[bad-text]: this is wrong',
      '  2 |   b: two # three',
      '    |      ^^^',
      '  hint: write it right',
      '',
    ].join('\n'),
  )
})

test.each([
  ['tabs', 'a:\t‹b›', '  1 | a:    b', '    |       ^'],
  ['wide characters', '鏡: 한 ‹é😀›!', '  1 | 鏡: 한 é😀!', '    |        ^^^'],
  ['combining characters', 'e\u0301\u0302 ‹b›', '  1 | e\u0301\u0302 b', '    |   ^'],
  ['an empty place', 'a: ‹›', '  1 | a:', '    |    ^'],
  ['several lines', '‹a:\n  b: 1›', '  1 | a:', '    | ^^'],
  ['\\r\\n', 'a: ‹b›\r\nc: d', '  1 | a: b', '    |    ^'],
  [
    'what a terminal obeys',
    '# \x1b[2J ‹\u202e›',
    '  1 | # \\u{1b}[2J \\u{202e}',
    '    |             ^^^^^^^^',
  ],
  ['a byte order mark', '\ufeffa: ‹b›', '  1 | a: b', '    |    ^'],
])('the caret stands below: %s', (_, marked, line, caret) => {
  expect(shown(marked).split('\n').slice(1, 3)).toEqual([line, caret])
})

test('a column is a character, also beyond the first 65536', () => {
  expect(shown('😀😀: ‹b›')).toMatch(/^mirror\.yaml:1:5:/)
  expect(shown('\ufeff‹a›')).toMatch(/^mirror\.yaml:1:1:/)
})

test('a long line is cut around the place', () => {
  const [, line = '', caret = ''] = shown(`${'a'.repeat(500)} ‹here› ${'b'.repeat(500)}`).split(
    '\n',
  )
  expect(line.length).toBeLessThan(120)
  expect(line).toMatch(/^ {2}1 \| …a+ here b+…$/)
  expect(line.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('here')
})

test('a long word is cut as well', () => {
  const [, line = '', caret = ''] = shown(`a: ‹${'b'.repeat(1000)}›`).split('\n')
  expect(line).toMatch(/^ {2}1 \| a: b+…$/)
  expect(caret.length).toBe(line.length)
})

test('nothing in a message or a name reaches the terminal as a command', () => {
  const diagnostic = warning('bad-text', { start: 0, end: 0 }, 'a \x1b[31m', '\u202eb')
  const formatter = diagnosticFormatter({ name: 'a\x07.yaml', text: '' })
  const text = formatter.toText(diagnostic, { color: false })
  expect(text).not.toMatch(/(?!\n)\p{C}/u)
  expect(formatter.toText(diagnostic, { color: true })).toContain('\x1b[33mwarning[bad-text]:')
})

test('the same for scripts', () => {
  const { toJson } = diagnosticFormatter(source('a: 1\nbé: two\n'))
  expect(toJson(error('bad-text', { start: 9, end: 12 }, 'wrong'))).toEqual({
    file: 'mirror.yaml',
    line: 2,
    column: 5,
    endLine: 2,
    endColumn: 8,
    severity: 'error',
    code: 'bad-text',
    message: 'wrong',
  })
})

test('counts in words', () => {
  const one = error('bad-text', { start: 0, end: 0 }, '')
  const two = warning('bad-text', { start: 0, end: 0 }, '')
  expect(summarize(source(''), [one, two, one])).toBe('2 errors, 1 warning in mirror.yaml')
  expect(summarize(source(''), [two, two])).toBe('2 warnings in mirror.yaml')
})
