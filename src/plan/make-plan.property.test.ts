import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostOf, hostStates, lowerOnce, mirrorsOf, planFor } from '../../test/arbitrary-hosts.ts'
import { releases } from '../../test/sample-mirror.ts'
import { simulateApply } from '../../test/simulate-apply.ts'
import type { MirrorHost } from '../compiler/mirror.ts'
import { type Resource, resourceId } from '../resource.ts'
import type { HostState } from './host-state.ts'

/** Carries out the plan for a mirror, after which there must be nothing left to do. Undefined: it was refused. */
function settle(mirror: MirrorHost, before: HostState, adopt = false): HostState | undefined {
  const plan = planFor(mirror, before, adopt)
  if (plan.refusals.length > 0) return undefined
  // A package brings the same, whatever is wanted of it.
  const all = mirrorsOf(mirror).flatMap(lowerOnce)
  const after = simulateApply(plan, all, before)
  const { changes, refusals, ledger } = planFor(mirror, after, adopt)
  const nothing = { changes: [], refusals: [], differs: false }
  expect({ changes, refusals, differs: ledger?.differs }).toEqual(nothing)
  return after
}

test('whatever a host is like, after its plan there is nothing left to do', () => {
  let settled = 0
  fc.assert(
    fc.property(
      fc
        .constantFrom(...releases.flatMap(mirrorsOf))
        .chain(mirror => hostStates(lowerOnce(mirror)).map(state => ({ mirror, state }))),
      ({ mirror, state }) => {
        if (settle(mirror, hostOf(mirror, state)) !== undefined) settled += 1
      },
    ),
    { numRuns: 1500 },
  )
  expect(settled).toBeGreaterThan(10)
})

/** Whether something of ours that serves is still on the host. */
function isThere(resource: Resource, host: HostState | undefined): boolean {
  const found = 'path' in resource ? host?.paths[resource.path] : undefined
  switch (resource.kind) {
    case 'file':
    case 'symlink':
      return found?.type !== 'absent'
    case 'include-line':
      return found?.type === 'file' && found.content?.includes(resource.line) === true
    default:
      return false
  }
}

test.each(releases)(
  '$distro $release: from any mirror to any other, and nothing of the first is left',
  release => {
    const absent = { load: 'not-found', active: 'inactive', enabled: '', needsDaemonReload: false }
    const all = mirrorsOf(release)
    const units = Object.fromEntries(
      all
        .flatMap(lowerOnce)
        .flatMap(r => (r.kind === 'service' ? [[r.unit, absent] as const] : [])),
    )
    for (const first of all) {
      const made = settle(first, hostOf(first, { units }))
      expect(made).toBeDefined()
      for (const second of all) {
        if (made === undefined) throw new Error('refused')
        expect(planFor(second, made, true).refusals).toEqual([])
        const changed = settle(second, made, true)
        const wanted = new Set(lowerOnce(second).map(resourceId))
        const left = lowerOnce(first).filter(r => !wanted.has(resourceId(r)) && isThere(r, changed))
        expect(left.map(resourceId)).toEqual([])
      }
    }
  },
)
