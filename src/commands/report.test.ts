import { expect, test } from 'vitest'
import { colorsFor } from '../colors.ts'
import { formatFailure } from './report.ts'

test('what a host says of a failure does not steer the terminal', () => {
  const message = 'the answer is 220 \u{1b}]0;x\u{7}\n    \u{1b}[2Jall is well'
  const outcome = { host: 'fra1', exit: 6, message, hint: 'look\r' } as const
  expect(formatFailure(outcome, colorsFor(false))).toBe(
    'error: fra1: the answer is 220 \\u{1b}]0;x\\u{7}\n    \\u{1b}[2Jall is well\n  hint: look\\u{d}\n',
  )
})
