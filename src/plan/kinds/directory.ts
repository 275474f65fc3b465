import type { Directory } from '../../resource.ts'
import type { DirectoryState, LinkState } from '../host-state.ts'
import { asWanted, change, type Observed, refuse, type Verdict } from '../verdict.ts'

export function planDirectory(resource: Directory, { state }: Observed): Verdict {
  const { path, owner, group, mode } = resource
  const found = state.paths[path] ?? { type: 'absent' }
  switch (found.type) {
    case 'absent':
      return change(resource, 'add', {
        details: [`${owner}:${group} ${mode}`],
        guards: [{ path, expect: { type: 'absent' }, orPristine: true }],
        steps: [{ do: 'directory', path, owner, group, mode }],
      })
    case 'directory':
      return planOwnership(resource, found)
    case 'link':
      return planLinked(resource, found)
    case 'unreadable':
      return refuse(`cannot look at ${path}: ${found.reason}`)
    default:
      return refuse(
        `${path} is in the way: it is no directory`,
        'move it away, or choose another path',
      )
  }
}

// rsync 3.5 and later refuse a destination behind a link that belongs neither to root nor to the user that syncs.
function planLinked(resource: Directory, link: LinkState): Verdict {
  const { path } = resource
  if (link.leadsTo.type !== 'directory') {
    return refuse(`${path} is a symbolic link to ${link.target}, which is no directory`)
  }
  if (link.owner !== 'root' && link.owner !== resource.owner) {
    return refuse(
      `the symbolic link ${path} belongs to ${link.owner}: rsync will not follow it`,
      `on the host: chown -h root:root ${path}`,
    )
  }
  return planOwnership(resource, link.leadsTo)
}

function planOwnership(resource: Directory, found: DirectoryState): Verdict {
  const { path, owner, group } = resource
  if (resource.hold === 'nothing') return asWanted
  const mode = resource.hold === 'all' ? resource.mode : found.mode
  const details = ownershipDetails({ owner, group, mode }, found)
  if (details.length === 0) return asWanted
  return change(resource, 'change', { details, steps: [{ do: 'own', path, owner, group, mode }] })
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
