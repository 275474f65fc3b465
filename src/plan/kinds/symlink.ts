import type { DefaultSite, Symlink } from '../../resource.ts'
import { pathToCome } from '../installation.ts'
import { asWanted, change, type Observed, refuse, type Verdict } from '../verdict.ts'

export function planSymlink(resource: Symlink, { state }: Observed): Verdict {
  const { path, target } = resource
  const found = state.paths[path] ?? { type: 'absent' }
  switch (found.type) {
    case 'absent':
      return change(resource, 'add', {
        details: [`→ ${target}`],
        guards: [{ path, expect: { type: 'absent' }, orPristine: false }],
        steps: [{ do: 'link', path, target }],
      })
    case 'link':
      if (found.target === target) return asWanted
      return refuse(`${path} is in the way: it is a symbolic link to ${found.target}`)
    case 'unreadable':
      return refuse(`cannot look at ${path}: ${found.reason}`)
    default:
      return refuse(`${path} is in the way: it is no symbolic link`)
  }
}

/** Switched off when it is the distro's own; somebody's own site of that name stays. */
export function planDefaultSite(resource: DefaultSite, observed: Observed): Verdict {
  const { path, target } = resource
  const seen = observed.state.paths[path] ?? { type: 'absent' }
  const found = pathToCome(path, seen, observed.installation)
  if (found.type === 'absent') return asWanted
  if (found.type === 'link' && found.target === target && found.targetPristine === true) {
    return change(resource, 'remove', {
      cause: 'changed',
      details: [found === seen ? "the distribution's own" : 'the package switches it on'],
      steps: [{ do: 'unlink-site', path, target }],
    })
  }
  return { note: `${path} is not the distribution's own default site any more: it stays` }
}
