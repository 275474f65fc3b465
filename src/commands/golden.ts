import { basename, dirname, extname, join, resolve } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import { type ExitCode, exitCode, Failure } from '../failure.ts'
import { plural } from '../plural.ts'
import { compiledTree } from '../targets/compiled-tree.ts'
import { type Io, inform } from './io.ts'
import { loadMirror } from './load-mirror.ts'
import { readTree, replaceTree, type Tree } from './tree.ts'

export interface GoldenOptions {
  readonly file: string
  readonly update: boolean
}

/**
 * `mirrorc test`: compares what mirror.yaml compiles to with the whole tree kept in `mirror.expected/` beside it.
 * Missing, extra and different files are all differences.
 */
export async function golden(options: GoldenOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadMirror(options.file, io)
  if (loaded === undefined) return exitCode.invalid
  const actual = compiledTree(loaded.mirror)
  const name = `${basename(options.file, extname(options.file))}.expected`
  const directory = join(dirname(resolve(io.cwd, options.file)), name)
  if (directory === resolve(io.cwd, options.file)) {
    const message = `${options.file} has the name of the tree that it would be compared with`
    throw new Failure(exitCode.usage, message, 'give the mirror file another name')
  }
  if (options.update) {
    replaceTree(directory, actual)
    inform(io, `${name}: ${plural(actual.size, 'file')} written\n`)
    return exitCode.done
  }
  const expected = readTree(directory)
  if (expected.size === 0) {
    throw new Failure(
      exitCode.differences,
      `there is no ${name} yet, to compare with`,
      'mirrorc test --update writes it; commit it beside the mirror file',
    )
  }
  const differences = compareTrees(expected, actual)
  for (const difference of differences) io.out.write(difference)
  if (differences.length === 0)
    inform(io, `${name}: ${plural(actual.size, 'file')}, all as expected\n`)
  else io.err.write(advice(name, differences.length))
  return differences.length === 0 ? exitCode.done : exitCode.differences
}

function advice(name: string, differences: number): string {
  return (
    `${name}: ${differences} differences\n` +
    'hint: if they are meant, run `mirrorc test --update` and commit the tree\n'
  )
}

function compareTrees(expected: Tree, actual: Tree): readonly string[] {
  const paths = [...new Set([...expected.keys(), ...actual.keys()])].sort()
  return paths.flatMap(path => {
    const before = expected.get(path)
    const after = actual.get(path)
    if (before === after) return []
    const from = before === undefined ? '/dev/null' : path
    const to = after === undefined ? '/dev/null' : path
    return [createTwoFilesPatch(from, to, before ?? '', after ?? '', 'expected', 'compiled')]
  })
}
