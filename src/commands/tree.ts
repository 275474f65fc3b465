import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Texts by their path below a directory. */
export type Tree = ReadonlyMap<string, string>

/** All files below a directory, whatever they are called. An absent directory is an empty tree. */
export function readTree(directory: string): Tree {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return new Map()
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
  return new Map(paths.map(path => [relative(directory, path), readFileSync(path, 'utf8')]))
}

// Not mkdir's own `recursive`, which never comes back from a place like /proc (seen with Node 20).
function makeDirectory(path: string): void {
  if (existsSync(path)) return
  makeDirectory(dirname(path))
  mkdirSync(path)
}

/** Writes the texts; a place that cannot be written is the user's to choose anew. */
export function writeTree(directory: string, tree: Tree): void {
  for (const [path, text] of tree) {
    const target = join(directory, path)
    makeDirectory(dirname(target))
    writeFileSync(target, text, { mode: path.endsWith('/commands.sh') ? 0o755 : 0o644 })
  }
}
