import { plural } from '../plural.ts'
import type { Effects, Package, Resource } from '../resource.ts'
import type { Dependencies, HostState, PathState, UnitState } from './host-state.ts'
import { refuse, type Verdict } from './verdict.ts'

/** The packages that a plan installs, and all that they bring. */
export interface Installation extends Effects {
  readonly names: readonly string[]
  /** As in a package resource. */
  readonly fullUpgrade: string | undefined
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
    fullUpgrade: missing.find(r => r.fullUpgrade !== undefined)?.fullUpgrade,
    groups: effects.flatMap(e => e.groups),
    users: effects.flatMap(e => e.users),
    paths: Object.assign({}, ...effects.map(e => e.paths)),
    units: Object.assign({}, ...effects.map(e => e.units)),
  }
}

/** What comes and goes with the packages, beside what they are named for. */
export function planDependencies(
  installation: Installation | undefined,
  dependencies: Dependencies | undefined,
): readonly Verdict[] {
  if (installation === undefined) return []
  const names = installation.names.join(', ')
  const isOne = installation.names.length === 1
  if (dependencies === undefined) {
    const depend = isOne ? 'comes with what it depends on' : 'come with what they depend on'
    return [{ note: `${names} ${depend}` }]
  }
  const { added, upgraded, removed } = dependencies
  if (removed.length > 0) {
    return [
      refuse(
        `to install ${names}, the host's package manager would remove ${removed.join(', ')}`,
        'if that may go, remove it on the host first',
      ),
    ]
  }
  const newer = upgraded === 0 ? '' : ` and newer versions of ${upgraded}`
  const more = plural(added, 'more package')
  return [
    {
      note: `${names} ${isOne ? 'brings' : 'bring'} ${more}${newer} (by the package lists on the host)`,
    },
  ]
}

/** What comes of the wish to upgrade the whole host, for people. */
export function noteUpgrade(installation: Installation | undefined): Verdict {
  if (installation === undefined)
    return { note: 'no package is to be installed, so nothing is upgraded either' }
  return installation.fullUpgrade === undefined
    ? { note: "--full-upgrade does nothing here: this host's package manager installs without it" }
    : { note: `with them, every package of the host is upgraded (${installation.fullUpgrade})` }
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
  // What systemd makes of an init script, which Debian's packages leave behind when they go, gives way to the unit.
  const isThere = found.load !== 'not-found' && found.enabled !== 'generated'
  if (isThere || shipped === undefined) return found
  const enabled = shipped.enabled ? 'enabled' : 'disabled'
  return { load: 'loaded', active: 'inactive', enabled, needsDaemonReload: false }
}
