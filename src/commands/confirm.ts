import { plural } from '../plural.ts'
import { askConsent } from './ask.ts'
import type { Io } from './io.ts'
import type { Visit } from './visit-host.ts'

/** Asks once for all hosts. */
export async function confirm(visits: readonly Visit[], io: Io): Promise<void> {
  const changes = visits.reduce((sum, visit) => sum + visit.plan.changes.length, 0)
  const hosts = visits.map(visit => visit.host.name).join(', ')
  const consent = {
    question: `Make ${plural(changes, 'change')} on ${hosts}?`,
    reason: 'apply asks before it changes anything',
    hint: 'look at `mirrorc diff` first, then say --yes',
  }
  await askConsent(consent, io)
}
