import { Writable } from 'node:stream'
import type { Io } from '../src/commands/io.ts'

/** A world for a command under test, and what it printed there. */
export interface CollectingIo {
  readonly io: Io
  readonly out: () => string
  readonly err: () => string
}

/** No terminal, no colour, no questions; everything printed is kept. */
export function collectingIo(cwd: string): CollectingIo {
  const out = collector()
  const err = collector()
  const io: Io = {
    cwd,
    env: {},
    out: out.stream,
    err: err.stream,
    color: { out: false, err: false },
    terminal: false,
    columns: 80,
    interactive: false,
    quiet: false,
    signal: new AbortController().signal,
    leave: new AbortController().signal,
  }
  return { io, out: out.text, err: err.text }
}

function collector(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString() }
}
