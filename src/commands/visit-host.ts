import type { MirrorHost } from '../compiler/mirror.ts'
import { type ExitCode, exitCode, Failure } from '../failure.ts'
import { makePlan } from '../plan/make-plan.ts'
import type { Plan } from '../plan/plan.ts'
import type { Expectation } from '../plan/unfitness.ts'
import type { Resource } from '../resource.ts'
import type { Session } from '../ssh/session.ts'
import type { SshOptions } from '../ssh/transport.ts'

/** A host that answered: its plan, and the shell that is still open on it. */
export interface Visit {
  readonly host: MirrorHost
  readonly title: string
  readonly plan: Plan
  readonly session: Session
  /** Looks again, with the same eyes. */
  planAgain(): Promise<Plan>
  close(): void
}

/** Connects, probes and plans: one connection, one channel. Rejects with a Failure. */
export async function visitHost(
  host: MirrorHost,
  ssh: SshOptions,
  options: { readonly adopt: boolean },
): Promise<Visit> {
  // The network is asked first: what follows is loaded and compiled while it answers.
  const connecting = import('../ssh/connection.ts').then(({ connect }) =>
    connect({ name: host.name, ...host.ssh }, ssh),
  )
  connecting.catch(() => {})
  const [{ lower }, { targetFor }] = await Promise.all([
    import('../targets/lower.ts'),
    import('../targets/index.ts'),
  ])
  const target = targetFor(host.distro, host.release)
  const resources = lower(host)
  const connection = await connecting
  try {
    const { openSession } = await import('../ssh/session.ts')
    const session = await openSession(connection, target.packageManager.id)
    const expectation: Expectation = {
      host: host.name,
      title: target.title,
      osId: target.osRelease.id,
      versionId: target.osRelease.versionId,
      ipv6: host.ipv6 && host.http !== undefined,
    }
    const plan = (): Promise<Plan> => look(session, expectation, resources, options)
    return {
      host,
      title: target.title,
      session,
      plan: await plan(),
      planAgain: plan,
      close: () => connection.close(),
    }
  } catch (error) {
    connection.close()
    throw error
  }
}

async function look(
  session: Session,
  expectation: Expectation,
  resources: readonly Resource[],
  options: { readonly adopt: boolean },
): Promise<Plan> {
  return makePlan(expectation, resources, await session.probe(resources), options)
}

/** How it went with one host, for the report and for the exit status of the whole command. */
export interface Outcome {
  readonly host: string
  readonly exit: ExitCode
  readonly message?: string
  readonly hint?: string
}

/** A failure of one host, which does not stop the others. Anything but a Failure is a bug and goes on up. */
export function outcomeOf(host: string, error: unknown): Outcome {
  if (!(error instanceof Failure)) throw error
  const { exit, message, hint } = error
  return hint === undefined ? { host, exit, message } : { host, exit, message, hint }
}

/** The worst first: what needs a person most. */
const severity: readonly ExitCode[] = [
  exitCode.rollbackIncomplete,
  exitCode.rolledBack,
  exitCode.bug,
  exitCode.stale,
  exitCode.refused,
  exitCode.unreachable,
  exitCode.pending,
  exitCode.differences,
  exitCode.done,
]

/** One exit status for several hosts. */
export function worst(exits: readonly ExitCode[]): ExitCode {
  const other = exits.find(exit => !severity.includes(exit))
  return other ?? severity.find(exit => exits.includes(exit)) ?? exitCode.done
}
