import { exitCode, Failure } from '../failure.ts'
import type { Plan } from '../plan/plan.ts'
import { plural } from '../plural.ts'
import type { ApplyResult, ApplyWord } from '../ssh/session.ts'
import type { Outcome, Visit } from './visit-host.ts'

/** Carries out one host's plan and looks again: what was planned must be gone. */
export async function applyToHost(visit: Visit, onStep: (step: string) => void): Promise<Outcome> {
  const { host, plan, session } = visit
  const started = Date.now()
  const heard = new Set<string>()
  const result = await session.apply(plan, step => {
    heard.add(step)
    onStep(step)
  })
  if (result.word !== 'committed') throw failureOf(result)
  onStep('looking again')
  const { plan: left } = await visit.lookAgain()
  const open = [
    ...left.changes.map(change => change.id),
    ...left.refusals.map(refusal => refusal.message),
    ...(left.ledger?.differs === true ? ['the record'] : []),
  ]
  if (open.length > 0) {
    throw new Failure(
      exitCode.bug,
      `applied, but the host is still not as planned: ${open.join(', ')}`,
      'this is a bug in mirrorc, or somebody else is changing the host: see `mirrorc diff`',
    )
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  return {
    host: host.name,
    exit: exitCode.done,
    message:
      plan.changes.length === 0
        ? 'nothing was to do; the record of it is written'
        : `${plural(plan.changes.length, 'change')} made in ${seconds} s; nothing is left to do${surprises(plan, heard)}`,
  }
}

/** What packages were expected to do by themselves, and the run had to. */
function surprises({ changes }: Plan, heard: ReadonlySet<string>): string {
  const units = changes
    .flatMap(change => change.steps)
    .flatMap(step => (step.do === 'enable' && step.byPackage === true ? [step.unit] : []))
    .filter(unit => heard.has(`enable ${unit}`))
  return units.length === 0 ? '' : ` (not enabled by the package, but now: ${units.join(', ')})`
}

/** Ends what an earlier run left half done, before anything new is planned. */
export async function recover(visit: Visit): Promise<Visit> {
  const { unfinished } = visit.state
  if (unfinished === undefined || unfinished.running) return visit
  const result = await visit.session.recover()
  if (result.word !== 'recovered') throw failureOf(result)
  return { ...visit, ...(await visit.lookAgain()) }
}

type FailureText = readonly [exit: Failure['exit'], message: string, hint?: string]

type Success = 'committed' | 'recovered'

const failures: Readonly<Record<Exclude<ApplyWord, Success>, FailureText>> = {
  'cut-off': [exitCode.unreachable, 'the plan did not arrive whole: nothing was done'],
  diverged: [
    exitCode.refused,
    'a package brought files that were not expected: the packages stay, nothing else was done',
    'look at them, then run `mirrorc diff` again',
  ],
  failed: [
    exitCode.rolledBack,
    'apply failed before anything that serves was changed; packages and users that were added stay',
  ],
  locked: [exitCode.refused, 'another apply is at work on this host', 'wait for it to end'],
  'no-space': [exitCode.refused, 'cannot write below /var/lib/mirrorc: nothing was done'],
  'rolled-back': [exitCode.rolledBack, 'apply failed and everything was put back'],
  stale: [
    exitCode.stale,
    'the host changed since it was looked at: nothing was done',
    'run `mirrorc diff` again',
  ],
  unfinished: [
    exitCode.refused,
    'an earlier apply was cut off while this one was prepared: nothing was done',
    'run `mirrorc apply` again',
  ],
  stuck: [exitCode.rollbackIncomplete, 'apply failed, and not everything could be put back'],
}

function failureOf({ word, log, id }: ApplyResult): Failure {
  if (word === 'committed' || word === 'recovered') throw new Error(`unreachable: ${word}`)
  const [exit, message, hint] = failures[word]
  const said = log.map(line => `\n    ${line}`).join('')
  const record = `the record of this run on the host: /var/lib/mirrorc/tx/${id}`
  const more = word === 'stuck' || word === 'failed' ? record : undefined
  return new Failure(exit, message + said, hint ?? more)
}
