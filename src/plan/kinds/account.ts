import type { Group, User } from '../../resource.ts'
import { asWanted, change, type Observed, refuse, type Verdict } from '../verdict.ts'

export function planGroup(resource: Group, { state, installation }: Observed): Verdict {
  if (state.groups[resource.name] === 'present') return asWanted
  if (installation?.groups.includes(resource.name) === true) return asWanted
  return change(resource, 'add', {
    details: ['system group'],
    steps: [{ do: 'group', name: resource.name }],
  })
}

/** A user that is there already is somebody's: it is used as it is, unless it is root under another name. */
export function planUser(resource: User, { state, installation }: Observed): Verdict {
  const found = state.users[resource.name] ?? { state: 'absent' }
  if (found.state === 'absent') {
    if (installation?.users.includes(resource.name) === true) return asWanted
    const { kind: _, ...user } = resource
    return change(resource, 'add', {
      details: [`system user, home ${user.home}, shell ${user.shell}`],
      steps: [{ do: 'user', ...user }],
    })
  }
  if (found.uid === 0) {
    return refuse(
      `user ${resource.name} is root on the host (uid 0)`,
      'name an unprivileged user in storage.user',
    )
  }
  return asWanted
}
