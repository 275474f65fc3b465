import { readFileSync, writeFileSync } from 'node:fs'
import type { MirrorHost } from '../compiler/mirror.ts'
import { exitCode, Failure } from '../failure.ts'
import type { PlanOptions } from '../plan/make-plan.ts'
import type { Plan } from '../plan/plan.ts'
import { sha256 } from '../sha256.ts'
import { escapeForTerminal } from '../terminal-text.ts'
import { packageVersion } from '../version.ts'
import type { Visit } from './visit-host.ts'

/** Plans that somebody reviews before they are carried out, as `diff -o` writes them. */
interface PlanFile {
  readonly format: 1
  /** The version of mirrorc that made it: another one could mean something else by it. */
  readonly tool: string
  /** Of the hosts, by which an edit is told. */
  readonly digest: string
  readonly hosts: readonly SavedPlan[]
}

/** All that the plan of one host follows from, and all that it does. */
export interface SavedPlan {
  readonly host: MirrorHost
  readonly options: PlanOptions
  /** Which host it was: its SSH key, and its machine-id(5). */
  readonly hostKey: string
  readonly machine: string
  readonly plan: Plan
}

type Planned = Pick<Visit, 'host' | 'hostKey' | 'plan' | 'state'>

/** Writes the plans of hosts that were looked at. Texts of files are in it, so only its owner reads it. */
export function writePlanFile(
  file: string,
  visits: readonly Planned[],
  options: PlanOptions,
): void {
  const { adopt, allowPrune, fullUpgrade, newStorage, retryCertificates, takeOver } = options
  const hosts = visits.map(({ host, hostKey, plan, state }) => ({
    host,
    options: { adopt, allowPrune, fullUpgrade, newStorage, retryCertificates, takeOver },
    hostKey,
    machine: state.facts.machineId,
    plan,
  }))
  const content: PlanFile = { format: 1, tool: packageVersion(), digest: digestOf(hosts), hosts }
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 })
}

export function readPlanFile(file: string): readonly SavedPlan[] {
  const { tool, digest, hosts } = parse(file)
  if (tool !== packageVersion()) {
    throw new Failure(
      exitCode.stale,
      `${file} was made by mirrorc ${escapeForTerminal(String(tool))}, this is ${packageVersion()}: nothing was done`,
      'make it again with `mirrorc diff -o`',
    )
  }
  if (digest !== digestOf(hosts)) {
    throw new Failure(
      exitCode.stale,
      `${file} was edited since it was written: nothing was done`,
      'change mirror.yaml, and make the plan again with `mirrorc diff -o`',
    )
  }
  return hosts
}

// However the text is laid out.
const digestOf = (hosts: readonly SavedPlan[]): string => sha256(JSON.stringify(hosts))

const isPlanFile = (content: PlanFile): boolean =>
  content.format === 1 && Array.isArray(content.hosts) && content.hosts.length > 0

function parse(file: string): PlanFile {
  const text = readFileSync(file, 'utf8')
  try {
    const content = JSON.parse(text) as PlanFile
    if (isPlanFile(content)) return content
  } catch {
    // Answered below, as a file of another kind is.
  }
  throw new Failure(exitCode.usage, `${file} is no plan`, '`mirrorc diff HOST -o FILE` writes one')
}

/** Notes only tell: package lists that the host fetches by itself make no other plan. */
function whatIsDone({ notes: _, ...rest }: Plan): string {
  return JSON.stringify(rest)
}

/** A host that is not as it was when the plan was made: the plan is no longer what should be done. */
export function checkUnmoved(saved: SavedPlan, { plan, state }: Planned): void {
  const sameMachine = state.facts.machineId === saved.machine
  if (sameMachine && whatIsDone(plan) === whatIsDone(saved.plan)) return
  throw new Failure(
    exitCode.stale,
    sameMachine
      ? 'the host has changed since the plan was made: nothing was done'
      : 'this is another machine than the plan was made for: nothing was done',
    'make the plan again with `mirrorc diff -o`, and review it',
  )
}
