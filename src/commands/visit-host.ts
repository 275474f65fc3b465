import type { MirrorHost } from '../compiler/mirror.ts'
import { type ExitCode, exitCode, Failure } from '../failure.ts'
import type { HostState } from '../plan/host-state.ts'
import type { PlanOptions } from '../plan/make-plan.ts'
import type { Plan } from '../plan/plan.ts'
import type { Expectation } from '../plan/unfitness.ts'
import type { Session, SessionOptions } from '../ssh/session.ts'
import type { Connection, SshOptions } from '../ssh/transport.ts'
import { knownSystems, targetFor } from '../targets/index.ts'
import type { Target } from '../targets/target.ts'
import { packageVersion } from '../version.ts'
import { type Aim, aimOfFile, type FindAim } from './aim.ts'

/** What was seen of a host, and what follows from it. */
export interface Sight {
  readonly state: HostState
  readonly plan: Plan
}

/** A host that answered: its plan, and the shell that is open on it. */
export interface Visit extends Sight {
  readonly host: MirrorHost
  readonly title: string
  /** What it is to become. */
  readonly aim: Aim
  /** The id of its package manager. */
  readonly manager: string
  /** The fingerprint of its SSH key. */
  readonly hostKey: string
  session(): Session
  /** Opens another connection in place of one that was lost. */
  reconnect(): Promise<void>
  /** Looks again, with the same eyes, or with others in part. */
  lookAgain(others?: Partial<PlanOptions>): Promise<Sight>
  close(): void
}

/** Connects, probes and plans: one connection, one channel. Rejects with a Failure. */
export async function visitHost(
  host: MirrorHost,
  ssh: SshOptions,
  options: PlanOptions,
  findAim: FindAim = aimOfFile,
): Promise<Visit> {
  let connection = await connectTo(host, ssh)
  try {
    const target = targetFor(host.distro, host.release)
    const manager = target.packageManager.id
    const { openSession } = await import('../ssh/session.ts')
    const open = (): Promise<Session> => openSession(connection, { manager, privilege: ssh })
    const opening = open()
    // What is wanted of the host is compiled while it starts a shell.
    const [aim, { makePlan }] = await Promise.all([
      findAim(host, opening),
      import('../plan/make-plan.ts'),
    ])
    let session = await opening
    const lookAgain = async (others: Partial<PlanOptions> = {}): Promise<Sight> => {
      const state = await session.probe(aim.resources)
      const wanted = { ...options, ...others }
      const plan = makePlan(expectationOf(host, target, aim), aim.resources, state, wanted)
      return { state, plan }
    }
    return {
      host,
      title: target.title,
      aim,
      manager,
      hostKey: connection.hostKey.fingerprint,
      session: () => session,
      ...(await lookAgain()),
      lookAgain,
      async reconnect() {
        connection.close()
        connection = await connectTo(host, ssh)
        session = await open()
      },
      close: () => connection.close(),
    }
  } catch (error) {
    // No connection may be left to keep the process alive.
    connection.close()
    throw error
  }
}

/** Connects for one question that needs no plan. */
export async function askHost<Answer>(
  host: MirrorHost,
  ssh: SshOptions,
  ask: (session: Session) => Promise<Answer>,
  options: Pick<SessionOptions, 'withoutRoot'> = {},
): Promise<Answer> {
  const connection = await connectTo(host, ssh)
  try {
    const { openSession } = await import('../ssh/session.ts')
    const manager = targetFor(host.distro, host.release).packageManager.id
    return await ask(await openSession(connection, { manager, privilege: ssh, ...options }))
  } finally {
    connection.close()
  }
}

/** A connection to a host of mirror.yaml. */
export async function connectTo(host: MirrorHost, ssh: SshOptions): Promise<Connection> {
  const { connect } = await import('../ssh/connection.ts')
  return await connect({ name: host.name, ...host.ssh }, ssh)
}

/** What mirror.yaml says of a host that the host must confirm. */
export function expectationOf(host: MirrorHost, target: Target, aim: Aim): Expectation {
  const { resources: _, ...said } = aim
  return {
    ...said,
    host: host.name,
    hosts: host.siblings,
    title: target.title,
    osId: target.osRelease.id,
    versionId: target.osRelease.versionId,
    systems: knownSystems,
    ipv6: host.ipv6 && host.http !== undefined,
    tool: packageVersion(),
  }
}

/** Plans against a host that was recorded, without contacting anything. */
export async function visitRecord(
  host: MirrorHost,
  state: HostState,
  options: PlanOptions,
): Promise<Sight & { readonly title: string }> {
  const { makePlan } = await import('../plan/make-plan.ts')
  const target = targetFor(host.distro, host.release)
  const aim = await aimOfFile(host)
  const plan = makePlan(expectationOf(host, target, aim), aim.resources, state, options)
  return { title: target.title, state, plan }
}

/** How it went with one host, for the report and for the exit status of the whole command. */
export interface Outcome {
  readonly host: string
  readonly exit: ExitCode
  readonly message?: string
  /** What is left on a host that was retired. */
  readonly stays?: readonly string[]
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
  exitCode.interrupted,
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
