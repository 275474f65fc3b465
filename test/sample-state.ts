import type { HostState, PathState } from '../src/plan/host-state.ts'
import type { Installation } from '../src/plan/installation.ts'
import type { Observed, Verdict } from '../src/plan/verdict.ts'
import type { Effects, Package } from '../src/resource.ts'

export const sampleFacts: HostState['facts'] = {
  osId: 'debian',
  versionId: '12',
  uid: 0,
  machineId: '0'.repeat(32),
  bootId: '1',
  ipv6: true,
  systemd: true,
}

/** A host on which nothing was asked about, changed as asked. */
export function sampleState(changes: Partial<HostState> = {}): HostState {
  return {
    facts: sampleFacts,
    packages: {},
    groups: {},
    users: {},
    units: {},
    paths: {},
    listeners: undefined,
    ...changes,
  }
}

/** What the planner of one resource is handed. */
export function observed(
  state: Partial<HostState>,
  changes: Partial<Omit<Observed, 'state'>> = {},
): Observed {
  return {
    state: sampleState(state),
    ledger: undefined,
    adopt: false,
    fullUpgrade: false,
    retryCertificates: false,
    installation: undefined,
    ...changes,
  }
}

const noEffects: Effects = { groups: [], users: [], paths: {}, units: {} }

/** A package that brings nothing but what is said. */
export function samplePackage(name: string, effects: Partial<Effects> = {}): Package {
  return { kind: 'package', name, effects: { ...noEffects, ...effects } }
}

/** The installation of one package, which brings nothing but what is said. */
export function sampleInstallation(effects: Partial<Effects> = {}): Installation {
  return { names: ['nginx'], fullUpgrade: undefined, ...noEffects, ...effects }
}

export const byRoot = { owner: 'root', group: 'root' } as const

/** A path as a link, a fifo and the like stand in the way of what is wanted there. */
export const obstacles: Readonly<Record<string, PathState>> = {
  unreadable: { type: 'unreadable', reason: 'stat: Permission denied' },
  fifo: { type: 'other', ...byRoot, mode: '0644' },
  link: { type: 'link', target: '/x', owner: 'root', leadsTo: { type: 'absent' } },
  directory: { type: 'directory', ...byRoot, mode: '0755' },
  file: { type: 'file', ...byRoot, mode: '0644', sha256: 'x', content: 'x' },
}

/** A verdict in one word and the words that matter: `as wanted`, `refused: …`, `note: …`, or the change's steps. */
export function inBrief({ change, refusal, note }: Verdict): unknown {
  if (refusal !== undefined) return `refused: ${refusal.message}`
  if (change !== undefined) {
    const { verb, details, steps, guards } = change
    return { verb, details, steps, guards }
  }
  return note === undefined ? 'as wanted' : `note: ${note}`
}
