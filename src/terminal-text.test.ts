import { expect, test } from 'vitest'
import { escapeForTerminal, escapeLine, escapeLines } from './terminal-text.ts'

test('what a terminal would obey is written out; of tabs and ends of lines, where they may stand', () => {
  const text = 'a\tb\u{1b}[31m\nerror: c\u{202e}'
  expect(escapeForTerminal(text)).toBe('a\\u{9}b\\u{1b}[31m\\u{a}error: c\\u{202e}')
  expect(escapeLine(text)).toBe('a\tb\\u{1b}[31m\\u{a}error: c\\u{202e}')
  expect(escapeLines(text)).toBe('a\tb\\u{1b}[31m\nerror: c\\u{202e}')
  expect(escapeLines(escapeLines(text))).toBe(escapeLines(text))
})
