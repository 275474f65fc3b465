import { expect, test } from 'vitest'
import { didYouMean, nearest } from './nearest.ts'

const keys = [
  'version',
  'site',
  'domain',
  'contact',
  'storage',
  'modules',
  'serve',
  'hosts',
  'max_connections',
]

test.each([
  ['domian', 'domain'],
  ['Domain', 'domain'],
  ['module', 'modules'],
  ['maxConnections', 'max_connections'],
  ['max-connection', 'max_connections'],
  ['host', 'hosts'],
  ['sevre', 'serve'],
  ['sites', 'site'],
])('%s is near %s', (word, meant) => expect(nearest(word, keys)).toBe(meant))

test.each(['', 'x', 'colour', 'every', 'upstream', '__proto__'])('%j is near nothing', word => {
  expect(nearest(word, keys)).toBeUndefined()
})

test('a very long word is not measured', () => {
  expect(didYouMean('domain'.repeat(1000), keys)).toBeUndefined()
})
