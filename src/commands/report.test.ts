import { expect, test } from 'vitest'
import { colorsFor } from '../colors.ts'
import type { Plan } from '../plan/plan.ts'
import { formatFailure, planAsData } from './report.ts'

test('what a host says of a failure does not steer the terminal', () => {
  const message = 'the answer is 220 \u{1b}]0;x\u{7}\n    \u{1b}[2Jall is well'
  const outcome = { host: 'fra1', exit: 6, message, hint: 'look\r' } as const
  expect(formatFailure(outcome, colorsFor(false))).toBe(
    'error: fra1: the answer is 220 \\u{1b}]0;x\\u{7}\n    \\u{1b}[2Jall is well\n  hint: look\\u{d}\n',
  )
})

test('a script hears of all that must answer', () => {
  const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const plan: Plan = {
    ...{ host: 'fra1', changes: [], refusals: [], notes: [], pending: [], ledger: undefined },
    probes: [
      { protocol: 'http', port: 8080, host: 'mirror.example.org', path: '/a/', ipv6: true },
      { protocol: 'rsync', port: 873, modules: letters, present: [], restricted: false },
      { protocol: 'git', port: 9418, module: 'a' },
    ],
  }
  const modules = letters.map(name => `rsync module ${name}`)
  const probes = ['http://mirror.example.org:8080/a/', ...modules, 'git:// for a']
  expect(planAsData(plan)).toMatchObject({ probes })
})
