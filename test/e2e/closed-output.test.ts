import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type Door, openDoor } from '../runtime/door.ts'
import { startTestHost, type TestHost } from '../runtime/test-host.ts'
import { checkout, exampleFile } from './support.ts'

const directory = mkdtempSync(join(tmpdir(), 'mirrorc-closed-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** How the program ends, and what it says on stderr where that is open. */
async function run(redirection: string, words: readonly string[]): Promise<[number, string]> {
  const script = `exec 5> >(exec true) && sleep 0.3 && exec "$@" ${redirection}`
  const program = [process.execPath, join(checkout, 'dist/main.js'), ...words]
  const stdio = ['ignore', 'pipe', 'pipe'] as const
  const child = spawn('bash', ['-c', script, 'bash', ...program], { stdio: [...stdio] })
  child.stdout.resume()
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  const [code] = await once(child, 'close')
  return [code, said]
}

// A reader that has gone, such as a pager, and a disk that is full.
test.each([
  ['a pipe that nobody reads', '2>&5'],
  ['a full disk', '2>/dev/full'],
])('the exit status is told when stderr is %s', async (_, redirection) => {
  const file = join(directory, 'mirror.yaml')
  writeFileSync(file, 'version: 1\nsitee: 1\n')
  expect(await run(redirection, ['validate', '-f', file])).toEqual([3, ''])
})

const skip = skipReason()

describe.skipIf(skip !== undefined)('what is done goes on when stdout', () => {
  let host: TestHost
  let door: Door
  const example = readFileSync(exampleFile, 'utf8')
  const file = join(directory, 'mirror.yaml')
  const apply = (redirection: string, comment: string): Promise<[number, string]> => {
    writeFileSync(file, example.replace('The Athena Hub', comment))
    const words = ['apply', 'fra1', '--yes', '-f', file, '--ssh-config', door.config]
    return run(redirection, words)
  }
  const served = (): string => host.sandbox.sh('cat /etc/rsyncd.conf')

  beforeAll(async () => {
    host = await startTestHost()
    door = await openDoor(host.sandbox)
  })
  afterAll(async () => {
    await door?.stop()
    await host?.stop()
  })

  test('is a pipe that nobody reads', async () => {
    const [code, said] = await apply('>&5', 'Unread')
    expect(said).toMatch(/^fra1: \d+ changes made in .* nothing is left to do\n$/)
    expect(code).toBe(0)
    expect(served()).toContain('comment = Unread')
  })

  test('is a full disk: and that is said, and no success', async () => {
    const [code, said] = await apply('>/dev/full', 'Lost')
    const lines = said.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^error: cannot write the output: ENOSPC/)
    expect(lines.slice(1)).toEqual([expect.stringContaining('nothing is left to do')])
    expect(code).toBe(1)
    expect(served()).toContain('comment = Lost')
  })
})
