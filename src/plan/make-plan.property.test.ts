import fc from 'fast-check'
import { expect, test } from 'vitest'
import { releases, sampleHost, variants } from '../../test/sample-mirror.ts'
import { byRoot, obstacles, sampleFacts, sampleState } from '../../test/sample-state.ts'
import { directoryOf, simulateApply } from '../../test/simulate-apply.ts'
import type { Directory, File, Resource } from '../resource.ts'
import { sha256 } from '../sha256.ts'
import { targetFor } from '../targets/index.ts'
import { lower } from '../targets/lower.ts'
import type { HostState, PathState, UnitState } from './host-state.ts'
import { makePlan, ordinary } from './make-plan.ts'

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

const cases = releases.flatMap(release =>
  variants
    .filter(({ title }) => !title.startsWith('fifty'))
    .map(({ title, changes }) => ({
      ...release,
      title,
      mirror: sampleHost({ ...changes, ...release }),
    })),
)

test('whatever a host is like, after its plan there is nothing left to do', () => {
  let carriedOut = 0
  fc.assert(
    fc.property(
      fc
        .constantFrom(...cases)
        .chain(given => hostStates(lower(given.mirror)).map(state => ({ ...given, state }))),
      ({ distro, release, mirror, state }) => {
        const { osRelease, title } = targetFor(distro, release)
        const expectation = {
          ...{ host: 'x', title, osId: osRelease.id, versionId: osRelease.versionId, ipv6: true },
          ...{ site: mirror.site, storage: mirror.storage, input: 'i', tool: 't' },
        }
        const facts = { ...sampleFacts, osId: osRelease.id, versionId: osRelease.versionId ?? '' }
        const before = sampleState({ ...state, facts })
        const resources = lower(mirror)
        const plan = makePlan(expectation, resources, before, ordinary)
        if (plan.refusals.length > 0) return
        carriedOut += 1
        const after = simulateApply(plan, resources, before)
        const { changes, refusals, ledger } = makePlan(expectation, resources, after, ordinary)
        expect({ changes, refusals, differs: ledger?.differs }).toEqual({
          ...{ changes: [], refusals: [], differs: false },
        })
      },
    ),
    { numRuns: 500 },
  )
  expect(carriedOut).toBeGreaterThan(100)
})
