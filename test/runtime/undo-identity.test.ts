import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MirrorHost } from '../../src/compiler/mirror.ts'
import { runnerProgram } from '../../src/ssh/runtime.ts'
import { lower } from '../../src/targets/lower.ts'
import { skipReason } from '../consumers/tools.ts'
import { sampleHost, variants } from '../sample-mirror.ts'
import { openLine } from './local-session.ts'
import { startTestHost, type TestHost } from './test-host.ts'

const skip = skipReason()

const packagesOf = (mirror: MirrorHost): readonly string[] =>
  lower(mirror).flatMap(resource => (resource.kind === 'package' ? [resource.name] : []))

// Those whose programs are on this machine, and that no other site or user of storage makes a refusal of.
const present = new Set(packagesOf(sampleHost()))
const mirrors = variants
  .filter(({ title }) => !/fifty/.test(title))
  .filter(({ changes }) => changes.storage === undefined && changes.site === undefined)
  .map(({ changes }) => sampleHost(changes))
  .filter(mirror => packagesOf(mirror).every(name => present.has(name)))

/** All is done, and then found not to be well. */
const failing = 'health() { echo "it is not well"; return 1; }\n'

describe.skipIf(skip !== undefined)('from any mirror to any other', () => {
  let host: TestHost
  beforeAll(async () => {
    host = await startTestHost()
  })
  afterAll(() => host?.stop())

  const become = (mirror: (typeof mirrors)[number]): void => {
    host.resources = lower(mirror)
  }

  test('what is done and then undone has never been', async () => {
    let steps = 0
    const pairs = fc.tuple(fc.constantFrom(...mirrors), fc.constantFrom(...mirrors))
    for (const [first, second] of fc.sample(pairs, 4)) {
      become(first)
      expect((await host.apply()).word).toBe('committed')
      const before = host.served()
      become(second)
      // Something is always to be done.
      host.sandbox.sh(
        'chown nobody /etc/mirrorc/sync.conf; rm /etc/cron.d/mirrorc 2>/dev/null || :',
      )
      const odd = host.served()
      const plan = await host.look()
      expect(plan.refusals).toEqual([])
      const { session, process } = await openLine(
        host.sandbox,
        'apt',
        ['sh'],
        runnerProgram(failing),
      )
      const { word, log } = await host.carryOut(plan, { session })
      process.kill('SIGKILL')
      expect({ word, log }).toEqual({ word: 'rolled-back', log: ['it is not well'] })
      expect(host.differences(odd)).toEqual([])
      expect(before.length).toBeGreaterThan(20)
      steps += plan.changes.flatMap(change => change.steps).length
    }
    expect(steps).toBeGreaterThan(10)
  }, 120_000)
})
