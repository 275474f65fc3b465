import { resolve } from 'node:path'
import type { MirrorHost } from '../compiler/mirror.ts'
import { type ExitCode, exitCode, Failure } from '../failure.ts'
import type { PlanOptions } from '../plan/make-plan.ts'
import { plural } from '../plural.ts'
import type { SshOptions } from '../ssh/transport.ts'
import { aimOfFile, type FindAim } from './aim.ts'
import { applyToHost, sayPending, settle } from './apply-to-host.ts'
import { confirm } from './confirm.ts'
import { type HostOptions, sshOptions } from './host-options.ts'
import { inParallel } from './in-parallel.ts'
import { type Io, inform } from './io.ts'
import { loadMirrorFor } from './load-mirror.ts'
import { checkUnmoved, readPlanFile, type SavedPlan } from './plan-file.ts'
import { type Progress, showProgress } from './progress.ts'
import { planAsData, printFailure, printPlan } from './report.ts'
import { selectHosts } from './select-hosts.ts'
import { type Outcome, outcomeOf, type Visit, visitHost, worst } from './visit-host.ts'

export interface ApplyOptions extends HostOptions {
  readonly all: boolean
  readonly yes: boolean
  /** The options that were said on the command line, as `--adopt`. */
  readonly said: readonly string[]
}

/** A host to apply to, what it is to become, and the plan that was reviewed for it, if there is one. */
export interface Task {
  readonly host: MirrorHost
  readonly options: PlanOptions
  readonly findAim?: FindAim
  readonly saved?: SavedPlan
}

/** `mirrorc apply`: looks, shows, asks, does exactly what was shown, and looks again. */
export async function apply(options: ApplyOptions, io: Io): Promise<ExitCode> {
  const file = options.hosts.find(name => name.endsWith('.json'))
  if (file !== undefined) {
    checkAlone(file, options)
    // The file is the approval: it says all that will be done, or nothing is.
    const saved = readPlanFile(resolve(io.cwd, file))
    return await applyAll(saved.map(taskOf), { ...options, yes: true }, io)
  }
  const loaded = await loadMirrorFor(options, io)
  if (loaded === undefined) return exitCode.invalid
  const hosts = selectHosts(loaded.mirror, options.hosts)
  if (options.hosts.length === 0 && !options.all && hosts.length > 1) {
    throw new Failure(
      exitCode.usage,
      `mirror.yaml has ${hosts.length} hosts: name those to apply to, or say --all`,
      `its hosts are: ${hosts.map(host => host.name).join(', ')}`,
    )
  }
  return await applyAll(
    hosts.map(host => ({ host, options })),
    options,
    io,
  )
}

/** What says which hosts, and how their plan is made: with a plan that is made, it would have no effect. */
const planning = [
  ...['--file', '--all', '--adopt', '--allow-prune', '--full-upgrade', '--new-storage'],
  ...['--retry-certificates', '--take-over'],
]

/** A plan is done as a whole: a host beside it would be taken for all that is meant, an option for more. */
function checkAlone(file: string, { hosts, said }: ApplyOptions): void {
  if (hosts.length > 1) {
    const message = `${file} is a plan, and nothing else may be named beside it`
    const hint = 'make a plan of those hosts alone: `mirrorc diff HOST -o FILE`'
    throw new Failure(exitCode.usage, message, hint)
  }
  const option = said.find(name => planning.includes(name))
  if (option === undefined) return
  const message = `${file} is a plan already, and ${option} says how one is made`
  throw new Failure(
    exitCode.usage,
    message,
    `make it anew: \`mirrorc diff ${option} … -o ${file}\``,
  )
}

const taskOf = (saved: SavedPlan): Task => ({
  host: { ...saved.host, ssh: { ...saved.host.ssh, hostKey: saved.hostKey } },
  options: saved.options,
  saved,
})

/** Looks at each host, shows what would be done, asks, and does it. */
export async function applyAll(
  tasks: readonly Task[],
  options: Pick<ApplyOptions, 'sshConfig' | 'timeout' | 'parallel' | 'json' | 'yes'>,
  io: Io,
): Promise<ExitCode> {
  const interruption = breakableUntilApply(io)
  const progress = showProgress(io, options.json)
  const ssh = sshOptions(options, interruption.io, progress.pause)
  const looks = await inParallel(tasks, options.parallel, task =>
    look(task, ssh, progress, text => {
      progress.clear()
      inform(io, `${task.host.name}: ${text}\n`)
    }),
  ).finally(() => progress.end())
  const visits = looks.flatMap(({ visit }) => visit ?? [])
  try {
    const outcomes = await carryOut(looks, options, interruption)
    if (options.json) printData(outcomes, visits, io)
    const exit = worst(outcomes.map(outcome => outcome.exit))
    // Where something could not be put back a person is needed, whoever stopped it.
    if (io.signal.aborted && exit !== exitCode.rollbackIncomplete) throw io.signal.reason
    return exit
  } finally {
    for (const visit of visits) visit.close()
  }
}

interface Interruption {
  /** Ctrl-C itself. */
  readonly stop: AbortSignal
  /** Its signal breaks the connections off; not any more once the apply has begun. */
  readonly io: Io
  begin(): void
}

/** Ctrl-C breaks off the looking and the question. An apply is told to stop, and ends in all or nothing. */
function breakableUntilApply(io: Io): Interruption {
  const looking = new AbortController()
  const breakOff = (): void => looking.abort(io.signal.reason)
  io.signal.addEventListener('abort', breakOff, { once: true })
  return {
    io: { ...io, signal: looking.signal },
    stop: io.signal,
    begin() {
      io.signal.removeEventListener('abort', breakOff)
      if (io.signal.aborted) throw io.signal.reason
      io.signal.addEventListener('abort', () => io.err.write(`\n${stopping}\n`), { once: true })
      io.leave.addEventListener('abort', () => io.err.write(`\n${leaving}\n`), { once: true })
    },
  }
}

const stopping =
  'interrupted: what has not gone live stops, what has is put back; Ctrl-C again leaves that to the host'

const leaving =
  'left: the host ends this by itself; `mirrorc apply` with the same host follows it again, `mirrorc log` shows how it ended'

interface Look {
  readonly visit?: Visit
  readonly failure?: Outcome
}

async function look(
  { host, options, saved, findAim = aimOfFile }: Task,
  ssh: SshOptions,
  progress: Progress,
  tell: (text: string) => void,
): Promise<Look> {
  progress.say(host.name, 'looking')
  try {
    const found = await visitHost(host, ssh, options, findAim)
    const visit = await settle(found, { onStep: step => progress.say(host.name, step) }, tell)
    if (saved !== undefined) checkUnmoved(saved, visit)
    return { visit }
  } catch (error) {
    if (ssh.signal.aborted) throw ssh.signal.reason
    return { failure: outcomeOf(host.name, error) }
  } finally {
    progress.finish(host.name)
  }
}

/** Says of each host how it ended as soon as that is known: what comes of the others may take long. */
async function carryOut(
  looks: readonly Look[],
  options: Pick<ApplyOptions, 'parallel' | 'json' | 'yes'>,
  { io, stop, begin }: Interruption,
): Promise<readonly Outcome[]> {
  const visits = looks.flatMap(({ visit }) => visit ?? [])
  if (!options.json) for (const visit of visits) printPlan(visit.plan, visit.title, io)
  const refused = visits
    .filter(visit => visit.plan.refusals.length > 0)
    .map(({ host, plan }) => refusalOf(host.name, plan.refusals.length))
  const ready = visits.filter(visit => visit.plan.refusals.length === 0)
  const hasWork = ({ plan }: Visit): boolean =>
    plan.changes.length > 0 || plan.ledger?.differs === true
  const waiting = ready.filter(hasWork)
  const idle = ready.filter(visit => !hasWork(visit))
  if (waiting.length > 0 && !options.yes) await confirm(waiting, options, io)
  begin()
  const progress = showProgress(io, options.json)
  const say = (outcome: Outcome): Outcome => {
    if (options.json) return outcome
    progress.clear()
    printOutcome(outcome, io)
    return outcome
  }
  const others = [...looks.flatMap(({ failure }) => failure ?? []), ...refused, ...idle.map(idleOf)]
  const said = others.map(say)
  const applied = await inParallel(waiting, options.parallel, async visit =>
    say(await applyOne(visit, progress, stop)),
  ).finally(() => progress.end())
  return [...said, ...applied]
}

async function applyOne(visit: Visit, progress: Progress, stop: AbortSignal): Promise<Outcome> {
  const { name } = visit.host
  try {
    return await applyToHost(visit, { onStep: step => progress.say(name, step), stop })
  } catch (error) {
    return outcomeOf(name, error)
  } finally {
    progress.finish(name)
  }
}

function refusalOf(host: string, count: number): Outcome {
  const message = `refused for ${plural(count, 'reason')}, shown above`
  return { host, exit: exitCode.refused, message }
}

function idleOf({ host, plan }: Visit): Outcome {
  const end = plan.pending.length > 0 ? sayPending(plan.pending) : { exit: exitCode.done }
  return { host: host.name, ...end }
}

function printData(outcomes: readonly Outcome[], visits: readonly Visit[], io: Io): void {
  const hosts = outcomes.map(outcome => {
    const plan = visits.find(visit => visit.host.name === outcome.host)?.plan
    return { ...outcome, ...(plan === undefined ? {} : planAsData(plan)) }
  })
  io.out.write(`${JSON.stringify({ version: 1, hosts }, undefined, 2)}\n`)
}

/** In one piece, so that nothing of another host comes in between. */
function printOutcome(outcome: Outcome, io: Io): void {
  const { host, exit, message = 'nothing to do, nothing done', stays = [] } = outcome
  const left = stays.length === 0 ? '' : `What stays:\n${stays.map(line => `  ${line}\n`).join('')}`
  if (exit === exitCode.done) inform(io, `${host}: ${message}\n${left}`)
  else printFailure(outcome, io)
}
