import type { DirectoryState, LinkState, Ownership, PathState } from '../plan/host-state.ts'
import type { Section } from './section.ts'

/** What the probe's sections say of each path asked about; with it, the digest that its file should have, if any. */
export function readPaths(
  sections: readonly Section[],
  wanted: ReadonlyMap<string, string | undefined>,
): Record<string, PathState> {
  const stats = readStats(sections.find(s => s.name === 'paths')?.lines ?? [])
  const answers: Answers = {
    wanted,
    followed: readStats(sections.find(s => s.name === 'followed')?.lines ?? []),
    digests: new Map(
      (sections.find(s => s.name === 'digests')?.lines ?? []).map(line => [
        line.slice(66),
        line.slice(0, 64),
      ]),
    ),
    texts: textsOf(sections, 'content'),
    targets: textsOf(sections, 'link'),
    shipped: new Map(
      sections
        .filter(s => s.name === 'shipped')
        .map(s => [s.argument, s.lines.includes('pristine')]),
    ),
  }
  return Object.fromEntries([...wanted.keys()].map(path => [path, pathState(path, stats, answers)]))
}

interface Answers {
  readonly wanted: ReadonlyMap<string, string | undefined>
  readonly followed: Stats
  readonly digests: ReadonlyMap<string, string>
  readonly texts: ReadonlyMap<string, Buffer>
  readonly targets: ReadonlyMap<string, Buffer>
  readonly shipped: ReadonlyMap<string, boolean>
}

interface Stats {
  readonly found: ReadonlyMap<string, Stat>
  readonly complaints: readonly string[]
}

interface Stat extends Ownership {
  readonly type: 'file' | 'directory' | 'link' | 'other'
}

// Each line is a raw mode in hexadecimal, size, owner, group and path, or what stat(1) complains of.
function readStats(lines: readonly string[]): Stats {
  const found = new Map<string, Stat>()
  const complaints: string[] = []
  for (const line of lines) {
    const match = /^([0-9a-f]+) \d+ (\S+) (\S+) (\/.*)$/.exec(line)
    if (match === null) complaints.push(line)
    else found.set(match[4] ?? '', stat(match))
  }
  return { found, complaints }
}

function stat([, rawMode = '', owner = '', group = '']: RegExpExecArray): Stat {
  const bits = Number.parseInt(rawMode, 16)
  return {
    type: fileType(bits),
    mode: (bits & 0o7777).toString(8).padStart(4, '0'),
    owner,
    group,
  }
}

// The type bits of st_mode; inode(7).
function fileType(bits: number): Stat['type'] {
  switch (bits & 0o170000) {
    case 0o100000:
      return 'file'
    case 0o040000:
      return 'directory'
    case 0o120000:
      return 'link'
    default:
      return 'other'
  }
}

function textsOf(sections: readonly Section[], name: string): ReadonlyMap<string, Buffer> {
  return new Map(
    sections
      .filter(s => s.name === name)
      .map(s => [s.argument, Buffer.from(s.lines.join(''), 'base64')]),
  )
}

function pathState(path: string, stats: Stats, answers: Answers): PathState {
  const found = stats.found.get(path)
  if (found === undefined) return missing(path, stats.complaints)
  const { type, ...ownership } = found
  switch (type) {
    case 'directory':
    case 'other':
      return { type, ...ownership }
    case 'link':
      if (answers.followed.complaints.includes(silence(path))) return unanswered
      return linkState(path, found.owner, answers)
    case 'file':
      return fileState(path, ownership, answers)
  }
}

/** What the probe says of a path that keeps silent, as one on a dead disk does. */
const silence = (path: string): string => `no answer from '${path}'`

const unanswered: PathState = { type: 'unreadable', reason: 'its disk does not answer' }

// "Cannot look" is never taken for "not there": only the two messages that mean absence do. The stat of uutils adds
// the number (github.com/uutils/coreutils/issues/13012).
const absence = /: (?:No such file or directory|Not a directory)(?: \(os error \d+\))?$/

function missing(path: string, complaints: readonly string[]): PathState {
  if (complaints.includes(silence(path))) return unanswered
  const complaint = complaints.find(line => line.includes(`'${path}'`) || line.includes(`${path}:`))
  if (complaint !== undefined && absence.test(complaint)) return { type: 'absent' }
  return { type: 'unreadable', reason: complaint ?? 'the host said nothing about it' }
}

function linkState(path: string, owner: string, answers: Answers): LinkState {
  const shown = answers.targets.get(path)?.toString('utf8') ?? ''
  const target = shown.replace(/\n$/, '')
  const end = answers.followed.found.get(path)
  const pristine = answers.shipped.get(target)
  return {
    type: 'link',
    target,
    owner,
    leadsTo: farEnd(end),
    ...(pristine === undefined ? {} : { targetPristine: pristine }),
  }
}

function farEnd(end: Stat | undefined): LinkState['leadsTo'] {
  if (end === undefined) return { type: 'absent' }
  if (end.type === 'directory') return end as DirectoryState
  return { type: end.type === 'file' ? 'file' : 'other' }
}

function fileState(path: string, ownership: Ownership, answers: Answers): PathState {
  const wanted = answers.wanted.get(path)
  const sha256 = answers.digests.get(path)
  const bytes = answers.texts.get(path)
  if (wanted === undefined) return { type: 'file', ...ownership }
  if (sha256 === undefined) return { type: 'unreadable', reason: 'its content cannot be read' }
  if (bytes === undefined) {
    if (sha256 !== wanted) throw new Error(`the probe's answer has no text of ${path}`)
    return { type: 'file', ...ownership, sha256 }
  }
  const content = bytes.toString('utf8')
  const binary = !Buffer.from(content, 'utf8').equals(bytes)
  return {
    type: 'file',
    ...ownership,
    sha256,
    content,
    ...(binary ? { binary } : {}),
    ...(answers.shipped.has(path) ? { pristine: answers.shipped.get(path) === true } : {}),
  }
}
