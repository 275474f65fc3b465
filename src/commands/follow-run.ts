import { setTimeout as sleep } from 'node:timers/promises'
import { exitCode, Failure } from '../failure.ts'
import type { Listener, Run, RunResult } from '../ssh/run.ts'
import { LostConnection, TurnedAway } from '../ssh/unreachable.ts'
import { writeAim } from './aim-record.ts'
import type { Sight, Visit } from './visit-host.ts'
import { whoIsThis } from './who.ts'

/** Has the host carry out the plan that was made for it, and follows that to its end. */
export async function startRun(visit: Visit, run: Run, listener: Listener): Promise<RunResult> {
  const order = {
    plan: visit.plan,
    aim: writeAim(visit.aim, visit.host),
    manager: visit.manager,
    by: whoIsThis(),
    summary: visit.plan.changes.map(({ verb, kind, name }) => `${verb} ${kind} ${name}`),
  }
  return await followOn(visit, run, listener, visit.session().apply(order, run, listener))
}

/** Follows a run that is at work already. */
export async function joinRun(visit: Visit, run: Run, listener: Listener): Promise<RunResult> {
  return await followOn(visit, run, listener, visit.session().attach(run, listener))
}

async function followOn(
  visit: Visit,
  run: Run,
  listener: Listener,
  following: Promise<RunResult>,
): Promise<RunResult> {
  try {
    const result = await following
    // Nobody writes the log any more, and it has no end.
    return result.word === 'lost' ? await visit.session().recover(run) : result
  } catch (error) {
    if (!(error instanceof LostConnection)) throw error
    if (await reconnect(visit, listener)) return await joinRun(visit, run, listener)
    throw new Failure(
      error.exit,
      `${error.message}; the apply goes on by itself, and puts everything back if it fails`,
      `how it ended: mirrorc log ${visit.host.name}  (${run.id})`,
    )
  }
}

/** Looks at a host on which a run has done what was planned. */
export async function lookAfterRun(visit: Visit, run: Run, listener: Listener): Promise<Sight> {
  // What has just failed has to wait from now on.
  const look = (): Promise<Sight> => visit.lookAgain({ retryCertificates: false })
  const lookAnew = async (error: unknown): Promise<Sight> => {
    if (error instanceof LostConnection && (await reconnect(visit, listener))) return await look()
    throw error
  }
  try {
    return await look().catch(lookAnew)
  } catch (error) {
    if (!(error instanceof Failure) || error.exit !== exitCode.unreachable) throw error
    const { name } = visit.host
    throw new Failure(
      error.exit,
      `applied, but not looked at again: ${error.message}`,
      `what is left to do: mirrorc diff ${name}; what was done: mirrorc log ${name}  (${run.id})`,
    )
  }
}

// A server that restarts its network is back in a minute.
const waits = [1, 2, 4, 8, 16, 30]

/** Whether there is another connection now. */
async function reconnect(visit: Visit, { onStep }: Listener): Promise<boolean> {
  onStep('the connection was lost, connecting again')
  for (const seconds of waits) {
    await sleep(seconds * 1000)
    try {
      await visit.reconnect()
      return true
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      // A host that counts failed logins would shut us out for longer with each.
      if (error instanceof TurnedAway) return false
    }
  }
  return false
}
