import { expect, test } from 'vitest'
import { chooseGeneration, readGenerations } from './rollback-data.ts'

const [one, two, three] = ['20261101T000000Z', '20261101T000000Z-2', '20261102T000000Z'] as const
const generations = readGenerations([one, `${two} served`, three, '', '../x', 'x served'])

test('the generations that the sync program names', () => {
  expect(generations).toEqual([
    { name: one, served: false },
    { name: two, served: true },
    { name: three, served: false },
  ])
})

test('the one to go to', () => {
  expect(chooseGeneration(generations, undefined)?.name).toBe(one)
  expect(chooseGeneration(generations, three)?.name).toBe(three)
  expect(chooseGeneration(generations, 'none')).toBeUndefined()
  expect(chooseGeneration(readGenerations([`${one} served`]), undefined)).toBeUndefined()
  expect(chooseGeneration(readGenerations([one]), undefined)).toBeUndefined()
  expect(chooseGeneration([], undefined)).toBeUndefined()
})
