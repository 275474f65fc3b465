import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type ExitCode, exitCode, Failure } from '../failure.ts'
import { plural } from '../plural.ts'
import { compiledTree } from '../targets/compiled-tree.ts'
import { type Io, inform } from './io.ts'
import { loadMirror } from './load-mirror.ts'
import { selectHosts } from './select-hosts.ts'
import { replaceTree, type Tree, writeTree } from './tree.ts'

export interface CompileOptions {
  readonly file: string
  readonly out: string
  readonly hosts: readonly string[]
}

/** `mirrorc compile`: the artifacts of each host, as files that a person reads or copies to it. */
export async function compile(options: CompileOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadMirror(options.file, io)
  if (loaded === undefined) return exitCode.invalid
  const hosts = selectHosts(loaded.mirror, options.hosts)
  const out = resolve(io.cwd, options.out)
  const tree = compiledTree({ hosts })
  for (const host of hosts) checkEarlierOutput(join(out, host.name))
  for (const host of hosts) {
    const directory = join(out, host.name)
    const artifacts = below(tree, `${host.name}/`)
    // First of all: by the script an earlier output is known.
    writeTree(directory, new Map([...artifacts].filter(([path]) => path === 'commands.sh')))
    replaceTree(join(directory, 'files'), below(artifacts, 'files/'))
  }
  inform(io, `${plural(tree.size, 'file')} for ${plural(hosts.length, 'host')} in ${options.out}\n`)
  return exitCode.done
}

/** What lies below a directory of the tree. */
function below(tree: Tree, directory: string): Tree {
  const within = [...tree].filter(([path]) => path.startsWith(directory))
  return new Map(within.map(([path, text]) => [path.slice(directory.length), text]))
}

/** Of what an earlier run wrote, nothing is left that this one does not write; anything else is not ours to take. */
function checkEarlierOutput(directory: string): void {
  if (!existsSync(directory)) return
  const script = join(directory, 'commands.sh')
  const ours =
    existsSync(script) && readFileSync(script, 'utf8').startsWith('#!/bin/sh\n# Made by mirrorc')
  if (ours) return
  throw new Failure(
    exitCode.refused,
    `${directory} is there, and mirrorc did not make it`,
    'choose another directory with -o',
  )
}
