import type { Directory } from '../../resource.ts'
import type { DirectoryState, LinkState, PathState } from '../host-state.ts'
import { pathToCome } from '../installation.ts'
import { asWanted, change, type Observed, refuse, remembered, type Verdict } from '../verdict.ts'

export function planDirectory(resource: Directory, observed: Observed): Verdict {
  const { state, adopt, installation } = observed
  const { path, owner, group, mode } = resource
  const found = pathToCome(path, state.paths[path] ?? { type: 'absent' }, installation)
  switch (found.type) {
    case 'absent':
      return change(resource, 'add', {
        details: [`${owner}:${group} ${mode}`],
        guards: [{ path, expect: { type: 'absent' }, orPristine: true }],
        steps: [{ do: 'directory', path, owner, group, mode }],
      })
    case 'directory':
      // What is recorded as ours is ours, also when its owner is somebody else now, or nobody.
      return planOwnership(resource, found, adopt || remembered(observed, resource) !== undefined)
    case 'link':
      return planLinked(resource, found, adopt)
    case 'unreadable':
      return refuse(`cannot look at ${path}: ${found.reason}`)
    default:
      return refuse(
        `${path} is in the way: it is no directory`,
        'move it away, or choose another path',
      )
  }
}

// Who owns the link chooses where root's chown goes, and rsync 3.5 follows none that is not root's either.
function planLinked(resource: Directory, link: LinkState, adopt: boolean): Verdict {
  const { path } = resource
  if (link.leadsTo.type !== 'directory') {
    return refuse(`${path} is a symbolic link to ${link.target}, which is no directory`)
  }
  if (link.owner !== 'root') {
    return refuse(
      `${path} is a symbolic link to ${link.target} that belongs to ${link.owner}, not to root`,
      `look where it leads; if that is right, on the host: chown -h root:root ${path}`,
    )
  }
  const { change: found, ...rest } = planOwnership(resource, link.leadsTo, adopt)
  if (found === undefined) return rest
  const { target } = link
  return {
    change: {
      ...found,
      details: [...found.details, `a link to ${target}`],
      guards: [{ path, expect: { type: 'link', target }, orPristine: false }],
    },
  }
}

function planOwnership(resource: Directory, found: DirectoryState, adopt: boolean): Verdict {
  const { path, owner, group } = resource
  if (resource.hold === 'nothing') return planParent(path, found)
  if (resource.hold === 'all' && ![owner, 'root'].includes(found.owner) && !adopt) {
    return refuse(
      `${path} belongs to ${found.owner}: it may be somebody's`,
      'choose another path, or take it over with --adopt',
    )
  }
  const mode = resource.hold === 'all' ? resource.mode : found.mode
  const details = ownershipDetails({ owner, group, mode }, found)
  if (details.length === 0) return asWanted
  const wanted = { owner, group, mode }
  const verdict = change(resource, 'change', { details, steps: [{ do: 'own', path, ...wanted }] })
  if (resource.hold === 'all' || found.owner === owner) return verdict
  const note = `what lies in ${path} keeps its owner; if that is ${found.owner}, on the host: chown -R --from=${found.owner} ${owner}:${group} ${path}`
  return { ...verdict, note }
}

/** A directory in which root's own files lie: there is nothing to do to it, but it may be a reason to stop. */
export function planAbove(path: string, found: PathState | undefined): Verdict {
  switch (found?.type) {
    case undefined:
    case 'absent':
      return asWanted
    case 'directory':
      return planAboveFiles(path, found)
    case 'link':
      return refuse(
        `${path} is a symbolic link to ${found.target}: mirrorc follows none to where root's files go`,
        `put the directory itself there; when it has to lie elsewhere: mount --bind ${found.target} ${path}`,
      )
    case 'unreadable':
      return refuse(`cannot look at ${path}: ${found.reason}`)
    default:
      return refuse(`${path} is in the way: it is no directory`, 'move it away')
  }
}

function planAboveFiles(path: string, found: DirectoryState): Verdict {
  const writers = writersOf(found)
  if (writers === undefined) return asWanted
  return refuse(
    `${path} can be written by ${writers}, who could change what root runs`,
    `on the host: chown root:root ${path}; chmod go-w ${path}`,
  )
}

// Whoever can write a parent can put a link in the place of what lies in it, and root would follow.
function planParent(path: string, found: DirectoryState): Verdict {
  const writers = writersOf(found)
  if (writers === undefined) return asWanted
  return refuse(
    `${path} can be written by ${writers}: no tree may lie below it`,
    'choose a path whose parents only root can write',
  )
}

/** Who can write to a directory beside root; undefined where nobody can. */
function writersOf({ owner, group, mode }: DirectoryState): string | undefined {
  const bits = Number.parseInt(mode, 8)
  const writers = [
    ...(owner === 'root' ? [] : [owner]),
    ...((bits & 0o020) !== 0 && group !== 'root' ? [`group ${group}`] : []),
    ...((bits & 0o002) !== 0 ? ['everybody'] : []),
  ]
  return writers.length === 0 ? undefined : writers.join(' and ')
}

/** "owner a:b → c:d", "mode 0600 → 0644": what differs. */
export function ownershipDetails(
  wanted: { owner: string; group: string; mode: string },
  found: { owner: string; group: string; mode: string },
): string[] {
  const before = `${found.owner}:${found.group}`
  const after = `${wanted.owner}:${wanted.group}`
  return [
    ...(before === after ? [] : [`owner ${before} → ${after}`]),
    ...(found.mode === wanted.mode ? [] : [`mode ${found.mode} → ${wanted.mode}`]),
  ]
}
