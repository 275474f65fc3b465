import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostOf, hostStates, lowerOnce, mirrorsOf, planFor } from '../../test/arbitrary-hosts.ts'
import { releases } from '../../test/sample-mirror.ts'
import { colorsFor } from '../colors.ts'
import type { MirrorHost } from '../compiler/mirror.ts'
import { ledgerOf } from '../ledger.ts'
import { certificateLink, resourceId } from '../resource.ts'
import { applyRequest } from '../ssh/apply-request.ts'
import { formatPlan } from './format-plan.ts'
import type { HostState } from './host-state.ts'
import type { Change, Plan, Step } from './plan.ts'

interface Scene {
  /** What is wanted of the host. */
  readonly mirror: MirrorHost
  readonly state: HostState
  /** What the host's record has: some of what another mirror put there. */
  readonly recorded: readonly string[]
}

const pairs = fc
  .constantFrom(...releases)
  .chain(release => fc.tuple(...[0, 1].map(() => fc.constantFrom(...mirrorsOf(release)))))

/** Whatever a host is like, and whatever it remembers, and any mirror for it. */
const scenes: fc.Arbitrary<Scene> = pairs.chain(([first, mirror]) => {
  if (first === undefined || mirror === undefined) throw new Error('unreachable: a pair is two')
  const { site, storage } = first
  const head = { site, storage, machine: '0'.repeat(32), tool: 't', input: 'i' }
  const ledger = ledgerOf(head, lowerOnce(first))
  return fc
    .tuple(
      hostStates([...lowerOnce(first), ...lowerOnce(mirror)]),
      fc.subarray(Object.keys(ledger.entries)),
    )
    .map(([state, recorded]) => {
      const entries = Object.fromEntries(
        Object.entries(ledger.entries).filter(([id]) => recorded.includes(id)),
      )
      const found = { state: 'read', sha256: 'x', ledger: { ...ledger, entries } } as const
      return { mirror, recorded, state: hostOf(mirror, { ...state, ledger: found }) }
    })
})

/** What a step is done to; undefined where it is done to what the line's package brings, or its service loads. */
function subjectOf(step: Step): string | undefined {
  if (step.do === 'keep-off') return undefined
  if (step.do === 'order') return step.name
  // A certificate goes by its name.
  if ('path' in step) return step.path.replace(certificateLink(''), '')
  if ('unit' in step) return step.unit
  if ('package' in step) return step.package
  return 'name' in step ? step.name : undefined
}

const subjectsOf = ({ steps }: Change): readonly string[] => [
  ...new Set(steps.flatMap(step => subjectOf(step) ?? [])),
]

test('only what the record has, and mirror.yaml has not, is taken off; and only that', () => {
  let removed = 0
  fc.assert(
    fc.property(scenes, ({ mirror, state, recorded }) => {
      const wanted = new Set(lowerOnce(mirror).map(resourceId))
      for (const change of planFor(mirror, state).changes) {
        if (change.cause !== 'removed') continue
        removed += 1
        expect(recorded).toContain(change.id)
        expect(wanted).not.toContain(change.id)
        expect(subjectsOf(change)).toEqual([change.name])
      }
    }),
    { numRuns: 300 },
  )
  expect(removed).toBeGreaterThan(100)
})

test('what is printed is what is done: each step belongs to a line, and goes over the wire in that order', () => {
  let steps = 0
  fc.assert(
    fc.property(scenes, ({ mirror, state }) => {
      const plan = planFor(mirror, state)
      const shown = formatPlan(plan, 'x', colorsFor(false)).split('\n')
      const signs = { add: '+', change: '~', remove: '-' }
      const lines = plan.changes.map(({ verb, kind, name }) => `${signs[verb]} ${kind} ${name}`)
      const printed = shown.filter(line => /^[+~-] /.test(line)).map(line => line.split('  (')[0])
      expect(printed).toEqual(lines)
      for (const change of plan.changes) {
        expect([[change.name], []]).toContainEqual(subjectsOf(change))
        steps += change.steps.length
      }
      expect(wordsSent(plan)).toEqual(plan.changes.flatMap(c => c.steps.map(step => step.do)))
    }),
    { numRuns: 300 },
  )
  expect(steps).toBeGreaterThan(1000)
})

/** The first words of what is sent of a plan, but for what only looks or records. */
function wordsSent(plan: Plan): readonly string[] {
  const order = { plan, aim: '', manager: 'apt', by: 'x', summary: [] }
  const lines = applyRequest(order, 'run', 'program').split('\n').slice(0, -1)
  const said = lines.slice(lines.findIndex(line => line.startsWith('manager ')))
  return said
    .map(line => line.split(' ')[0] ?? '')
    .filter(word => !['manager', 'upgrade', 'expect', 'ask', 'ledger', 'end'].includes(word))
}
