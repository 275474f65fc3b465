import { resolve } from 'node:path'
import type { MirrorHost } from '../compiler/mirror.ts'
import { type ExitCode, exitCode, Failure } from '../failure.ts'
import type { SshOptions } from '../ssh/transport.ts'
import { type HostOptions, sshOptions } from './host-options.ts'
import { readRecord, writeRecord } from './host-record.ts'
import { inParallel } from './in-parallel.ts'
import { type Io, inform } from './io.ts'
import { loadMirrorFor } from './load-mirror.ts'
import { writePlanFile } from './plan-file.ts'
import { showProgress } from './progress.ts'
import { exitOfPlan, planAsData, printFailure, printPlan } from './report.ts'
import { selectHosts } from './select-hosts.ts'
import { type Outcome, outcomeOf, type Visit, visitHost, visitRecord, worst } from './visit-host.ts'

export interface DiffOptions extends HostOptions {
  /** A recorded host to compare with, instead of contacting one. */
  readonly against: string | undefined
  /** Where to write the plans, for `apply FILE`. */
  readonly out: string | undefined
  /** Where to record the one host that is looked at. */
  readonly record: string | undefined
}

type Seen = Visit | Awaited<ReturnType<typeof visitRecord>>

interface Answer extends Outcome {
  readonly seen?: Seen
}

/** `mirrorc diff`: what `apply` would do to each host. Writes nothing anywhere. */
export async function diff(options: DiffOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadMirrorFor(options, io)
  if (loaded === undefined) return exitCode.invalid
  const hosts = selectHosts(loaded.mirror, options.hosts)
  checkFiles(options, hosts.length)
  const progress = showProgress(io, options.json)
  const ssh = sshOptions(options, io, progress.pause)
  const answers = await inParallel(hosts, options.parallel, async host => {
    progress.say(host.name, 'looking')
    const answer = await askHost(host, { ...options, ssh }, io)
    progress.finish(host.name)
    return answer
  }).finally(() => progress.end())
  if (options.json) io.out.write(`${JSON.stringify(asData(answers), undefined, 2)}\n`)
  else for (const answer of answers) print(answer, io)
  if (options.out !== undefined) writePlans(answers, options, io)
  return worst(answers.map(answer => answer.exit))
}

/** Refuse names by which `apply` would not know a plan, and one record for several hosts. */
function checkFiles({ out, record, against }: DiffOptions, hosts: number): void {
  if (out !== undefined && !out.endsWith('.json')) {
    const message = `-o ${out}: the name of a plan ends with .json, by which \`apply\` knows it`
    throw new Failure(exitCode.usage, message, `write -o ${out}.json`)
  }
  if (hosts > 1 && (record ?? against) !== undefined) {
    const flag = record === undefined ? '--against' : '--record'
    const message = `${flag} is about one host, and these are ${hosts}`
    throw new Failure(exitCode.usage, message, 'name one host')
  }
}

/** All of the plans, or none: a reviewer must not take some hosts for all of them. */
function writePlans(answers: readonly Answer[], options: DiffOptions, io: Io): void {
  const visits = answers.flatMap(({ seen }) =>
    seen !== undefined && 'hostKey' in seen && seen.plan.refusals.length === 0 ? [seen] : [],
  )
  const out = options.out ?? ''
  if (visits.length < answers.length) {
    io.err.write(`${out} was not written: not every host can be planned for\n`)
    return
  }
  writePlanFile(resolve(io.cwd, out), visits, options)
  inform(io, `${out} is written: review it, then \`mirrorc apply ${out}\`\n`)
}

type Looking = DiffOptions & { readonly ssh: SshOptions }

async function askHost(host: MirrorHost, options: Looking, io: Io): Promise<Answer> {
  try {
    const visit = await look(host, options, io)
    if (options.record !== undefined) writeRecord(visit.state, resolve(io.cwd, options.record))
    return { host: host.name, exit: exitOfPlan(visit.plan), seen: visit }
  } catch (error) {
    if (io.signal.aborted) throw io.signal.reason
    return outcomeOf(host.name, error)
  }
}

async function look(host: MirrorHost, options: Looking, io: Io): Promise<Seen> {
  if (options.against !== undefined) {
    return await visitRecord(host, readRecord(resolve(io.cwd, options.against)), options)
  }
  const visit = await visitHost(host, options.ssh, options)
  visit.close()
  return visit
}

function print(answer: Answer, io: Io): void {
  if (answer.seen === undefined) printFailure(answer, io)
  else printPlan(answer.seen.plan, answer.seen.title, io)
}

function asData(answers: readonly Answer[]): object {
  return {
    version: 1,
    hosts: answers.map(({ seen, ...answer }) => ({
      ...answer,
      ...(seen === undefined ? {} : { title: seen.title, ...planAsData(seen.plan) }),
    })),
  }
}
