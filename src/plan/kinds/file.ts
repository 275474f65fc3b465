import type { File } from '../../resource.ts'
import { sha256 } from '../../sha256.ts'
import type { FileState } from '../host-state.ts'
import { bringsFile } from '../installation.ts'
import type { Cause, Change, Guard } from '../plan.ts'
import { asWanted, change, type Observed, refuse, remembered, type Verdict } from '../verdict.ts'
import { ownershipDetails } from './directory.ts'

/** How every file of ours begins; in HTML a comment is another one. */
const ourMark = /^(?:#|<!--) Made by mirrorc /

/** What is said of a file that a package is known to bring. */
export const inPlaceOfShipped = 'in the place of the one that its package brings'

export function planFile(resource: File, observed: Observed): Verdict {
  const { path, content, owner, group, mode } = resource
  const { installation } = observed
  const found = observed.state.paths[path] ?? { type: 'absent' }
  switch (found.type) {
    case 'absent':
      return change(resource, 'add', {
        cause: remembered(observed, resource) === undefined ? 'new' : 'drift',
        details: [
          `${owner}:${group} ${mode}`,
          ...(bringsFile(installation, path) ? [inPlaceOfShipped] : []),
        ],
        ...shown(resource, ''),
        guards: [{ path, expect: { type: 'absent' }, orPristine: installation !== undefined }],
        steps: [{ do: 'write', path, content, owner, group, mode }],
      })
    case 'file':
      return planExisting(resource, found, observed)
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

function planExisting(resource: File, found: FileState, observed: Observed): Verdict {
  const { path, content, owner, group, mode } = resource
  const details = ownershipDetails(resource, found)
  if (found.content === undefined) {
    if (found.sha256 !== sha256(content)) return unknownText(path)
    if (details.length === 0) return asWanted
    return change(resource, 'change', {
      cause: 'drift',
      details,
      guards: guardOf(path, found.sha256),
      steps: [{ do: 'own', path, owner, group, mode }],
    })
  }
  const cause = causeOf(resource, found, observed)
  if (cause === undefined) return inTheWay(path)
  if (cause === 'conflict' && !observed.adopt) return conflict(path)
  return change(resource, 'change', {
    cause,
    details: [...details, ...explain(found, cause)],
    ...shown(resource, found.content),
    guards: guardOf(path, found.sha256 ?? sha256(found.content)),
    steps: [{ do: 'write', path, content, owner, group, mode }],
  })
}

/**
 * Three texts are compared: the wanted, the one that is there, and the one that was last applied.
 * Undefined: what is there is somebody else's. Without a ledger the file's own first line must do.
 */
function causeOf(resource: File, found: FileState, observed: Observed): Cause | undefined {
  const last = remembered(observed, resource)
  if (last === undefined) {
    const ours =
      observed.ledger === undefined && found.content !== undefined && ourMark.test(found.content)
    return ours || found.pristine === true || observed.adopt ? 'changed' : undefined
  }
  if (found.sha256 === last.sha256) return 'changed'
  return sha256(resource.content) === last.sha256 ? 'drift' : 'conflict'
}

function explain(found: FileState, cause: Cause): readonly string[] {
  return [
    ...(found.pristine === true ? ["was the distribution's own"] : []),
    ...(cause === 'drift' || cause === 'conflict' ? ['edited on the host; a copy is kept'] : []),
  ]
}

/** What a diff shows of the text. */
function shown({ program, content }: File, before: string): Pick<Change, 'text'> {
  return program ? {} : { text: { before, after: content } }
}

// A record of a host, made for another mirror.yaml, has the digests and texts that mattered to that one.
function unknownText(path: string): Verdict {
  return refuse(
    `what ${path} holds is not known`,
    'was the host recorded for another mirror.yaml? `mirrorc diff HOST --record FILE` does it anew',
  )
}

function inTheWay(path: string): Verdict {
  return refuse(
    `${path} is in the way: mirrorc did not make it, and it is not as a package ships it`,
    'look at it; then move it away, or take it over with --adopt (a copy is kept)',
  )
}

function conflict(path: string): Verdict {
  return refuse(
    `${path} was edited on the host, and mirror.yaml wants something new of it as well`,
    'carry the edit over to mirror.yaml, or let it go with --adopt (a copy is kept)',
  )
}

const guardOf = (path: string, digest: string): readonly Guard[] => [
  { path, expect: { type: 'file', sha256: digest }, orPristine: false },
]
