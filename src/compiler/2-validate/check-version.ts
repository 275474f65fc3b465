import { type Diagnostic, error } from '../../diagnostic.ts'
import type { MapNode } from '../document.ts'

/** The version of the format that this mirrorc reads. */
const known = 1

export interface VersionProblem {
  /** A newer format may have other keys and other meanings: nothing more can be said about the file. */
  readonly isNewer: boolean
  readonly diagnostic: Diagnostic
}

/** What is wrong with `version:`, when it is there. */
export function checkVersion(root: MapNode): VersionProblem | undefined {
  const node = root.entries.get('version')?.value
  if (!node || (node.kind === 'scalar' && node.value === known)) return undefined
  const isNewer = node.kind === 'scalar' && typeof node.value === 'number' && node.value > known
  const message = isNewer
    ? 'this file is written for a newer mirrorc; this one reads version 1'
    : 'this mirrorc reads version 1'
  const hint = isNewer ? 'install a newer mirrorc' : 'write version: 1'
  return { isNewer, diagnostic: error('unsupported-version', node.span, message, hint) }
}
