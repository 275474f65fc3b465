import type { File } from '../../resource.ts'
import type { FileState } from '../host-state.ts'
import type { Guard } from '../plan.ts'
import { asWanted, change, type Observed, refuse, type Verdict } from '../verdict.ts'
import { ownershipDetails } from './directory.ts'

/** How every file of ours begins. */
const ourMark = '# Made by mirrorc '

export function planFile(resource: File, observed: Observed): Verdict {
  const { path, content, owner, group, mode } = resource
  const found = observed.state.paths[path] ?? { type: 'absent' }
  switch (found.type) {
    case 'absent':
      return change(resource, 'add', {
        details: [`${owner}:${group} ${mode}`],
        text: { before: '', after: content },
        guards: [{ path, expect: { type: 'absent' }, orPristine: observed.installing }],
        steps: [{ do: 'write', path, content, owner, group, mode }],
      })
    case 'file':
      return planExisting(resource, found, observed.adopt)
    case 'unreadable':
      return refuse(`cannot look at ${path}: ${found.reason}`)
    case 'link':
      return refuse(
        `${path} is in the way: it is a symbolic link to ${found.target}`,
        'put the file itself there, or move the link away',
      )
    default:
      return refuse(`${path} is in the way: it is no file`, 'move it away')
  }
}

function planExisting(resource: File, found: FileState, adopt: boolean): Verdict {
  const { path, content, owner, group, mode } = resource
  const details = ownershipDetails(resource, found)
  if (found.content === undefined) {
    if (details.length === 0) return asWanted
    return change(resource, 'change', {
      details,
      guards: guardOf(path, found),
      steps: [{ do: 'own', path, owner, group, mode }],
    })
  }
  if (!found.content.startsWith(ourMark) && found.pristine !== true && !adopt) {
    return refuse(
      `${path} is in the way: mirrorc did not make it, and it is not as a package ships it`,
      'look at it; then move it away, or take it over with --adopt (a copy is kept)',
    )
  }
  return change(resource, 'change', {
    details: [...details, ...(found.pristine === true ? ["was the distribution's own"] : [])],
    text: { before: found.content, after: content },
    guards: guardOf(path, found),
    steps: [{ do: 'write', path, content, owner, group, mode }],
  })
}

function guardOf(path: string, { sha256 }: FileState): readonly Guard[] {
  if (sha256 === undefined) throw new Error(`unreachable: ${path} was probed without its digest`)
  return [{ path, expect: { type: 'file', sha256 }, orPristine: false }]
}
