import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { collectingIo } from '../test/collecting-io.ts'
import { runCli } from './cli.ts'
import { exitCode } from './failure.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mirrorc-cli-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

async function run(...words: readonly string[]) {
  const { io, out, err } = collectingIo(directory)
  const exit = await runCli(words, io)
  return { exit, out: out(), err: err() }
}

describe('help', () => {
  test.each([['help'], ['help', 'help'], ['--help']])('for the program: %s', async (...words) => {
    const { exit, out, err } = await run(...words)
    expect({ exit, err }).toEqual({ exit: exitCode.done, err: '' })
    expect(out).toMatch(/^Usage: mirrorc /)
  })

  test('for a command', async () => {
    const { exit, out } = await run('help', 'diff')
    expect(exit).toBe(exitCode.done)
    expect(out).toMatch(/^Usage: mirrorc diff /)
    expect(await run('diff', '--help')).toEqual({ exit, out, err: '' })
  })

  test.each([['aply'], ['help', 'aply'], ['aply', '--help'], ['aply', '-h', 'fra1']])(
    'there is no such command: %s %s',
    async (...words) => {
      const { exit, out, err } = await run(...words)
      expect({ exit, out }).toEqual({ exit: exitCode.usage, out: '' })
      expect(err).toMatch(/^error: unknown command 'aply'\n\(Did you mean apply\?\)\n/)
    },
  )
})

describe('a mirror file that is invalid', () => {
  test.each([
    ...['diff', 'apply', 'doctor', 'status'],
    ...['log fra1', 'retire fra1', 'rollback fra1', 'sync fra1 athena'],
  ])('is told to a script by %s --json', async command => {
    writeFileSync(join(directory, 'mirror.yaml'), 'version: 1\nsite: UPPER CASE\n')
    const { exit, out, err } = await run(...command.split(' '), '--json')
    expect({ exit, err }).toEqual({ exit: exitCode.invalid, err: '' })
    const told = JSON.parse(out)
    expect(told).toMatchObject({ version: 1, hosts: [] })
    expect(told.diagnostics).toContainEqual(
      expect.objectContaining({ severity: 'error', line: 2, column: 7, code: 'bad-name' }),
    )
    const checked = JSON.parse((await run('validate', '--json')).out)
    expect(told.diagnostics).toEqual(checked.diagnostics)
  })
})
