import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnosticCodes } from '../../src/diagnostic.ts'
import { diagnosticCases, readExpected, runCase, writeExpected } from './diagnostic-cases.ts'

const root = import.meta.dirname
const names = diagnosticCases(root)
const isUpdate = process.env.UPDATE_GOLDEN === '1'

if (isUpdate && process.env.CI) throw new Error('golden files are not rewritten where CI is set')

describe('what a user sees of a mirror.yaml with mistakes', () => {
  it('has cases', () => expect(names.length).toBeGreaterThanOrEqual(100))

  it.each(names)('%s', async name => {
    const folder = join(root, name)
    const seen = await runCase(folder)
    const actual = { 'expected/diagnostics.txt': seen.text }
    if (isUpdate) writeExpected(folder, actual)
    expect(actual).toEqual(readExpected(folder))
    expect(seen.exit).toBe(name.startsWith('error-') ? 3 : 0)
    expect(seen.out).toBe('')
  })

  it('is about the code in its name', () => {
    for (const name of names.filter(name => name !== 'error-many')) {
      const severity = name.startsWith('error-') ? 'error' : 'warning'
      const text = expectedText(name)
      const found = [...text.matchAll(new RegExp(` ${severity}\\[([a-z0-9-]+)\\]: `, 'g'))]
      const codes = found.map(match => match[1])
      expect(
        codes.some(
          code => name === `${severity}-${code}` || name.startsWith(`${severity}-${code}-`),
        ),
        `${name}: ${codes}`,
      ).toBe(true)
    }
  })
})

describe('every code', () => {
  const isSeen = (code: string): boolean =>
    names.some(name => expectedText(name).includes(`[${code}]: `))
  const manual = readFileSync(join(root, '../../docs/errors.md'), 'utf8')

  it.each(diagnosticCodes)('%s has a case', code => {
    expect(isSeen(code)).toBe(true)
  })

  it('has a section in docs/errors.md, and no section is without a code', () => {
    const sections = [...manual.matchAll(/^## (.+)$/gm)].map(match => match[1])
    expect(sections.toSorted()).toEqual(diagnosticCodes.toSorted())
  })
})

function expectedText(name: string): string {
  return readFileSync(join(root, name, 'expected/diagnostics.txt'), 'utf8')
}
