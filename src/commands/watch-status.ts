import { setTimeout as sleep } from 'node:timers/promises'
import { exitCode, Failure } from '../failure.ts'
import type { Io } from './io.ts'

/** Refuses to draw where nobody could see it. */
export function checkWatchable(json: boolean, io: Io): void {
  if (json) throw new Failure(exitCode.usage, '--watch draws a table: it does not go with --json')
  if (!('isTTY' in io.out) || io.out.isTTY !== true) {
    throw new Failure(
      exitCode.usage,
      '--watch draws the table anew on a terminal, and the output is none',
      'a script asks once: mirrorc status --json',
    )
  }
}

const pauseMs = 5000

/** What is drawn: how to look, and how to print one of the things seen. */
interface Picture<Seen> {
  look(): Promise<readonly Seen[]>
  format(seen: Seen): string
}

/** Until Ctrl-C, or until the terminal is gone. The screen is written over, not cleared, so that it does not flicker. */
export async function drawAgainAndAgain<Seen>(
  first: readonly Seen[],
  { look, format }: Picture<Seen>,
  io: Io,
): Promise<never> {
  const gone = new AbortController()
  const leave = (): void => gone.abort(new Failure(exitCode.bug, 'nobody sees the table any more'))
  io.out.once('error', leave)
  const end = AbortSignal.any([io.signal, gone.signal])
  io.out.write('\x1b[2J')
  let seen = first
  for (;;) {
    const lines = fitScreen(`${seen.map(format).join('')}\nCtrl-C ends this.`, io)
    io.out.write(`\x1b[H${lines.map(line => `${line}\x1b[K\n`).join('')}\x1b[J`)
    await pause(end)
    seen = await look()
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  await sleep(pauseMs, undefined, { signal }).catch(() => {})
  signal.throwIfAborted()
}

/** Lines and columns that the terminal has no room for would put all others out of their places. */
function fitScreen(text: string, { columns, out }: Io): readonly string[] {
  const width = columns ?? 80
  // A terminal that does not know its size says 0.
  const rows = ('rows' in out && Number(out.rows)) || 24
  return text.split('\n', rows - 1).map(line => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours take no room
    const plain = line.replaceAll(/\x1b\[[0-9;]*m/g, '')
    return plain.length <= width ? line : `${plain.slice(0, width - 1)}…`
  })
}
