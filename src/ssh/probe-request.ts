import {
  certificateLink,
  directoriesAbove,
  issuedLinks,
  type Resource,
  type Service,
} from '../resource.ts'
import { sha256 } from '../sha256.ts'

/** What the probe is asked about resources: the lines that src/runtime/probe.sh reads. */
export function probeRequest(resources: readonly Resource[]): string {
  const asked = new Set(resources.flatMap(r => ('path' in r ? [r.path] : [])))
  const above = directoriesAbove(resources).filter(path => !asked.has(path))
  const lines = [...resources.map(question), ...above.map(path => `path ${plainWord(path)}`), 'end']
  return `${lines.join('\n')}\n`
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
    case 'include-line':
      return `file ${plainWord(resource.path)} ${wantedDigest(resource)}`
    case 'default-site':
      return `site ${plainWord(resource.path)} ${plainWord(resource.target)}`
    case 'certificate':
      return certificateQuestion(resource.name)
    case 'service':
      return serviceQuestion(resource)
  }
}

function certificateQuestion(name: string): string {
  const links = [certificateLink(name), ...issuedLinks(name)]
  return [...links.map(path => `path ${plainWord(path)}`), `certificate ${plainWord(name)}`].join(
    '\n',
  )
}

function serviceQuestion({ unit, check }: Service): string {
  const asked = `unit ${plainWord(unit)}`
  return check === 'nginx' ? `${asked}\nloads ${plainWord(unit)}` : asked
}

/** The digest that makes the text of a file's not worth sending; undefined where no text is asked for. */
export function wantedDigest(resource: Resource): string | undefined {
  if (resource.kind === 'file') return sha256(resource.content)
  // No digest is this: the text always comes back.
  return resource.kind === 'include-line' ? '-' : undefined
}

/** A word that a shell's field splitting leaves as it is, and that begins no option. */
export function plainWord(word: string): string {
  if (!/^[A-Za-z0-9/_.:][A-Za-z0-9/_.,:=@+~-]*$/.test(word)) {
    throw new Error(`unreachable: ${JSON.stringify(word)} is not a plain word`)
  }
  return word
}
