import { randomBytes } from 'node:crypto'
import type { Checkup } from '../doctor/checkup.ts'
import type { Failure } from '../failure.ts'
import type { HostState } from '../plan/host-state.ts'
import type { Resource } from '../resource.ts'
import { type ApplyOrder, applyRequest } from './apply-request.ts'
import { openShell, openShellAnyway, type Privilege } from './become.ts'
import { readCheckupReply, readClock } from './checkup-reply.ts'
import { type CheckupQuestions, checkupRequest } from './checkup-request.ts'
import { type Exchange, openExchange } from './exchange.ts'
import { type PastRun, readHistory } from './history-reply.ts'
import { readProbeReply } from './probe-reply.ts'
import { plainWord, probeRequest } from './probe-request.ts'
import { type Listener, type Run, type RunResult, readResult, readRunLine } from './run.ts'
import { call, type ProgramName, runnerProgram, runtimeProgram } from './runtime.ts'
import { readSections } from './section.ts'
import type { Connection } from './transport.ts'

/** A shell on a host, over one channel that serves the probe, the apply and the probe after it. */
export interface Session {
  /** Writes nothing on the host. */
  probe(resources: readonly Resource[]): Promise<HostState>
  /** What only `doctor` wants to know. Writes nothing on the host. */
  checkup(questions: CheckupQuestions): Promise<Checkup>
  /** What certbot prints of a dry run of a renewal, and its exit status as the last line. */
  rehearse(renewal: Renewal): Promise<readonly string[]>
  /** Why the shell is not root's, where it need not be. */
  readonly limited: Failure | undefined
  /** Has the host carry out a plan, apart from this session, and follows it. */
  apply(order: ApplyOrder, run: Run, listener: Listener): Promise<RunResult>
  /** Goes on following a run, which this session or another one began. */
  attach(run: Run, listener: Listener): Promise<RunResult>
  /** Ends a run that was cut off: puts back what it had changed. */
  recover(run: Run): Promise<RunResult>
  /** The runs that the host remembers, the oldest first. */
  history(): Promise<readonly PastRun[]>
  /** What a run made true of the host, as its order said; undefined when the host does not know. */
  recall(id: string): Promise<string | undefined>
}

/** A certificate, as certbot knows it. */
export interface Renewal {
  readonly name: string
  /** Of its issuer. */
  readonly directory: string
  readonly caFile: string | undefined
}

/** What a session may be opened with. */
export interface SessionOptions {
  /** The id of the host's package manager. */
  readonly manager: string
  /** How to become root there, and how long the host may say nothing. */
  readonly privilege: Privilege
  /** What carries out the plans on the host. */
  readonly runner?: string
  /** Stay who logged in where that user cannot become root: enough to look at some things. */
  readonly withoutRoot?: boolean
}

/** How much longer a checkup may be silent: a host looks at disks and waits for names and upstreams. */
const checkupPatienceMs = 60_000
/** An issuer may take its time: rehearse.sh gives certbot five minutes. */
const rehearsalPatienceMs = 330_000

/** Opens the shell. */
export async function openSession(
  connection: Connection,
  { manager, privilege, runner, withoutRoot = false }: SessionOptions,
): Promise<Session> {
  const { process, limited } = withoutRoot
    ? await openShellAnyway(connection, privilege)
    : { process: await openShell(connection, privilege), limited: undefined }
  const nonce = `mirrorc-${randomBytes(12).toString('hex')}`
  const exchange = openExchange(process)
  const sent = new Set<ProgramName>()
  const program = (name: ProgramName): string => {
    if (sent.has(name)) return ''
    sent.add(name)
    return runtimeProgram(name)
  }
  const probePrograms = (): string =>
    program('pristine') + program('at-work') + program('unloaded') + program('probe')
  const spool = (...words: readonly string[]): string =>
    `${program('at-work')}${program('spool')}${call(...words)}`
  const follow = follower(exchange, nonce)
  const ask = async (text: string, moreMs = 0): Promise<readonly string[]> =>
    await exchange.request(text, line => line === `${nonce} end`, privilege.timeoutMs + moreMs)
  return {
    limited,
    async probe(resources) {
      const text = `${probePrograms()}${call('probe', nonce, manager)}`
      const lines = await ask(text + probeRequest(resources))
      return readProbeReply(readSections(lines, nonce), resources)
    },
    async checkup(questions) {
      const begin = probePrograms() + program('runner/ask') + program('checkup')
      const asked = Date.now()
      const clock = readSections(await ask(begin + call('checkup_clock', nonce)), nonce)
      const answered = Date.now()
      const text = call('checkup', nonce, manager) + checkupRequest(questions)
      const sections = readSections(await ask(text, checkupPatienceMs), nonce)
      return { ...readCheckupReply(sections), clock: readClock(clock, asked, answered) }
    },
    async rehearse({ name, directory, caFile = '.' }) {
      const text = `${program('probe')}${program('rehearse')}${call('rehearse', nonce)}${[name, directory, caFile].map(plainWord).join(' ')}\n`
      return readSections(await ask(text, rehearsalPatienceMs), nonce)[0]?.lines ?? []
    },
    async apply(order, run, listener) {
      const text = applyRequest(order, run.id, runner ?? runnerProgram())
      return await follow(spool('submit', nonce, run.id) + text, run, listener)
    },
    async attach(run, listener) {
      const seen = String(run.lines.length)
      return await follow(spool('attach', nonce, run.id, seen), run, listener)
    },
    async recover(run) {
      const text = spool('recover', nonce, run.id)
      const lines = await exchange.request(text, line => line.startsWith(`${nonce} result `))
      return readResult(run, lines.slice(0, -1), lines.at(-1) ?? '')
    },
    async history() {
      return readHistory(await ask(spool('history', nonce)), nonce)
    },
    async recall(id) {
      const [section] = readSections(await ask(spool('recall', nonce, id)), nonce)
      if (section?.name !== 'aim') return undefined
      return Buffer.from(section.lines.join(''), 'base64').toString('utf8')
    },
  }
}

type Follow = (text: string, run: Run, listener: Listener) => Promise<RunResult>

/** Sends a text after which the host passes on the log of a run, and reads that to its end. */
function follower(exchange: Exchange, nonce: string): Follow {
  return async (text, run, { onStep, stop }) => {
    const interrupt = (): void => exchange.send(call('interrupt', nonce, run.id))
    stop?.addEventListener('abort', interrupt, { once: true })
    const reading = exchange.request(text, line => {
      const said = readRunLine(line, nonce, run)
      if (said.step !== undefined) onStep(said.step)
      return said.last
    })
    if (stop?.aborted === true) interrupt()
    const lines = await reading.finally(() => stop?.removeEventListener('abort', interrupt))
    return readResult(run, run.lines, lines.at(-1) ?? '')
  }
}

/** A name for a new run that sorts by time. */
export function newRun(): Run {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  return { id: `${time}-${randomBytes(3).toString('hex')}`, lines: [] }
}
