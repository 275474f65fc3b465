import { type Colors, colorsFor } from '../colors.ts'
import { exitCode } from '../failure.ts'
import { formatPlan, nameProbe } from '../plan/format-plan.ts'
import type { Plan } from '../plan/plan.ts'
import { escapeLines } from '../terminal-text.ts'
import type { Io } from './io.ts'
import type { Outcome } from './visit-host.ts'

/** A plan for a person, on stdout: it is what `diff` is asked for. */
export function printPlan(plan: Plan, title: string, io: Io): void {
  io.out.write(`${formatPlan(plan, title, colorsFor(io.color.out))}\n`)
}

/** What went wrong with a host, on stderr. */
export function printFailure(outcome: Outcome, io: Io): void {
  io.err.write(formatFailure(outcome, colorsFor(io.color.err)))
}

/** What went wrong with a host, often in words of the host's. */
export function formatFailure({ host, message, hint }: Outcome, colors: Colors): string {
  // What the SSH layer says names the host by itself.
  const named = message?.startsWith(host) === true ? message : `${host}: ${message}`
  return `${colors.red('error:')} ${escapeLines(named)}\n${hint === undefined ? '' : `  hint: ${escapeLines(hint)}\n`}`
}

/** A plan for a script: what would change, without the machinery that does it. */
export function planAsData(plan: Plan): object {
  return {
    changes: plan.changes.map(({ id, kind, verb, cause, name, details, text }) => ({
      id,
      kind,
      verb,
      cause,
      name,
      details,
      ...(text === undefined ? {} : { text }),
    })),
    refusals: plan.refusals,
    notes: plan.notes,
    probes: plan.probes.flatMap(nameProbe),
    pending: plan.pending,
    unrecorded: plan.ledger?.differs === true ? plan.ledger.unrecorded : 0,
  }
}

/** What `diff` would say of a plan by its exit status. */
export function exitOfPlan(plan: Plan): Outcome['exit'] {
  if (plan.refusals.length > 0) return exitCode.refused
  if (plan.changes.length > 0) return exitCode.differences
  return plan.pending.length > 0 ? exitCode.pending : exitCode.done
}
