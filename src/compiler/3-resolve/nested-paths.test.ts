import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nestedPaths } from './nested-paths.ts'

const part = fc.constantFrom('a', 'b', 'a-b', 'a.b', 'ab')
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map(parts => `/${parts.join('/')}`)

test('finds exactly those that lie in another one', () => {
  fc.assert(
    fc.property(fc.array(path, { maxLength: 12 }), paths => {
      const places = paths.map((path, owner) => ({ path, owner }))
      const found = nestedPaths(places)
      const inner = new Set(found.map(nesting => nesting.inner.owner))
      for (const { path, owner } of places) {
        const isInside = places.some(
          other =>
            other.owner !== owner &&
            `${path}/`.startsWith(`${other.path}/`) &&
            (other.path !== path || other.owner < owner),
        )
        expect(inner.has(owner)).toBe(isInside)
      }
      for (const { outer, inner } of found)
        expect(`${inner.path}/`.startsWith(`${outer.path}/`)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
