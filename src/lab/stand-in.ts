import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Release } from './system.ts'

/** A system that looks and acts like another as far as its setup script takes it: for where the real one is out of reach. */
export interface StandIn {
  readonly kind: 'stand-in'
  readonly id: string
  /** For people: "Arch stand-in (on Debian 13)". */
  readonly title: string
  /** Its users next to root that log in with the lab's key. */
  readonly logins: readonly string[]
  /** The release of Debian that it is made from. */
  readonly base: string
  /** The directory with setup.sh and all that it takes. */
  readonly directory: string
  /** The one argument of setup.sh. */
  readonly release: string
  /** Changes with every file in the directory. */
  readonly digest: string
}

/** What `stand-ins.json` in a distro's directory says, by release. */
type Descriptions = Readonly<
  Record<string, { title: string; base: string; logins: readonly string[] }>
>

/** Looks for a stand-in of a release in `DIRECTORY/DISTRO/stand-ins.json`. */
export function readStandIn(root: string, { distro, release }: Release): StandIn | undefined {
  const directory = join(root, distro)
  const file = join(directory, 'stand-ins.json')
  if (!existsSync(file)) return undefined
  const found = (JSON.parse(readFileSync(file, 'utf8')) as Descriptions)[release]
  if (found === undefined) return undefined
  return {
    kind: 'stand-in',
    id: `${distro}-${release}-stand-in`,
    title: `${found.title} stand-in (on Debian ${found.base})`,
    logins: found.logins,
    base: found.base,
    directory,
    release,
    digest: digestOf(directory),
  }
}

function digestOf(directory: string): string {
  const hash = createHash('sha256')
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
  for (const file of files.sort())
    hash.update(`${relative(directory, file)}\n`).update(readFileSync(file))
  return hash.digest('hex')
}
