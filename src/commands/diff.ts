import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { MirrorHost } from '../compiler/mirror.ts'
import { type ExitCode, exitCode, Failure } from '../failure.ts'
import type { HostState } from '../plan/host-state.ts'
import type { Plan } from '../plan/plan.ts'
import { type HostOptions, sshOptions } from './host-options.ts'
import { inParallel } from './in-parallel.ts'
import type { Io } from './io.ts'
import { loadMirror } from './load-mirror.ts'
import { showProgress } from './progress.ts'
import { exitOfPlan, planAsData, printFailure, printPlan } from './report.ts'
import { selectHosts } from './select-hosts.ts'
import { type Outcome, outcomeOf, visitHost, visitRecord, worst } from './visit-host.ts'

export interface DiffOptions extends HostOptions {
  /** A recorded host to compare with, instead of contacting one. */
  readonly against: string | undefined
  /** Where to record the one host that is looked at. */
  readonly record: string | undefined
}

type Seen = Awaited<ReturnType<typeof visitRecord>>

interface Answer extends Outcome {
  readonly title?: string
  readonly plan?: Plan
}

/** `mirrorc diff`: what `apply` would do to each host. Writes nothing anywhere. */
export async function diff(options: DiffOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadMirror(options.file, io)
  if (loaded === undefined) return exitCode.invalid
  const hosts = selectHosts(loaded.mirror, options.hosts)
  const progress = showProgress(io, options.json)
  const answers = await inParallel(hosts, options.parallel, async host => {
    progress.say(host.name, 'looking')
    const answer = await askHost(host, options, io)
    progress.finish(host.name)
    return answer
  }).finally(() => progress.end())
  if (options.json) io.out.write(`${JSON.stringify(asData(answers), undefined, 2)}\n`)
  else for (const answer of answers) print(answer, io)
  return worst(answers.map(answer => answer.exit))
}

async function askHost(host: MirrorHost, options: DiffOptions, io: Io): Promise<Answer> {
  try {
    const visit = await look(host, options, io)
    if (options.record !== undefined) record(visit.state, resolve(io.cwd, options.record))
    return {
      host: host.name,
      exit: exitOfPlan(visit.plan),
      title: visit.title,
      plan: visit.plan,
    }
  } catch (error) {
    return outcomeOf(host.name, error)
  }
}

async function look(host: MirrorHost, options: DiffOptions, io: Io): Promise<Seen> {
  if (options.against !== undefined) {
    return await visitRecord(host, readRecord(resolve(io.cwd, options.against)), options)
  }
  const visit = await visitHost(host, sshOptions(options, io), options)
  visit.close()
  return visit
}

function readRecord(file: string): HostState {
  const text = readFileSync(file, 'utf8')
  try {
    const record = JSON.parse(text) as HostState
    if (typeof record.facts.osId === 'string' && typeof record.paths === 'object') return record
  } catch {
    // Answered below, as a record that is not whole is.
  }
  throw new Failure(
    exitCode.usage,
    `${file} is no record of a host`,
    '`mirrorc diff HOST --record FILE` writes one',
  )
}

function record(state: HostState, file: string): void {
  writeFileSync(file, `${JSON.stringify(state, undefined, 2)}\n`)
}

function print(answer: Answer, io: Io): void {
  if (answer.plan === undefined) printFailure(answer, io)
  else printPlan(answer.plan, answer.title ?? '', io)
}

function asData(answers: readonly Answer[]): object {
  return {
    version: 1,
    hosts: answers.map(({ plan, ...answer }) => ({
      ...answer,
      ...(plan === undefined ? {} : planAsData(plan)),
    })),
  }
}
