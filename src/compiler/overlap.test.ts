import fc from 'fast-check'
import { expect, test } from 'vitest'
import { overlapsAny } from './overlap.ts'

const span = fc
  .tuple(fc.nat(20), fc.nat(5))
  .map(([start, length]) => ({ start, end: start + length }))

test('finds what a look at each span finds', () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 6 }), span, (spans, asked) => {
      const end = (of: typeof asked) => Math.max(of.end, of.start + 1)
      const expected = spans.some(one => one.start < end(asked) && asked.start < end(one))
      expect(overlapsAny(spans)(asked)).toBe(expected)
    }),
    { numRuns: 2000 },
  )
})
