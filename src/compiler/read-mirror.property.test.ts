import fc from 'fast-check'
import { expect, test } from 'vitest'
import { read, releases, withValues } from '../../test/small-mirror.ts'
import { validate as matchesSchema } from './2-validate/validator.gen.js'
import type { Mirror } from './mirror.ts'
import { readMirror } from './read-mirror.ts'

// Characters that mean something to a shell, cron, nginx, rsyncd, systemd, YAML or a terminal.
const nasty = [
  ...'%$\\"\'`;&|<>(){}[]#!*?~=,:@ \t\n\r\0\x1b\x7f-./+_\u0085\u00a0\u2028\u202e\u200d\ufeff',
]
const character = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.constantFrom(...'abz019.'),
)

/** A valid value with a few characters put in, taken out or changed; or anything at all. */
function mutated(valid: string): fc.Arbitrary<string> {
  const edit = fc.tuple(fc.nat(valid.length), fc.nat(2), character)
  const edited = fc
    .array(edit, { minLength: 1, maxLength: 3 })
    .map(edits =>
      edits.reduce(
        (text, [at, removed, added]) => text.slice(0, at) + added + text.slice(at + removed),
        valid,
      ),
    )
  return fc.oneof(edited, fc.string({ unit: 'binary' }), fc.constant(valid))
}

type Host = Mirror['hosts'][number]
type Pick = (host: Host | undefined, mirror: Mirror) => string | undefined

// Each string of the input: a valid value, where it comes out, and what it may then consist of.
const positions: Readonly<Record<string, readonly [string, Pick, RegExp]>> = {
  site: ['athena-fra', (_, mirror) => mirror.site, /^[a-z0-9_-]{1,64}$/],
  domain: ['mirror.example.org', host => host?.domain, /^[a-z0-9.-]{3,253}$/],
  contact: ['admin@example.org', host => host?.contact, /^[A-Za-z0-9._+-]+@[a-z0-9.-]+$/],
  'storage.root': [
    '/srv/mirrors',
    host => host?.storage.root,
    /^(?:\/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)+$/,
  ],
  'storage.user': ['rsyncuser', host => host?.storage.user, /^[a-z_][a-z0-9_-]*$/],
  'modules.athena.upstream': [
    'rsync://hub.athenaos.org:873/athena/iso',
    host => `${host?.modules[0]?.upstream.host}/${host?.modules[0]?.upstream.path}`,
    /^[a-z0-9.:-]+(?:\/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)+$/,
  ],
  'modules.athena.comment': [
    'The Athena Hub',
    host => host?.modules[0]?.comment,
    /^(?! )[^%$\\"'`\p{C}\p{Zl}\p{Zp}\u00a0]+(?<! )$/u,
  ],
  'modules.athena.schedule': [
    '17 */4 1-31 * 0,6',
    host => host?.modules[0]?.schedule.text,
    /^[0-9*,/-]+(?: [0-9*,/-]+){4}$/,
  ],
  'modules.athena.every': [
    '30m',
    host => host?.modules[0]?.schedule.text,
    /^[0-9*,/-]+(?: [0-9*,/-]+){4}$/,
  ],
  'modules.athena.path': [
    '/data/athena',
    host => host?.modules[0]?.path,
    /^(?:\/[A-Za-z0-9._+@~][A-Za-z0-9._+@~-]*)+$/,
  ],
  'hosts.fra1.address': [
    'fra1.example.org',
    host => host?.ssh.address,
    /^[A-Za-z0-9:][A-Za-z0-9._:-]*$/,
  ],
  'hosts.fra1.host_key': [
    `SHA256:${'A'.repeat(43)}`,
    host => host?.ssh.hostKey,
    /^SHA256:[A-Za-z0-9+/]{43}$/,
  ],
  'hosts.fra1.user': ['root', host => host?.ssh.user, /^[a-z_][a-z0-9_-]{0,30}$/],
  'hosts.fra1.release': ['12', host => host?.release, /^1[23]$/],
  'hosts.fra1.domain': ['fra1.example.org', host => host?.domain, /^[a-z0-9.-]{3,253}$/],
  'hosts.fra1.distro': ['debian', host => host?.distro, /^(?:arch|debian|ubuntu)$/],
}

test.each(Object.entries(positions))(
  '%s is never let out of its alphabet',
  (path, [valid, pick, alphabet]) => {
    let accepted = 0
    fc.assert(
      fc.property(mutated(valid), value => {
        const every =
          path === 'modules.athena.schedule' ? { 'modules.athena.every': undefined } : {}
        const input = withValues({ [path]: value, ...every })
        const { mirror } = read(input)
        if (!mirror) return
        accepted++
        // An editor, which knows the schema only, does not mark what mirrorc takes.
        expect(matchesSchema(input)).toBe(true)
        expect(pick(mirror.hosts[0], mirror)).toMatch(alphabet)
      }),
      { numRuns: 400 },
    )
    expect(accepted).toBeGreaterThan(0)
  },
)

test.each(['modules', 'hosts'])('names in %s are never let out of their alphabet', path => {
  fc.assert(
    fc.property(mutated('athena-images'), name => {
      const inner =
        path === 'hosts' ? { address: 'a', distro: 'debian' } : { upstream: 'rsync://a.b/c' }
      const { mirror } = read(withValues({ [path]: Object.fromEntries([[name, inner]]) }))
      const host = mirror?.hosts[0]
      if (host)
        expect([host.name, host.modules[0]?.name].join()).toMatch(/^[a-z0-9_-]+,[a-z0-9_-]+$/)
    }),
  )
})

// Pieces of YAML in any order reach more of the parser than random characters do.
const piece = fc.constantFrom(
  ...[
    'version: 1',
    'modules:',
    'hosts:',
    '  fra1:',
    '\n',
    '\n  ',
    '\n    ',
    '- ',
    ': ',
    '? ',
    '&a ',
    '*a',
    '<<: ',
    '!!str ',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '|',
    '>',
    '#',
    '---\n',
    '...\n',
    '%YAML 1.2\n',
    '\t',
    '\r',
    '\r\n',
    '\ufeff',
    '\\x00',
  ],
  ...[
    '~',
    'null',
    'true',
    '0x1F',
    '1e3',
    '.inf',
    '.nan',
    '-',
    '__proto__',
    'x-a: ',
    'serve: {rsync: {}}\n',
    '\ud800',
  ],
)
const anything = fc.oneof(
  fc.array(piece, { maxLength: 30 }).map(pieces => pieces.join('')),
  fc.string({ unit: 'binary' }),
  fc.json(),
)

test('no text makes it throw, and each diagnostic lies inside of the text', () => {
  fc.assert(
    fc.property(anything, text => {
      const { mirror, diagnostics } = readMirror({ name: 'mirror.yaml', text }, releases)
      expect(mirror === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
      for (const { span } of diagnostics) {
        expect(span.start).toBeGreaterThanOrEqual(0)
        expect(span.end).toBeGreaterThanOrEqual(span.start)
        expect(span.end).toBeLessThanOrEqual(text.length)
      }
    }),
    { numRuns: 2000 },
  )
})

test('values of any kind in any place make nothing throw', () => {
  const paths = [
    ...Object.keys(positions),
    'version',
    'serve',
    'serve.http',
    'serve.rsync.port',
    'modules',
    'hosts',
    'hosts.fra1',
    'hosts.fra1.modules',
    'hosts.fra1.storage',
    'modules.athena',
    'storage',
    'hosts.fra1.ipv6',
  ]
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
      const { mirror, diagnostics } = read(withValues({ [path]: value }))
      expect(mirror === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
    }),
    { numRuns: 1500 },
  )
})
