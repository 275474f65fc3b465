import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyToHost } from '../../src/commands/apply-to-host.ts'
import { type Outcome, outcomeOf, visitHost } from '../../src/commands/visit-host.ts'
import { ordinary } from '../../src/plan/make-plan.ts'
import { skipReason } from '../consumers/tools.ts'
import { sampleHost } from '../sample-mirror.ts'
import { sshOptions } from '../ssh/workspace.ts'
import { type Door, openDoor } from './door.ts'
import { startTestHost, type TestHost } from './test-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('apply, over SSH', () => {
  let host: TestHost
  let door: Door

  beforeAll(async () => {
    host = await startTestHost()
    door = await openDoor(host.sandbox)
  })
  afterAll(async () => {
    await door?.stop()
    await host?.stop()
  })

  /** Applies a mirror of another contact; `then` when the host is about to be looked at again. */
  async function applyAndThen(contact: string, then: () => void): Promise<Outcome> {
    const visit = await visitHost(sampleHost({ contact }), sshOptions(door.config), ordinary)
    expect(visit.plan.changes).not.toEqual([])
    const onStep = (step: string): void => {
      if (step === 'looking again') then()
    }
    return await applyToHost(visit, { onStep })
      .catch((error: unknown) => outcomeOf('fra1', error))
      .finally(() => visit.close())
  }

  test('a connection that is lost when all is done is made anew, to look again', async () => {
    const { exit, message } = await applyAndThen('cut@example.org', () => door.cut())
    expect(message).toMatch(/^\d+ changes made in .* nothing is left to do$/)
    expect(exit).toBe(0)
  })

  test('and where it is not to be had again, it is said that all is done', async () => {
    const { exit, message, hint } = await applyAndThen('shut@example.org', () => {
      door.shut()
      door.cut()
    })
    expect(exit).toBe(4)
    expect(message).toMatch(/^applied, but not looked at again: the connection was lost/)
    expect(hint).toMatch(/^what is left to do: mirrorc diff fra1; what was done: mirrorc log fra1/)
    expect(
      host.sandbox.sh('cat /etc/nginx/mirrorc-site.conf /usr/local/share/mirrorc/*'),
    ).toContain('shut@example.org')
  })
})
