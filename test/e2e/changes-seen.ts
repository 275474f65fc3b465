import type { HostState, PathState } from '../../src/plan/host-state.ts'
import { certificateLink, type Resource, resourceId } from '../../src/resource.ts'

/** What became of the resources between two looks at a host, in the words of a diff: `add package:nginx`. */
export function changesSeen(
  resources: readonly Resource[],
  before: HostState,
  after: HostState,
): readonly string[] {
  return resources.flatMap(resource => {
    const [was, is] = [stateOf(resource, before), stateOf(resource, after)]
    if (was === is) return []
    const verb = verbFor(resource, was, is)
    return [`${verb} ${resourceId(resource)}`]
  })
}

function verbFor(resource: Resource, was: string, is: string): string {
  // The file comes with its package, and is then changed.
  if (resource.kind === 'include-line') return 'change'
  return was === 'absent' ? 'add' : is === 'absent' ? 'remove' : 'change'
}

/** All that a look at the host says of a resource; what is not there is `absent`. */
function stateOf(resource: Resource, state: HostState): string {
  switch (resource.kind) {
    case 'package':
      return state.packages[resource.name]?.state ?? 'absent'
    case 'group':
      return state.groups[resource.name] ?? 'absent'
    case 'user':
      return state.users[resource.name]?.state ?? 'absent'
    case 'service': {
      const { load, active, enabled } = state.units[resource.unit] ?? { load: 'not-found' }
      return load === 'not-found' ? 'absent' : `${load} ${active} ${enabled}`
    }
    case 'certificate':
      return pathIn(state.paths[certificateLink(resource.name)])
    default:
      return pathIn(state.paths[resource.path])
  }
}

const pathIn = (found: PathState | undefined): string =>
  found === undefined || found.type === 'absent' ? 'absent' : JSON.stringify(found)
