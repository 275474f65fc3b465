import { exitCode, Failure } from '../failure.ts'
import { inPlaceOfShipped } from '../plan/kinds/file.ts'
import type { Plan } from '../plan/plan.ts'
import { whatStays } from '../plan/retirement.ts'
import { plural } from '../plural.ts'
import type { Listener, Run, RunWord } from '../ssh/run.ts'
import { joinRun, lookAfterRun, startRun } from './follow-run.ts'
import { failureOf } from './run-failure.ts'
import type { Outcome, Visit } from './visit-host.ts'
import { whoIsThis } from './who.ts'

/** Carries out one host's plan and looks again: what was planned must be gone. */
export async function applyToHost(visit: Visit, listener: Listener): Promise<Outcome> {
  const { host, plan } = visit
  const started = Date.now()
  const { newRun } = await import('../ssh/session.ts')
  const run = newRun()
  const result = await startRun(visit, run, listener)
  if (!isApplied(result.word)) throw failureOf(result)
  listener.onStep('looking again')
  const { plan: left } = await lookAfterRun(visit, run, listener)
  const pending = checkDone(left)
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  return {
    host: host.name,
    ...leftOn(visit),
    ...ending(whatWasDone(plan, seconds), surprises(plan, run), pending),
  }
}

/** What was planned is done; the rest has to wait. */
const isApplied = (word: RunWord): boolean => word === 'committed' || word === 'pending'

function whatWasDone({ changes }: Plan, seconds: string): string {
  if (changes.length === 0) return 'nothing was to do; the record of it is written'
  return `${plural(changes.length, 'change')} made in ${seconds} s; nothing is left to do`
}

function ending(
  done: string,
  surprises: string,
  pending: readonly string[],
): Pick<Outcome, 'exit' | 'message' | 'hint'> {
  if (pending.length > 0) return sayPending(pending, `applied${surprises}; `)
  return { exit: exitCode.done, message: done + surprises }
}

/** What is said of a host on which something has to wait. */
export function sayPending(
  pending: readonly string[],
  before = '',
): Pick<Outcome, 'exit' | 'message' | 'hint'> {
  return {
    exit: exitCode.pending,
    message: `${before}${pending.join('; ')}`,
    hint: 'once the cause is put right: `mirrorc apply --retry-certificates`; HTTP is served meanwhile',
  }
}

/** What packages did otherwise than was foreseen, and what the run made of it. */
function surprises({ changes }: Plan, { id, lines }: Run): string {
  const heard = (step: string): boolean => lines.includes(`${id} step ${step}`)
  const units = changes
    .flatMap(change => change.steps)
    .flatMap(step => (step.do === 'enable' && step.byPackage === true ? [step.unit] : []))
    .filter(unit => heard(`enable ${unit}`))
  const files = changes
    .filter(({ name, details }) => heard(`brought ${name}`) && !details.includes(inPlaceOfShipped))
    .map(({ name }) => name)
  return [
    ...(units.length === 0 ? [] : [` (not enabled by the package, but now: ${units.join(', ')})`]),
    ...(files.length === 0 ? [] : [` (a package brought, and ours replaced: ${files.join(', ')})`]),
  ].join('')
}

/** Of a host that was to become nothing. */
function leftOn({ aim, state }: Visit): Pick<Outcome, 'stays'> {
  if (aim.resources.length > 0 || state.ledger?.state !== 'read') return {}
  return { stays: whatStays(state.ledger.ledger) }
}

/** What has to wait. */
function checkDone(left: Plan): readonly string[] {
  const open = [
    ...left.changes.map(change => change.id),
    ...left.refusals.map(refusal => refusal.message),
    ...(left.ledger?.differs === true ? ['the record'] : []),
  ]
  if (open.length === 0) return left.pending
  throw new Failure(
    exitCode.bug,
    `applied, but the host is still not as planned: ${open.join(', ')}`,
    'this is a bug in mirrorc, or somebody else is changing the host: see `mirrorc diff`',
  )
}

/** Sees to the end of an earlier run, before anything new is planned; `tell` hears how it ended. */
export async function settle(
  visit: Visit,
  listener: Listener,
  tell: (text: string) => void,
): Promise<Visit> {
  const { unfinished } = visit.state
  if (unfinished === undefined) return visit
  const run = { id: unfinished.id, lines: [] }
  // Somebody else's is waited for by somebody else.
  if (unfinished.running && unfinished.by !== whoIsThis()) return visit
  const result = unfinished.running
    ? await joinRun(visit, run, listener)
    : await visit.session().recover(run)
  if (!isApplied(result.word) && result.word !== 'rolled-back') throw failureOf(result)
  tell(
    isApplied(result.word)
      ? `the apply ${run.id} has come to its end`
      : `the apply ${run.id} did not come to its end: what it had changed is put back`,
  )
  return await settle({ ...visit, ...(await visit.lookAgain()) }, listener, tell)
}
