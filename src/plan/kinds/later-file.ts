import type { File } from '../../resource.ts'
import { sha256 } from '../../sha256.ts'
import { asWanted, change, type Observed, refuse, remembered, type Verdict } from '../verdict.ts'
import type { Standing } from './certificate.ts'
import { planFile } from './file.ts'

/** A file that does harm without a certificate: with one it is a file like others, else it goes, and comes with it. */
export function planLater(
  resource: File,
  observed: Observed,
  standing: Standing | undefined,
): Verdict {
  const { path, content, owner, group, mode, onceIssued = '' } = resource
  const found = observed.state.paths[path] ?? { type: 'absent' }
  if (standing === 'in-use') return planFile(resource, observed)
  const later =
    standing === 'ordered'
      ? [{ do: 'write-later', certificate: onceIssued, path, content, owner, group, mode } as const]
      : []
  if (found.type === 'absent') {
    if (later.length === 0) return asWanted
    return change(resource, 'add', {
      details: [`${owner}:${group} ${mode}`, 'comes with the certificate'],
      text: { before: '', after: content },
      steps: later,
    })
  }
  const ours = [sha256(content), remembered(observed, resource)?.sha256]
  if (found.type !== 'file' || found.sha256 === undefined || !ours.includes(found.sha256)) {
    return refuse(
      `${path} is in the way: mirrorc did not make it, or it was edited`,
      'move it away',
    )
  }
  return change(resource, later.length === 0 ? 'remove' : 'change', {
    cause: 'changed',
    details: ['gone until the certificate is there'],
    guards: [{ path, expect: { type: 'file', sha256: found.sha256 }, orPristine: false }],
    steps: [{ do: 'remove', path }, ...later],
  })
}
