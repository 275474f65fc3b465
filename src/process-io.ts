import type { WriteStream } from 'node:tty'
import type { Io } from './commands/io.ts'

/** The world of this process. */
export function processIo(argv: readonly string[], signal: AbortSignal, leave: AbortSignal): Io {
  const { stdout, stderr, stdin, env } = process
  return {
    cwd: process.cwd(),
    env,
    out: stdout,
    err: stderr,
    color: { out: wantsColor(stdout, argv), err: wantsColor(stderr, argv) },
    terminal: stderr.isTTY === true && env.TERM !== 'dumb',
    // A serial console says that it has none.
    columns: stderr.columns || undefined,
    interactive: stdin.isTTY === true && stderr.isTTY === true && !argv.includes('--no-input'),
    quiet: argv.includes('--quiet'),
    signal,
    leave,
  }
}

// no-color.org: set and not empty.
function wantsColor(stream: WriteStream, argv: readonly string[]): boolean {
  const { env } = process
  if (argv.includes('--no-color') || (env.NO_COLOR ?? '') !== '') return false
  if ((env.FORCE_COLOR ?? '') !== '') return env.FORCE_COLOR !== '0'
  return stream.isTTY === true && env.TERM !== 'dumb'
}
