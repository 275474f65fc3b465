import type { Effects, Package, Resource } from '../resource.ts'
import type { HostState, PathState, UnitState } from './host-state.ts'

/** The packages that a plan installs, and all that they bring. */
export interface Installation extends Effects {
  readonly names: readonly string[]
}

/** Undefined when no package is missing. */
export function planInstallation(
  resources: readonly Resource[],
  { packages }: HostState,
): Installation | undefined {
  const missing = resources.filter(
    (r): r is Package => r.kind === 'package' && packages[r.name]?.state !== 'present',
  )
  if (missing.length === 0) return undefined
  const effects = missing.map(r => r.effects)
  return {
    names: missing.map(r => r.name),
    groups: effects.flatMap(e => e.groups),
    users: effects.flatMap(e => e.users),
    paths: Object.assign({}, ...effects.map(e => e.paths)),
    units: Object.assign({}, ...effects.map(e => e.units)),
  }
}

/** What a path will be once the packages are there. Not so for files, whose text nobody knows before. */
export function pathToCome(
  path: string,
  found: PathState,
  installation: Installation | undefined,
): PathState {
  const shipped = installation?.paths[path]
  if (found.type !== 'absent' || shipped === undefined) return found
  const byRoot = { owner: 'root', group: 'root' } as const
  switch (shipped.type) {
    case 'directory':
      return { type: 'directory', ...byRoot, mode: '0755' }
    case 'link': {
      const { target } = shipped
      return {
        type: 'link',
        target,
        owner: 'root',
        leadsTo: { type: 'file' },
        targetPristine: true,
      }
    }
    case 'file':
      return found
  }
}

/** Whether the packages bring a file to a path. */
export function bringsFile(installation: Installation | undefined, path: string): boolean {
  return installation?.paths[path]?.type === 'file'
}

/** What a unit will be, once the packages are there; it is kept from starting before its configuration is in place. */
export function unitToCome(
  unit: string,
  found: UnitState,
  installation: Installation | undefined,
): UnitState {
  const shipped = installation?.units[unit]
  if (found.load !== 'not-found' || shipped === undefined) return found
  const enabled = shipped.enabled ? 'enabled' : 'disabled'
  return { load: 'loaded', active: 'inactive', enabled, needsDaemonReload: false }
}
