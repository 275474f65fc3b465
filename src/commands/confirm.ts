import { plural } from '../plural.ts'
import { askConsent } from './ask.ts'
import type { Io } from './io.ts'
import type { Visit } from './visit-host.ts'

/** Asks once for all hosts whose plans are shown, or with `json` are not. */
export async function confirm(
  visits: readonly Pick<Visit, 'host' | 'plan'>[],
  { json }: { readonly json: boolean },
  io: Io,
): Promise<void> {
  const changes = visits.reduce((sum, visit) => sum + visit.plan.changes.length, 0)
  const hosts = visits.map(visit => visit.host.name).join(', ')
  const consent = {
    question: `Make ${plural(changes, 'change')} on ${hosts}?`,
    reason: 'nothing is changed without a yes',
    hint: `${json ? 'look without --json first' : 'when what is shown above is right'}, then say --yes`,
  }
  await askConsent(consent, io)
}
