import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const directory = mkdtempSync(join(tmpdir(), 'mirrorc-closed-'))
afterAll(() => rmSync(directory, { recursive: true }))

const program = new URL('../../dist/main.js', import.meta.url).pathname

// A reader that has gone, such as a pager, and a disk that is full.
test.each([
  ['a pipe that nobody reads', 'exec 5> >(exec true) && sleep 0.3 && exec "$@" 2>&5'],
  ['a full disk', 'exec "$@" 2>/dev/full'],
])('the exit status is told when stderr is %s', async (_, script) => {
  const file = join(directory, 'mirror.yaml')
  writeFileSync(file, 'version: 1\nsitee: 1\n')
  const words = [process.execPath, program, 'validate', '-f', file]
  const child = spawn('bash', ['-c', script, 'bash', ...words], { stdio: 'ignore' })
  expect(await once(child, 'exit')).toEqual([3, null])
})
