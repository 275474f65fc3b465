import { exitCode, Failure } from '../failure.ts'
import { plural } from '../plural.ts'
import { ask } from './ask.ts'
import type { Io } from './io.ts'
import type { Visit } from './visit-host.ts'

/** Asks once for all hosts; only the word `yes` goes on. */
export async function confirm(visits: readonly Visit[], io: Io): Promise<void> {
  if (!io.interactive) {
    throw new Failure(
      exitCode.usage,
      'apply asks before it changes anything, and there is nobody to ask',
      'look at `mirrorc diff` first, then say --yes',
    )
  }
  const changes = visits.reduce((sum, visit) => sum + visit.plan.changes.length, 0)
  const hosts = visits.map(visit => visit.host.name).join(', ')
  const answer = await ask(`Make ${plural(changes, 'change')} on ${hosts}? Only "yes" does it.`, io)
  if (answer !== 'yes') {
    throw new Failure(exitCode.declined, 'nothing was changed')
  }
}
