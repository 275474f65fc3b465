import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { diagnosticCodes } from '../../diagnostic.ts'
import { defaultStorage } from '../3-resolve/storage.ts'

const root = new URL('../../../', import.meta.url)
const schema = JSON.parse(readFileSync(new URL('mirror.schema.json', root), 'utf8'))

test('the generated files are what npm run generate makes of the schema', async () => {
  const script = new URL('scripts/generate.mjs', root).href
  const { generate } = await import(/* @vite-ignore */ script)
  for (const [path, text] of Object.entries(await generate())) {
    expect(readFileSync(new URL(path, root), 'utf8'), path).toBe(text)
  }
})

test('the defaults are those that the schema tells', () => {
  const { root: directory, user } = schema.definitions.storage.properties
  expect(defaultStorage).toEqual({ root: directory.default, user: user.default })
})

test('every key has a description and an example', () => {
  const properties = [schema, ...Object.values<typeof schema>(schema.definitions)].flatMap(part =>
    Object.entries<typeof schema>(part.properties ?? {}),
  )
  const whole = properties.map(([name, property]) => {
    const target = property.$ref
      ? schema.definitions[property.$ref.replace('#/definitions/', '')]
      : {}
    return [name, { ...target, ...property }] as const
  })
  expect(whole.length).toBeGreaterThan(25)
  expect(
    whole.filter(([, key]) => !key.description || !key.examples).map(([name]) => name),
  ).toEqual([])
})

test('no code is there twice', () => {
  expect(new Set(diagnosticCodes).size).toBe(diagnosticCodes.length)
})
