import fc from 'fast-check'
import { expect, test } from 'vitest'
import { releases, sampleHost, variants } from '../../test/sample-mirror.ts'
import { byRoot, obstacles, sampleFacts, sampleState } from '../../test/sample-state.ts'
import { asProbed, directoryOf, simulateApply } from '../../test/simulate-apply.ts'
import type { MirrorHost } from '../compiler/mirror.ts'
import { type Directory, type File, type Resource, resourceId } from '../resource.ts'
import { sha256 } from '../sha256.ts'
import { targetFor } from '../targets/index.ts'
import { lower } from '../targets/lower.ts'
import type { HostState, PathState, UnitState } from './host-state.ts'
import { makePlan } from './make-plan.ts'
import type { Plan } from './plan.ts'
import type { Expectation } from './unfitness.ts'

const absent: PathState = { type: 'absent' }

/** What may lie at the place of a resource; what is in the way comes seldom, or no plan would ever be good. */
function pathStates(resource: Resource & { readonly path: string }): fc.Arbitrary<PathState> {
  const inTheWay = fc.constantFrom(...Object.values(obstacles))
  const plausible = fc.constantFrom(absent, ...plausibleStates(resource))
  return fc.oneof({ weight: 80, arbitrary: plausible }, { weight: 1, arbitrary: inTheWay })
}

function plausibleStates(resource: Resource): readonly PathState[] {
  switch (resource.kind) {
    case 'directory':
      return directoryStates(resource)
    case 'file':
      return fileStates(resource)
    case 'symlink':
      return [link(resource.target)]
    case 'default-site':
      return [
        { ...link(resource.target), targetPristine: true },
        { ...link(resource.target), targetPristine: false },
        link('/elsewhere'),
      ]
    case 'include-line':
      return ['http {\n}\n', `http {\n    ${resource.line}\n}\n`].map(content => ({
        ...{ type: 'file', ...byRoot, mode: '0644' },
        ...{ content, sha256: sha256(content) },
      }))
    default:
      return []
  }
}

const link = (target: string): PathState & { type: 'link' } => ({
  type: 'link',
  target,
  owner: 'root',
  leadsTo: { type: 'file' },
})

const directoryStates = ({ owner, mode }: Directory): readonly PathState[] => [
  directoryOf(owner, mode),
  directoryOf('nobody', mode),
  directoryOf(owner, '2770'),
  { ...link('/mnt'), leadsTo: directoryOf('root', '0700') },
]

function fileStates({ content, owner, group, mode }: File): readonly PathState[] {
  const as = { type: 'file', owner, group, mode } as const
  const other = '# Made by mirrorc for another time\n'
  return [
    { ...as, sha256: sha256(content) },
    { ...as, sha256: sha256(content), mode: '0600' },
    { ...as, sha256: sha256(other), content: other },
    { ...as, sha256: sha256('shipped'), content: 'shipped', pristine: true },
  ]
}

const unitStates: fc.Arbitrary<UnitState> = fc.record({
  load: fc.constant('loaded'),
  active: fc.constantFrom('active', 'inactive', 'failed', 'activating'),
  enabled: fc.constantFrom('enabled', 'disabled', 'static', ''),
  needsDaemonReload: fc.boolean(),
})

/** A record with a value for each name. */
const each = <Value>(names: readonly string[], value: fc.Arbitrary<Value>) =>
  fc.record(Object.fromEntries(names.map(name => [name, value])))

function hostStates(resources: readonly Resource[]): fc.Arbitrary<HostState> {
  const named = (kind: Resource['kind']) =>
    resources.flatMap(r => (r.kind === kind && 'name' in r ? [r.name] : []))
  const units = resources.flatMap(r => (r.kind === 'service' ? [r.unit] : []))
  const paths = resources.flatMap(r => ('path' in r ? [[r.path, pathStates(r)] as const] : []))
  const present = { state: 'present', uid: 7, home: '/', shell: '/bin/false' } as const
  return fc.record({
    packages: each(named('package'), fc.constantFrom({ state: 'present' }, { state: 'absent' })),
    groups: each(named('group'), fc.constantFrom('present', 'absent')),
    users: each(named('user'), fc.constantFrom(present, { state: 'absent' })),
    units: each(units, unitStates),
    paths: fc.record(Object.fromEntries(paths)),
  }) as unknown as fc.Arbitrary<HostState>
}

const inVariants = variants.filter(({ title }) => !title.startsWith('fifty'))
const mirrorsOf = ({ distro, release }: (typeof releases)[number]): readonly MirrorHost[] =>
  inVariants.map(({ changes }) => sampleHost({ ...changes, distro, release }))

/** A plan as the commands make it, where a person allows what goes beyond the ordinary. */
function planFor(mirror: MirrorHost, state: HostState, adopt = false): Plan {
  const { osRelease, title } = targetFor(mirror.distro, mirror.release)
  const expectation: Expectation = {
    ...{
      host: 'x',
      hosts: ['x'],
      title,
      osId: osRelease.id,
      versionId: osRelease.versionId,
      ipv6: true,
    },
    ...{ site: mirror.site, storage: mirror.storage, input: 'i', tool: 't' },
  }
  const resources = lower(mirror)
  const options = {
    adopt,
    takeOver: true,
    newStorage: true,
    allowPrune: 10_000,
    fullUpgrade: false,
  }
  return makePlan(expectation, resources, asProbed(state, resources), options)
}

/** Carries out the plan for a mirror, after which there must be nothing left to do. Undefined: it was refused. */
function settle(mirror: MirrorHost, before: HostState, adopt = false): HostState | undefined {
  const plan = planFor(mirror, before, adopt)
  if (plan.refusals.length > 0) return undefined
  // A package brings the same, whatever is wanted of it.
  const all = mirrorsOf(mirror).flatMap(lower)
  const after = simulateApply(plan, all, before)
  const { changes, refusals, ledger } = planFor(mirror, after, adopt)
  const nothing = { changes: [], refusals: [], differs: false }
  expect({ changes, refusals, differs: ledger?.differs }).toEqual(nothing)
  return after
}

function hostOf({ distro, release }: MirrorHost, state: Partial<HostState>): HostState {
  const { id, versionId = '' } = targetFor(distro, release).osRelease
  return sampleState({ ...state, facts: { ...sampleFacts, osId: id, versionId } })
}

test('whatever a host is like, after its plan there is nothing left to do', () => {
  let settled = 0
  fc.assert(
    fc.property(
      fc
        .constantFrom(...releases.flatMap(mirrorsOf))
        .chain(mirror => hostStates(lower(mirror)).map(state => ({ mirror, state }))),
      ({ mirror, state }) => {
        if (settle(mirror, hostOf(mirror, state)) !== undefined) settled += 1
      },
    ),
    { numRuns: 800 },
  )
  expect(settled).toBeGreaterThan(100)
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
      all.flatMap(lower).flatMap(r => (r.kind === 'service' ? [[r.unit, absent] as const] : [])),
    )
    for (const first of all) {
      const made = settle(first, hostOf(first, { units }))
      expect(made).toBeDefined()
      for (const second of all) {
        if (made === undefined) throw new Error('refused')
        expect(planFor(second, made, true).refusals).toEqual([])
        const changed = settle(second, made, true)
        const wanted = new Set(lower(second).map(resourceId))
        const left = lower(first).filter(r => !wanted.has(resourceId(r)) && isThere(r, changed))
        expect(left.map(resourceId)).toEqual([])
      }
    }
  },
)
