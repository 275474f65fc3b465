import fc from 'fast-check'
import type { MirrorHost } from '../src/compiler/mirror.ts'
import type { CertificateState, HostState, PathState, UnitState } from '../src/plan/host-state.ts'
import { orderDigest } from '../src/plan/kinds/certificate.ts'
import { makePlan } from '../src/plan/make-plan.ts'
import type { Plan } from '../src/plan/plan.ts'
import type { Expectation } from '../src/plan/unfitness.ts'
import {
  type Certificate,
  certificateLink,
  type Directory,
  type File,
  issuedDirectory,
  placeholderDirectory,
  type Resource,
} from '../src/resource.ts'
import { sha256 } from '../src/sha256.ts'
import { targetFor } from '../src/targets/index.ts'
import { lower } from '../src/targets/lower.ts'
import { sampleHost, variants } from './sample-mirror.ts'
import { byRoot, obstacles, sampleFacts, sampleState } from './sample-state.ts'
import { asProbed, directoryOf } from './simulate-apply.ts'

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

/** Somebody's own certificate comes seldom. */
function linkStates(name: string): fc.Arbitrary<PathState> {
  const ours = [placeholderDirectory(name), issuedDirectory(name)].map(link)
  const inTheWay = fc.constantFrom<PathState>(link('/root/mine'), directoryOf('root', '0755'))
  const plausible = fc.constantFrom<PathState>(absent, ...ours)
  return fc.oneof({ weight: 40, arbitrary: plausible }, { weight: 1, arbitrary: inTheWay })
}

/** Issued as wanted or otherwise, and an order that failed, or did not. */
function certificateStates(wanted: Certificate): fc.Arbitrary<CertificateState> {
  const { name, names, keyType, directory } = wanted
  const issued = fc.record({
    names: fc.constantFrom(names, [name], [...names, 'old.example.org']),
    keyType: fc.constantFrom(keyType, 'rsa' as const, 'other' as const),
    directory: fc.constantFrom(directory, 'https://other.example.org/'),
    hooks: fc.constantFrom([wanted.hook], []),
    ends: fc.constant('some day'),
    isExpired: fc.boolean(),
    isLate: fc.boolean(),
    noLink: fc.constantFrom(undefined, '/etc/letsencrypt/live/x/cert.pem'),
  })
  const failed = fc.record({
    order: fc.constantFrom(orderDigest(wanted), 'another'),
    until: fc.constant(1_800_000_000),
    isDue: fc.boolean(),
    cause: fc.constant('it is down'),
  })
  return fc.record({
    usable: fc.boolean(),
    isShown: fc.constantFrom(true, false, undefined),
    issued: fc.option(issued, { nil: undefined }),
    failed: fc.option(failed, { nil: undefined }),
  })
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

/** Any host on which these resources, or something else, may be there. */
export function hostStates(resources: readonly Resource[]): fc.Arbitrary<HostState> {
  const named = (kind: Resource['kind']) =>
    resources.flatMap(r => (r.kind === kind && 'name' in r ? [r.name] : []))
  const units = resources.flatMap(r => (r.kind === 'service' ? [r.unit] : []))
  const paths = resources.flatMap(r => ('path' in r ? [[r.path, pathStates(r)] as const] : []))
  const certificates = resources.flatMap(r => (r.kind === 'certificate' ? [r] : []))
  const links = certificates.map(({ name }) => [certificateLink(name), linkStates(name)] as const)
  const present = { state: 'present', uid: 7, home: '/', shell: '/bin/false' } as const
  return fc.record({
    packages: each(
      named('package'),
      fc.constantFrom(
        { state: 'present' },
        { state: 'absent' },
        { state: 'unfinished', word: 'iU' },
      ),
    ),
    groups: each(named('group'), fc.constantFrom('present', 'absent')),
    users: each(named('user'), fc.constantFrom(present, { state: 'absent' })),
    units: each(units, unitStates),
    paths: fc.record(Object.fromEntries([...paths, ...links])),
    certificates: fc.record(
      Object.fromEntries(certificates.map(each => [each.name, certificateStates(each)])),
    ),
  }) as unknown as fc.Arbitrary<HostState>
}

const inVariants = variants.filter(({ title }) => !title.startsWith('fifty'))
type Release = Pick<MirrorHost, 'distro' | 'release'>
const mirrorsByRelease = new Map<string, readonly MirrorHost[]>()
const lowered = new WeakMap<MirrorHost, readonly Resource[]>()

/** The sample mirrors on a release, made once. */
export function mirrorsOf({ distro, release }: Release): readonly MirrorHost[] {
  const known = mirrorsByRelease.get(`${distro} ${release}`)
  if (known !== undefined) return known
  const made = inVariants.map(({ changes }) => sampleHost({ ...changes, distro, release }))
  mirrorsByRelease.set(`${distro} ${release}`, made)
  return made
}

/** Lowers each mirror once, as properties look at few mirrors very often. */
export function lowerOnce(mirror: MirrorHost): readonly Resource[] {
  const known = lowered.get(mirror) ?? lower(mirror)
  lowered.set(mirror, known)
  return known
}

/** A plan as the commands make it, where a person allows what goes beyond the ordinary. */
export function planFor(mirror: MirrorHost, state: HostState, adopt = false): Plan {
  const { osRelease, title } = targetFor(mirror.distro, mirror.release)
  const expectation: Expectation = {
    ...{
      host: 'x',
      hosts: ['x'],
      title,
      osId: osRelease.id,
      versionId: osRelease.versionId,
      systems: [],
      ipv6: true,
    },
    ...{ site: mirror.site, storage: mirror.storage, input: 'i', tool: 't' },
  }
  const resources = lowerOnce(mirror)
  const options = {
    adopt,
    takeOver: true,
    newStorage: true,
    allowPrune: 10_000,
    fullUpgrade: false,
    retryCertificates: false,
  }
  return makePlan(expectation, resources, asProbed(state, resources), options)
}

/** A host of the right release in such a state. */
export function hostOf({ distro, release }: MirrorHost, state: Partial<HostState>): HostState {
  const { id, versionId = '' } = targetFor(distro, release).osRelease
  return sampleState({ ...state, facts: { ...sampleFacts, osId: id, versionId } })
}
