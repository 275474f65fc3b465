import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
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

/** Makes a directory hold these texts and nothing else. What is there and as it shall be is not written again. */
export function replaceTree(directory: string, tree: Tree): void {
  const isDirectory = lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() === true
  if (isDirectory) removeOthers(directory, tree)
  else rmSync(directory, { force: true })
  const isSame = ([path, text]: readonly [string, string]): boolean => {
    const target = join(directory, path)
    return existsSync(target) && readFileSync(target, 'utf8') === text
  }
  writeTree(directory, new Map([...tree].filter(entry => !isSame(entry))))
}

function removeOthers(directory: string, tree: Tree): void {
  const directories = new Set<string>()
  for (const path of tree.keys()) addParents(directories, path)
  const isWanted = (path: string, isDirectory: boolean, isFile: boolean): boolean =>
    isDirectory ? directories.has(path) : isFile && tree.has(path)
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (isWanted(relative(directory, path), entry.isDirectory(), entry.isFile())) continue
    rmSync(path, { recursive: true, force: true })
  }
}

function addParents(directories: Set<string>, path: string): void {
  const parent = dirname(path)
  if (parent === '.' || directories.has(parent)) return
  directories.add(parent)
  addParents(directories, parent)
}
