import { expect, test } from 'vitest'
import { sampleHost, variants } from '../../test/sample-mirror.ts'
import { samplePackage } from '../../test/sample-state.ts'
import type { Resource } from '../resource.ts'
import { sha256 } from '../sha256.ts'
import { lower } from '../targets/lower.ts'
import { plainWord, probeRequest, wantedDigest } from './probe-request.ts'

const byRoot = { owner: 'root', group: 'root', mode: '0755' } as const

test('asks about each resource in one line, and ends', () => {
  const resources: readonly Resource[] = [
    samplePackage('nginx'),
    { kind: 'group', name: 'sync' },
    { kind: 'user', name: 'sync', group: 'g', home: '/h', shell: '/s', comment: 'any thing' },
    { kind: 'directory', path: '/srv', ...byRoot, hold: 'all' },
    { kind: 'file', path: '/etc/a', content: 'x\n', ...byRoot },
    { kind: 'symlink', path: '/etc/b', target: '/etc/a' },
    { kind: 'default-site', path: '/etc/c', target: '/etc/d' },
    { kind: 'include-line', path: '/etc/e', line: 'include x;', block: 'http' },
    {
      ...{ kind: 'service', unit: 'nginx.service', shared: true, check: 'nginx' },
      ...{ reloadFor: [], restartFor: [], ports: [80], probes: [] },
    },
  ]
  expect(probeRequest(resources)).toBe(`package nginx
group sync
user sync
path /srv
file /etc/a ${sha256('x\n')}
path /etc/b
site /etc/c /etc/d
file /etc/e -
unit nginx.service
loads nginx.service
path /etc
end
`)
  expect(resources.map(wantedDigest).filter(digest => digest !== undefined)).toEqual([
    sha256('x\n'),
    '-',
  ])
})

test.each(variants)('takes every name of $title', ({ changes }) => {
  const resources = lower(sampleHost(changes))
  const lines = probeRequest(resources).split('\n')
  expect(new Set(lines).size).toBe(lines.length)
  expect(lines.length).toBeGreaterThan(resources.length + 2)
  expect(lines).toContain('path /etc')
})

test.each([
  ...['', ' ', 'a b', 'a\tb', 'a\nb', "a'b", 'a"b', 'a`b', 'a$b', 'a;b', 'a&b', 'a|b', 'a>b'],
  ...['a*b', 'a?b', 'a[b', 'a{b', 'a\\b', 'a!b', 'a#b', 'a%b', 'a(b', 'ä', '-a', '~a', '@a', '=a'],
])('a word that a shell would not leave as it is goes nowhere: %j', word => {
  expect(() => plainWord(word)).toThrow('is not a plain word')
  expect(() => probeRequest([samplePackage(word)])).toThrow('is not a plain word')
})

test.each(['/srv/a~1+b@c,d=e:f_g-h.i', '.a', '_a', '0'])('a plain word is taken: %s', word => {
  expect(plainWord(word)).toBe(word)
})
