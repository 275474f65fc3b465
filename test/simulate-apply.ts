import type {
  CertificateState,
  DirectoryState,
  FileState,
  HostState,
  Ownership,
  PackageState,
  PathState,
  Presence,
  UnitState,
  UserState,
} from '../src/plan/host-state.ts'
import type { Plan, Step } from '../src/plan/plan.ts'
import {
  certificateLink,
  type Effects,
  issuedDirectory,
  type Resource,
  type ShippedPath,
} from '../src/resource.ts'
import { sha256 } from '../src/sha256.ts'
import { wantedDigests } from '../src/ssh/ledger-reply.ts'
import { byRoot } from './sample-state.ts'

/** What steps change of a host. */
interface Host {
  readonly packages: Record<string, PackageState>
  readonly groups: Record<string, Presence>
  readonly users: Record<string, UserState>
  readonly units: Record<string, UnitState>
  readonly paths: Record<string, PathState>
  readonly certificates: Record<string, CertificateState>
}

/** The state of a host after a plan was carried out: what the runner does, and what packages bring, in memory. */
export function simulateApply(
  plan: Plan,
  resources: readonly Resource[],
  before: HostState,
): HostState {
  const { packages, groups, users, units, paths, certificates = {} } = structuredClone(before)
  const host: Host = { packages, groups, users, units, paths, certificates }
  for (const { steps } of plan.changes) for (const step of steps) take(step, host, resources)
  const ledger = plan.ledger && {
    ledger: { state: 'read', sha256: 'after', ledger: plan.ledger.next } as const,
  }
  return { ...before, ...host, ...ledger }
}

/** What a probe that asks for these resources makes of such a state: texts come back only where they differ. */
export function asProbed(state: HostState, resources: readonly Resource[]): HostState {
  const wanted = wantedDigests(resources, state.ledger)
  const seen = Object.entries(state.paths).map(([path, found]) => {
    if (found.type !== 'file' || found.sha256 !== wanted.get(path)) return [path, found] as const
    const { content: _, ...rest } = found
    return [path, rest] as const
  })
  return { ...state, paths: Object.fromEntries(seen) }
}

function take(step: Step, host: Host, resources: readonly Resource[]): void {
  switch (step.do) {
    case 'install':
      host.packages[step.package] = { state: 'present' }
      for (const r of resources)
        if (r.kind === 'package' && r.name === step.package) bring(host, r.effects)
      break
    case 'group':
      host.groups[step.name] = 'present'
      break
    case 'user':
      host.users[step.name] = { state: 'present', uid: 999, home: step.home, shell: step.shell }
      break
    case 'enable':
      changeUnit(host, step.unit, { enabled: 'enabled' })
      break
    case 'activate':
      changeUnit(host, step.unit, { active: 'active' })
      break
    case 'deactivate':
    case 'keep-off':
      changeUnit(host, step.unit, { active: 'inactive', enabled: 'disabled' })
      break
    case 'daemon-reload':
      readUnits(host)
      break
    case 'check':
      break
    case 'placeholder':
      host.certificates[step.name] = { ...host.certificates[step.name], usable: true }
      break
    case 'order':
      issue(step, host)
      break
    default:
      host.paths[pathOf(step)] = onDisk(step, host.paths[pathOf(step)])
  }
}

/** The issuer gives what is asked for, and it is put to use. */
function issue(step: Step & { readonly do: 'order' }, host: Host): void {
  const { name, names, keyType, directory, hook } = step
  const time = { ends: 'some day', isExpired: false, isLate: false }
  const issued = { names, keyType, directory, hooks: [hook], ...time }
  host.certificates[name] = { usable: true, issued }
  host.paths[certificateLink(name)] = linkTo(issuedDirectory(name))
}

/** Units of our own are there while their files are. */
function readUnits(host: Host): void {
  for (const unit of Object.keys(host.units)) {
    const isThere = !isAbsent(host.paths[`/etc/systemd/system/${unit}`])
    const load = unit.startsWith('mirrorc-') ? { load: isThere ? 'loaded' : 'not-found' } : {}
    changeUnit(host, unit, { needsDaemonReload: false, ...load })
  }
}

const isAbsent = (found: PathState | undefined): boolean =>
  found === undefined || found.type === 'absent'

const pathOf = (step: Step): string => ('path' in step ? step.path : '')

/** What a step makes of what lies at its path. */
function onDisk(step: Step, found: PathState | undefined): PathState {
  switch (step.do) {
    case 'directory':
      return { type: 'directory', ...ownership(step) }
    case 'write':
    case 'write-later':
      return fileOf(step.content, ownership(step))
    case 'own':
      return owned(found, ownership(step))
    case 'link':
      return linkTo(step.target)
    case 'insert-line':
      return withLine(found, step.line)
    case 'remove-line':
      return withoutLine(found, step.line)
    case 'remove':
    case 'remove-directory':
      return { type: 'absent' }
    case 'unlink-site':
      return found?.type === 'link' && found.targetPristine !== true ? found : { type: 'absent' }
    default:
      throw new Error(`the simulation does not know the step ${step.do}`)
  }
}

const fileOf = (content: string, by: Ownership): FileState => ({
  ...{ type: 'file', content, sha256: sha256(content) },
  ...by,
})

const ownership = ({ owner, group, mode }: Ownership): Ownership => ({
  owner,
  group,
  mode,
})

const linkTo = (target: string): PathState & { type: 'link' } => ({
  type: 'link',
  target,
  owner: 'root',
  leadsTo: { type: 'file' },
})

function withoutLine(found: PathState | undefined, line: string): PathState {
  if (found?.type !== 'file') throw new Error('there is no file to take a line from')
  const lines = (found.content ?? '').split('\n')
  return fileOf(lines.filter(text => text.trim() !== line).join('\n'), ownership(found))
}

function owned(found: PathState | undefined, by: Ownership): PathState {
  if (found?.type === 'link') return { ...found, leadsTo: { type: 'directory', ...by } }
  if (found?.type === 'file' || found?.type === 'directory') return { ...found, ...by }
  throw new Error('nothing there can be owned')
}

function withLine(found: PathState | undefined, line: string): PathState {
  if (found?.type !== 'file') throw new Error('there is no file to put a line into')
  const content = (found.content ?? '').replace(
    /^http *\{\n/m,
    opening => `${opening}    ${line}\n`,
  )
  return { ...found, content, sha256: sha256(content) }
}

/** What a package brings with it, where it is not there yet; its daemons are kept from starting. */
function bring(host: Host, { groups, users, paths, units }: Effects): void {
  for (const group of groups) host.groups[group] = 'present'
  for (const user of users) {
    if (host.users[user]?.state === 'present') continue
    host.users[user] = { state: 'present', uid: 998, home: '/', shell: '/bin/false' }
  }
  for (const [unit, { enabled }] of Object.entries(units)) {
    if (host.units[unit]?.load === 'loaded') continue
    host.units[unit] = {
      ...{ load: 'loaded', active: 'inactive', needsDaemonReload: false },
      enabled: enabled ? 'enabled' : 'disabled',
    }
  }
  for (const [path, shipped] of Object.entries(paths)) {
    if (isAbsent(host.paths[path])) host.paths[path] = asShipped(shipped)
  }
}

function asShipped(shipped: ShippedPath): PathState {
  switch (shipped.type) {
    case 'link':
      return { ...linkTo(shipped.target), targetPristine: true }
    case 'directory':
      return { type: 'directory', ...byRoot, mode: '0755' }
    case 'file': {
      const content = 'events {\n}\nhttp {\n}\n'
      return { type: 'file', ...byRoot, mode: '0644', content, sha256: 'x', pristine: true }
    }
  }
}

function changeUnit(host: Host, unit: string, changes: Partial<UnitState>): void {
  const found = host.units[unit]
  if (found === undefined) throw new Error(`there is no unit ${unit}`)
  host.units[unit] = { ...found, ...changes }
}

/** A directory as it may lie on a host. */
export const directoryOf = (owner: string, mode: string): DirectoryState => ({
  type: 'directory',
  owner,
  group: owner,
  mode,
})
