import { expect, test } from 'vitest'
import { nodeAt, type Path, toValue } from '../document.ts'
import { parse } from './parse.ts'

function textAt(text: string, path: Path): string | undefined {
  const { root } = parse(text)
  const node = root && nodeAt(root, path)
  return node && text.slice(node.span.start, node.span.end)
}

test.each<readonly [string, Path, string]>([
  ['a: b', ['a'], 'b'],
  ['a: "b \\" c" # d', ['a'], '"b \\" c"'],
  ["a: 'it''s'", ['a'], "'it''s'"],
  ['a: [b, {c: d}]\ne: f', ['a'], '[b, {c: d}]'],
  ['a: [b, {c: d}]\ne: f', ['a', 1], '{c: d}'],
  ['a: {  } # }\n', ['a'], '{  }'],
  ['a: [ # ]\n  b, # ]\n  ]\nc: d', ['a'], '[ # ]\n  b, # ]\n  ]'],
  ['a:\n  b: c\n  d: e\nf: g', ['a'], 'b: c\n  d: e'],
  ['a:\n  - b\n  - c\n', ['a'], '- b\n  - c'],
  ['a: |\n  b\n  c\nd: e', ['a'], 'b\n  c'],
  ['a: >-\n\n   b\n\nd: e', ['a'], 'b'],
  ['a:\nb: c', ['a'], 'a'],
  ['a: ~', ['a'], '~'],
  ['? a\n: b', ['a'], 'b'],
  ['--- \na: b\n...\n', ['a'], 'b'],
])('%j: the value at %j is %j', (text, path, expected) => {
  expect(textAt(text, path)).toBe(expected)
})

test('scalars are those of YAML 1.2', () => {
  const text = [
    'a: [no, yes, on, off, y, 12:30:45, 2026-01-01, 1_000, 0b1, "1", \'true\', True1, +, ., 1.2.3]',
    'b: [1, -1, +1, 022, 0o17, 0x1F, 1e3, .5, 5., 1.5]',
    'c: [true, True, FALSE, null, Null, ~]',
    'd: [.inf, -.Inf, .NaN]',
  ].join('\n')
  const { root } = parse(text)
  expect(root && toValue(root)).toEqual({
    a: [
      ...['no', 'yes', 'on', 'off', 'y', '12:30:45', '2026-01-01', '1_000', '0b1', '1', 'true'],
      ...['True1', '+', '.', '1.2.3'],
    ],
    b: [1, -1, 1, 22, 15, 31, 1000, 0.5, 5, 1.5],
    c: [true, true, false, null, null, null],
    d: [Infinity, -Infinity, Number.NaN],
  })
})

test('__proto__ is a key', () => {
  const { root } = parse('__proto__: {x: 1}')
  const value = root && toValue(root)
  expect(Object.keys(value ?? {})).toEqual(['__proto__'])
  expect(Object.getPrototypeOf(value)).toBeNull()
})

test('a refused character does not stop the parser', () => {
  const { diagnostics, root } = parse('a: "\x00"\nb: \x01\nc: \u2028\n# \u202e\nd: e')
  expect(diagnostics.map(diagnostic => diagnostic.code)).toEqual(
    Array.from({ length: 4 }, () => 'forbidden-character'),
  )
  expect(root?.entries.has('d')).toBe(true)
})

test('deep and wide texts end soon', () => {
  const texts = [
    '['.repeat(200_000),
    '{? '.repeat(80_000),
    '- '.repeat(100_000),
    `a: ${'&a '.repeat(80_000)}`,
    `${'a:\n'.repeat(80_000)}`,
    `a: "${'\\'.repeat(200_000)}`,
    '\ufeff'.repeat(80_000),
    '\x00'.repeat(200_000),
    '\r'.repeat(200_000),
    '---\n'.repeat(60_000),
    `x: &a [${'*a,'.repeat(60_000)}]`,
    `a: [ ${' # ]\n'.repeat(40_000)}`,
  ]
  for (const text of texts) expect(parse(text).diagnostics.length).toBeGreaterThan(0)
})

// The parser's own words are about its states; these are where a person would look.
test.each<readonly [string, string, number]>([
  ['a: "b" c', 'yaml-syntax', 7],
  ['a: b: c', 'yaml-syntax', 4],
  ['a: b\n\n  c: d\n', 'yaml-syntax', 8],
  ['a:\n  b: c\n d: e', 'yaml-syntax', 11],
  ['k:v\nx: y', 'yaml-syntax', 1],
  ['a: [x,,y]', 'yaml-syntax', 6],
  ['a: `x`', 'yaml-syntax', 3],
  ['a: "\\q"', 'yaml-syntax', 5],
  ['\ta: b', 'tab-indent', 0],
  ['a:\n\tb: c', 'tab-indent', 3],
  ['%YAML 2.0\n---\na: b', 'directive', 10],
  ['a: b\n--- c', 'several-documents', 5],
  ['a: *', 'yaml-syntax', 4],
  ['a: *b', 'alias', 3],
  ['a: !b c', 'tag', 3],
])('%j: %s at %i', (text, code, offset) => {
  const [first] = parse(text).diagnostics
  expect([first?.code, first?.span.start]).toEqual([code, offset])
})
