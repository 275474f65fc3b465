import type { File } from '../resource.ts'
import { shellWord } from './escape.ts'

/** The commands that put a file into its place. */
export function copyLines({ path, owner, group, mode }: File): readonly string[] {
  return [
    `cp ${shellWord(`files${path}`)} ${shellWord(path)}`,
    `chown ${shellWord(`${owner}:${group}`)} ${shellWord(path)}`,
    `chmod ${mode} ${shellWord(path)}`,
  ]
}
