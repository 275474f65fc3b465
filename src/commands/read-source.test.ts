import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collectingIo } from '../../test/collecting-io.ts'
import { exitCode, Failure } from '../failure.ts'
import { type ReadSource, readSource } from './read-source.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mirrorc-read-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

function readBytes(bytes: Uint8Array | string): ReadSource {
  writeFileSync(join(directory, 'mirror.yaml'), bytes)
  return readSource('mirror.yaml', collectingIo(directory).io)
}

test('reads UTF-8, with or without a byte order mark', () => {
  expect(readBytes('a: é\n')).toEqual({
    source: { name: 'mirror.yaml', text: 'a: é\n' },
    problem: undefined,
  })
  expect(readBytes('\ufeffa: \ufffd\n').problem).toBeUndefined()
  expect(readBytes('\ufeffa: b\n').source.text).toBe('a: b\n')
})

test.each([
  ['latin 1', [0x61, 0x3a, 0x20, 0xe9, 0x0a], 3, 3],
  ['behind a mark', [0xef, 0xbb, 0xbf, 0x61, 0xff], 4, 1],
  ['behind a real U+FFFD', [0xef, 0xbf, 0xbd, 0x61, 0xff], 4, 2],
  ['cut off', [0x61, 0xe2, 0x82], 1, 1],
  ['half of a pair', [0x61, 0xed, 0xa0, 0x80], 1, 1],
  ['too long a form', [0xc0, 0xaf], 0, 0],
])('names the first byte that is no UTF-8: %s', (_, bytes, offset, start) => {
  const { problem } = readBytes(Uint8Array.from(bytes))
  expect(problem?.code).toBe('not-utf8')
  expect(problem?.message).toContain(`at offset ${offset} `)
  expect(problem?.span.start).toBe(start)
})

test('takes 256 KiB and no more', () => {
  expect(readBytes('#'.repeat(256 * 1024)).problem).toBeUndefined()
  expect(readBytes('#'.repeat(256 * 1024 + 1)).problem?.code).toBe('file-too-large')
})

test.each([
  ['missing.yaml', 'mirrorc init'],
  ['folder', '-f folder/mirror.yaml?'],
  ['mirror.yaml/x', 'mirrorc init'],
])('%s cannot be read, and the hint says %s', (file, hint) => {
  mkdirSync(join(directory, 'folder'))
  writeFileSync(join(directory, 'mirror.yaml'), '')
  try {
    readSource(file, collectingIo(directory).io)
    expect.unreachable()
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(Failure)
    expect(thrown).toMatchObject({ exit: exitCode.invalid, hint: expect.stringContaining(hint) })
  }
})
