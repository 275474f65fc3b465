import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { changeSettings, restoreSettings } from './machine-settings.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mirrorc-settings-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const file = (name: string, value: string): string => {
  writeFileSync(join(directory, name), `${value}\n`)
  return join(directory, name)
}

test('what is too small is raised while there are labs, and then as it was', () => {
  const [small, large, others] = [file('small', '128'), file('large', '9000'), file('others', '0')]
  const now = () => [small, large, others].map(path => readFileSync(path, 'utf8').trim())
  const settings = [small, large, others].map(path => ({ file: path, least: 1024 }))
  changeSettings(settings, directory)
  changeSettings(settings, directory)
  expect(now()).toEqual(['1024', '9000', '1024'])
  mkdirSync(join(directory, 'lab'))
  writeFileSync(join(directory, 'lab/state.json'), '{}')
  restoreSettings(directory)
  expect(now()).toEqual(['1024', '9000', '1024'])
  rmSync(join(directory, 'lab'), { recursive: true })
  // What somebody else has changed since is theirs.
  writeFileSync(others, '4000')
  restoreSettings(directory)
  restoreSettings(directory)
  expect(now()).toEqual(['128', '9000', '4000'])
})
