import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lines } from './source.ts'

test('finds the place of every offset', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', 'é', '😀') }), text => {
      const places = lines(text)
      for (let offset = 0; offset <= text.length; offset++) {
        if (/[\udc00-\udfff]/.test(text[offset] ?? '')) continue
        const before = text.slice(0, offset).split('\n')
        const column = [...(before.at(-1) ?? '')].length + 1
        expect(places.position(offset)).toEqual({ line: before.length, column })
      }
    }),
  )
})

test('a line comes without its end', () => {
  const places = lines('a\r\nb\n\nc')
  expect([1, 2, 3, 4].map(number => places.line(number).text)).toEqual(['a', 'b', '', 'c'])
})
