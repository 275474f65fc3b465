import { createHash } from 'node:crypto'
import type { Resource } from '../resource.ts'

/** What the probe is asked about resources: the lines that src/runtime/probe.sh reads. */
export function probeRequest(resources: readonly Resource[]): string {
  return `${[...resources.map(question), 'end'].join('\n')}\n`
}

function question(resource: Resource): string {
  switch (resource.kind) {
    case 'package':
    case 'group':
    case 'user':
      return `${resource.kind} ${plainWord(resource.name)}`
    case 'directory':
    case 'symlink':
      return `path ${plainWord(resource.path)}`
    case 'file':
      return `file ${plainWord(resource.path)} ${sha256(resource.content)}`
    case 'include-line':
      // No digest is this: the text always comes back.
      return `file ${plainWord(resource.path)} -`
    case 'default-site':
      return `site ${plainWord(resource.path)} ${plainWord(resource.target)}`
    case 'service':
      return `unit ${plainWord(resource.unit)}`
  }
}

export function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex')
}

/** A word that a shell's field splitting leaves as it is, and that begins no option. */
export function plainWord(word: string): string {
  if (!/^[A-Za-z0-9/_.][A-Za-z0-9/_.,:=@+~-]*$/.test(word)) {
    throw new Error(`unreachable: ${JSON.stringify(word)} is not a plain word`)
  }
  return word
}
