import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { exitCode, Failure } from '../failure.ts'
import type { HostState } from '../plan/host-state.ts'
import type { Plan } from '../plan/plan.ts'
import type { Resource } from '../resource.ts'
import { applyRequest } from './apply-request.ts'
import { readProbeReply } from './probe-reply.ts'
import { probeRequest } from './probe-request.ts'
import { bootstrapCommand, call, runtimeProgram } from './runtime.ts'
import { readSections } from './section.ts'
import type { Connection, RemoteProcess } from './transport.ts'

/** A shell on a host, over one channel that serves the probe, the apply and the probe after it. */
export interface Session {
  /** Writes nothing on the host. */
  probe(resources: readonly Resource[]): Promise<HostState>
  /** Ends runs that were cut off: puts back what they had changed. */
  recover(): Promise<ApplyResult>
  /** Carries out the plan; `onStep` hears of each step as it begins. */
  apply(plan: Plan, onStep: (step: string) => void): Promise<ApplyResult>
}

/** How an apply ended on the host, and what the tool said that failed. */
export interface ApplyResult {
  readonly word: ApplyWord
  readonly log: readonly string[]
  /** The name of the run's record in /var/lib/mirrorc/tx. */
  readonly id: string
}

const applyWords = [
  'committed',
  'cut-off',
  'diverged',
  'failed',
  'locked',
  'no-space',
  'recovered',
  'rolled-back',
  'stale',
  'stuck',
  'unfinished',
] as const

export type ApplyWord = (typeof applyWords)[number]

/**
 * Opens the shell. `manager` is the id of the host's package manager; `patienceMs` how long the probe may say nothing.
 */
export async function openSession(
  connection: Connection,
  manager: string,
  patienceMs = 30_000,
): Promise<Session> {
  const process = await connection.exec(bootstrapCommand())
  const nonce = `mirrorc-${randomBytes(12).toString('hex')}`
  const exchange = exchanger(process, nonce)
  const sent = new Set<string>()
  const program = (name: Parameters<typeof runtimeProgram>[0]): string => {
    if (sent.has(name)) return ''
    sent.add(name)
    return runtimeProgram(name)
  }
  return {
    async probe(resources) {
      const text = `${program('pristine')}${program('probe')}${call('probe', nonce, manager)}`
      const isLast = (line: string): boolean => line === `${nonce} end`
      const lines = await exchange(text + probeRequest(resources), isLast, patienceMs)
      return readProbeReply(readSections(lines, nonce), resources)
    },
    async recover() {
      const text = `${program('pristine')}${program('apply')}${call('recover', nonce, manager)}`
      const lines = await exchange(text, line => line.startsWith(`${nonce} result `))
      return { id: 'recovery', ...readResult(lines, nonce) }
    },
    async apply(plan, onStep) {
      const id = `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`
      const text = `${program('pristine')}${program('apply')}${call('apply', nonce, manager, id)}`
      const lines = await exchange(text + applyRequest(plan, id), line => {
        if (line.startsWith(`${nonce} step `)) onStep(line.slice(nonce.length + 6))
        return line.startsWith(`${nonce} result `)
      })
      return { id, ...readResult(lines, nonce) }
    },
  }
}

/** Sends a text and collects lines of the answer up to the one that ends it. */
type Exchange = (
  text: string,
  isLast: (line: string) => boolean,
  patienceMs?: number,
) => Promise<readonly string[]>

function exchanger(process: RemoteProcess, nonce: string): Exchange {
  const lines = createInterface({ input: process.stdout, crlfDelay: Number.POSITIVE_INFINITY })[
    Symbol.asyncIterator
  ]()
  const complaints: Buffer[] = []
  process.stderr.on('data', (chunk: Buffer) => complaints.push(chunk))
  return async (text, isLast, patienceMs) => {
    process.stdin.write(text)
    const answer: string[] = []
    for (;;) {
      const next = await within(patienceMs, lines.next())
      if (next.done === true) throw await endedEarly(process, [...answer, nonce], complaints)
      answer.push(next.value)
      if (isLast(next.value)) return answer
    }
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
  if (exit.lost !== undefined) {
    return new Failure(exitCode.unreachable, `the connection was lost: ${exit.lost}`)
  }
  const said = Buffer.concat(complaints).toString('utf8').trim() || answer.slice(0, -1).join('\n')
  return new Failure(
    exitCode.unreachable,
    `the host ended the session before it answered${said === '' ? '' : `: ${said.slice(0, 500)}`}`,
    'does the login have a shell? try: ssh HOST true',
  )
}

function readResult(lines: readonly string[], nonce: string): Omit<ApplyResult, 'id'> {
  const last = lines.at(-1)?.slice(`${nonce} result `.length) ?? ''
  const word = applyWords.find(candidate => candidate === last)
  if (word === undefined) throw new Error(`the runner ended with the unknown word "${last}"`)
  // Why it failed was said before the undoing began.
  const lastStep = lines.findLastIndex(
    line => line.startsWith(`${nonce} step `) && line !== `${nonce} step undo`,
  )
  return { word, log: lines.slice(lastStep + 1, -1).filter(line => !line.startsWith(nonce)) }
}
