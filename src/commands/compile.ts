import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type ExitCode, exitCode, Failure } from '../failure.ts'
import { plural } from '../plural.ts'
import { compiledTree } from '../targets/compiled-tree.ts'
import { type Io, inform } from './io.ts'
import { loadMirror } from './load-mirror.ts'
import { selectHosts } from './select-hosts.ts'
import { writeTree } from './tree.ts'

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
  for (const host of hosts) clearEarlierOutput(join(out, host.name))
  writeTree(out, tree)
  inform(io, `${plural(tree.size, 'file')} for ${plural(hosts.length, 'host')} in ${options.out}\n`)
  return exitCode.done
}

/** What an earlier run wrote goes, so that no file of a module long gone is left; anything else is not ours to take. */
function clearEarlierOutput(directory: string): void {
  if (!existsSync(directory)) return
  const script = join(directory, 'commands.sh')
  const ours =
    existsSync(script) && readFileSync(script, 'utf8').startsWith('#!/bin/sh\n# Made by mirrorc')
  if (!ours) {
    throw new Failure(
      exitCode.refused,
      `${directory} is there, and mirrorc did not make it`,
      'choose another directory with -o',
    )
  }
  rmSync(script)
  rmSync(join(directory, 'files'), { recursive: true, force: true })
}
