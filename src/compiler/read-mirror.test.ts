import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { codesOf, read, releases, withValues } from '../../test/small-mirror.ts'
import { readMirror } from './read-mirror.ts'

const exampleUrl = new URL('../../examples/athena/mirror.yaml', import.meta.url)
const example = readFileSync(exampleUrl, 'utf8')

test('the example is complete and free of diagnostics', () => {
  const { mirror, diagnostics } = readMirror({ name: 'mirror.yaml', text: example }, releases)
  expect(diagnostics).toEqual([])
  expect(mirror?.hosts.map(host => [host.name, host.distro, host.release])).toEqual([
    ['fra1', 'debian', '12'],
    ['ams1', 'ubuntu', '24.04'],
    ['par1', 'arch', 'rolling'],
  ])
  expect(mirror?.hosts[0]).toMatchObject({
    site: 'athena',
    contact: 'admin@example.org',
    domain: 'mirror.example.org',
    ssh: { address: 'fra1.example.org', port: undefined, user: undefined, hostKey: undefined },
    ipv6: true,
    storage: { root: '/srv/mirrors', user: 'rsyncuser' },
    http: { port: 80 },
    rsync: { port: 873, maxConnections: 25, allow: [] },
    modules: [
      {
        name: 'athena',
        path: '/srv/mirrors/athena',
        upstream: { scheme: 'rsync', host: 'hub.athenaos.org', port: undefined, path: 'athena' },
        comment: 'The Athena Hub',
        schedule: { text: expect.stringMatching(/^[1-9][0-9]? \* \* \* \*$/) },
      },
      { name: 'athena-images', path: '/srv/mirrors/athena-images' },
    ],
  })
})

test('the same file gives the same model', () => {
  expect(read(example)).toEqual(read(example))
})

test('a host overrides what differs there', () => {
  const input = withValues({
    'hosts.fra1.storage': { root: '/data' },
    'hosts.fra1.domain': 'fra1.mirror.example.org',
    'hosts.fra1.ipv6': false,
    'hosts.fra1.modules': ['athena'],
    'hosts.fra1.port': 2222,
    'hosts.fra1.user': 'bob',
    'hosts.fra1.transport': 'openssh',
    'modules.images': { upstream: 'rsync://[2001:db8::1]:8730/images/iso/' },
  })
  expect(read(input).mirror?.hosts[0]).toMatchObject({
    storage: { root: '/data', user: 'mirror' },
    domain: 'fra1.mirror.example.org',
    ipv6: false,
    ssh: { port: 2222, user: 'bob', transport: 'openssh' },
    release: '13',
    modules: [{ name: 'athena', path: '/data/athena' }],
  })
})

test('a name that leads straight to a host is one of its names', () => {
  const cdn = { domain: 'origin.example.org', addresses: ['203.0.113.0/24'] }
  const namesOf = (changes: Record<string, unknown>) =>
    read(withValues({ aliases: ['a.example.org'], 'serve.http.cdn': cdn, ...changes })).mirror
      ?.hosts[0]
  expect(namesOf({})).toMatchObject({ aliases: ['a.example.org'], direct: undefined })
  for (const [name, aliases] of [
    ['direct.example.org', ['a.example.org', 'direct.example.org']],
    ['a.example.org', ['a.example.org']],
    ['origin.example.org', ['a.example.org']],
    ['mirror.example.org', ['a.example.org']],
  ] as const) {
    for (const place of ['direct_domain', 'hosts.fra1.direct_domain'])
      expect(namesOf({ [place]: name })).toMatchObject({ aliases, direct: name })
  }
  const both = { direct_domain: 'site.example.org', 'hosts.fra1.direct_domain': 'b.example.org' }
  expect(namesOf(both)).toMatchObject({ aliases: ['a.example.org', 'b.example.org'] })
  expect(codesOf(withValues({ direct_domain: 'hub.athenaos.org' }))).toEqual(['own-upstream'])
})

test('an upstream comes apart', () => {
  const input = withValues({
    'modules.athena.upstream': 'rsync://[2001:db8::1]:8730/images/iso/',
    'modules.athena.every': undefined,
  })
  expect(read(input).mirror?.hosts[0]?.modules[0]).toMatchObject({
    upstream: { scheme: 'rsync', host: '2001:db8::1', port: 8730, path: 'images/iso' },
    schedule: { text: expect.stringMatching(/^\d+ \d+,\d+,\d+,\d+ \* \* \*$/) },
  })
})

test('keys that begin with x- are ignored wherever keys are fixed', () => {
  const note = { anything: [1, null] }
  const input = withValues({
    'x-note': note,
    'storage.x-note': note,
    'modules.athena.x-note': note,
    'serve.x-note': note,
    'serve.rsync.x-note': 0.5,
    'hosts.fra1.x-note': note,
  })
  expect(codesOf(input)).toEqual([])
})

test('a byte order mark and \\r\\n change no place', () => {
  const text = JSON.stringify(withValues({ domain: 'Mirror' }), null, 2)
  const [plain] = read(text).diagnostics
  const [marked] = read(`\ufeff${text.replaceAll('\n', '\r\n')}`).diagnostics
  const line = text.slice(0, plain?.span.start).split('\n').length - 1
  expect(marked?.code).toBe('bad-domain')
  expect(marked?.span.start).toBe((plain?.span.start ?? 0) + 1 + line)
})

test('comments may be in any script, with joined emoji', () => {
  const text = `# آینهٔ می‌خواهم 👩‍💻 зеркало 鏡\n${example}# ${'\u{e000}'}\n`
  expect(codesOf(text)).toEqual([])
})

test('a key named like a part of JavaScript is a key like others', () => {
  const names = ['constructor', 'toString', '__proto__', 'hasOwnProperty']
  const text = `${names.map(name => `${name}: 1`).join('\n')}\n${example}`
  expect(codesOf(text)).toEqual(names.map(() => 'unknown-key'))
  const modules = `modules:\n  constructor:\n    upstream: rsync://hub.athenaos.org/a\n`
  expect(codesOf(example.replace('modules:\n', modules))).toEqual([])
})

test('semantic errors are found beside schema errors', () => {
  const input = withValues({
    'modules.athena.comment': 5,
    'modules.athena.upstream': 'rsync://hub.athenaos.org',
    'modules.athena.every': '7h',
    'hosts.fra1.distro': 'beos',
  })
  expect(codesOf(input)).toEqual(['bad-upstream', 'wrong-type', 'bad-interval', 'unknown-value'])
})

test('one cause gives one diagnostic', () => {
  expect(codesOf(withValues({ domain: undefined, domian: 'mirror.example.org' }))).toEqual([
    'unknown-key',
  ])
  expect(codesOf(withValues({ 'modules.athena.comment': 'a\u202eb' }))).toEqual([
    'forbidden-character',
  ])
  expect(codesOf(example.replace('distro: arch', 'distro: &a arch'))).toEqual(['anchor'])
  expect(codesOf(withValues({ modules: 'athena' }))).toEqual(['wrong-type'])
  expect(codesOf(withValues({ hosts: null }))).toEqual(['wrong-type'])
})

test('a newer version is all that is said of its file', () => {
  expect(codesOf(withValues({ version: 2, site: 7, hosts: undefined }))).toEqual([
    'unsupported-version',
  ])
})

test('a thousand modules on several hosts', () => {
  const names = Array.from({ length: 1000 }, (_, index) => `module-${index}`)
  const modules = names.map(name => [name, { upstream: `rsync://hub.athenaos.org/${name}` }])
  const hosts = ['a', 'b', 'c'].map(name => [name, { address: name, distro: 'debian' }])
  const input = withValues({
    modules: Object.fromEntries(modules),
    hosts: Object.fromEntries(hosts),
  })
  const { mirror, diagnostics } = read(input)
  expect(diagnostics).toEqual([])
  expect(mirror?.hosts.map(host => host.modules.length)).toEqual([1000, 1000, 1000])
})
