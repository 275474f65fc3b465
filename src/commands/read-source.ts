import { closeSync, openSync, readSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Diagnostic, error } from '../diagnostic.ts'
import { exitCode, Failure } from '../failure.ts'
import type { Source } from '../source.ts'
import type { Io } from './io.ts'

/** A thousand modules fit in it well. */
const mostBytes = 256 * 1024

export interface ReadSource {
  readonly source: Source
  /** Why the text cannot be judged, if so. */
  readonly problem: Diagnostic | undefined
}

/** The text of a mirror file. What is wrong with its bytes has a place like any other mistake. */
export function readSource(file: string, io: Io): ReadSource {
  const bytes = readBytes(resolve(io.cwd, file), file)
  const text = new TextDecoder('utf-8').decode(bytes)
  const source = { name: file, text }
  if (bytes.length > mostBytes) {
    const message = `this file has more than ${mostBytes / 1024} KiB`
    const hint = 'a mirror.yaml that large is probably another file'
    return { source, problem: error('file-too-large', { start: 0, end: 0 }, message, hint) }
  }
  return { source, problem: explainBytes(bytes, text) }
}

function readBytes(path: string, file: string): Buffer {
  try {
    return readUpTo(path, mostBytes + 1)
  } catch (thrown) {
    throw explainFailure(thrown, file)
  }
}

// By a handle and not by its size: -f may name a pipe.
function readUpTo(path: string, most: number): Buffer {
  const handle = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(most)
    let length = 0
    for (;;) {
      const count = readSync(handle, buffer, length, most - length, null)
      length += count
      if (count === 0 || length === most) return buffer.subarray(0, length)
    }
  } finally {
    closeSync(handle)
  }
}

function explainFailure(thrown: unknown, file: string): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Failure(
        exitCode.invalid,
        `there is no file ${file}`,
        'mirrorc init writes one; -f names another',
      )
    case 'EISDIR':
      return new Failure(exitCode.invalid, `${file} is a directory`, `-f ${file}/mirror.yaml?`)
    case 'EACCES':
    case 'EPERM':
      return new Failure(exitCode.invalid, `${file} may not be read by this user`)
    default:
      return thrown
  }
}

function explainBytes(bytes: Buffer, text: string): Diagnostic | undefined {
  // The decoder puts U+FFFD where it finds no UTF-8; the character itself has three bytes, EF BF BD.
  let offset = text.startsWith('\ufeff') ? 0 : byteOrderMarkLength(bytes)
  let from = 0
  for (const { index } of text.matchAll(/\ufffd/g)) {
    offset += Buffer.byteLength(text.slice(from, index))
    from = index + 1
    if (bytes.subarray(offset, offset + 3).toString('hex') === 'efbfbd') {
      offset += 3
      continue
    }
    const byte = bytes[offset]?.toString(16).padStart(2, '0')
    const message = `this file is not UTF-8: byte 0x${byte} at offset ${offset} is no part of a character`
    const isUtf16 = /^(?:fffe|feff)/.test(bytes.toString('hex', 0, 2))
    const hint = isUtf16 ? 'it looks like UTF-16: save it as UTF-8' : 'save it as UTF-8'
    return error('not-utf8', { start: index, end: index + 1 }, message, hint)
  }
  return undefined
}

// TextDecoder takes the mark away.
function byteOrderMarkLength(bytes: Buffer): number {
  return bytes.toString('hex', 0, 3) === 'efbbbf' ? 3 : 0
}
