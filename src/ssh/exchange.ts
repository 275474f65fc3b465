import { createInterface } from 'node:readline'
import { exitCode, Failure } from '../failure.ts'
import type { RemoteProcess } from './transport.ts'
import { LostConnection } from './unreachable.ts'

/** Questions to a shell on a host, one after the other. */
export interface Exchange {
  /** Sends a text and collects the lines of the answer, up to the one that ends it. */
  request(
    text: string,
    isLast: (line: string) => boolean,
    patienceMs?: number,
  ): Promise<readonly string[]>
  /** Sends a text that has no answer, also while an answer is awaited. */
  send(text: string): void
}

export function openExchange(process: RemoteProcess): Exchange {
  const lines = createInterface({ input: process.stdout, crlfDelay: Number.POSITIVE_INFINITY })[
    Symbol.asyncIterator
  ]()
  const complaints: Buffer[] = []
  process.stderr.on('data', (chunk: Buffer) => complaints.push(chunk))
  return {
    send(text) {
      process.stdin.write(text)
    },
    async request(text, isLast, patienceMs) {
      process.stdin.write(text)
      const answer: string[] = []
      for (;;) {
        const next = await within(patienceMs, lines.next())
        if (next.done === true) throw await endedEarly(process, answer, complaints)
        answer.push(next.value)
        if (isLast(next.value)) return answer
      }
    },
  }
}

/** An installation may be silent for minutes; a probe that is has nobody at the other end. */
async function within<Result>(ms: number | undefined, result: Promise<Result>): Promise<Result> {
  if (ms === undefined) return await result
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(silent(ms)), ms)
  })
  return await Promise.race([result, silence]).finally(() => clearTimeout(timer))
}

const silent = (ms: number): Failure =>
  new Failure(
    exitCode.unreachable,
    `the host let us in and then said nothing for ${ms / 1000} s`,
    'does a start file of the login shell, such as .bashrc, read its input?',
  )

// The channel closed without an answer: the link broke, or the login shell never became ours.
async function endedEarly(
  process: RemoteProcess,
  answer: readonly string[],
  complaints: readonly Buffer[],
): Promise<Failure> {
  const exit = await process.exit
  if (exit.lost !== undefined) return new LostConnection(exit.lost)
  const said = Buffer.concat(complaints).toString('utf8').trim() || answer.join('\n')
  return new Failure(
    exitCode.unreachable,
    `the host ended the session before it answered${said === '' ? '' : `: ${said.slice(0, 500)}`}`,
    'does the login have a shell? try: ssh HOST true',
  )
}
