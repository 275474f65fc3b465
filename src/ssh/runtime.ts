import { readFileSync } from 'node:fs'

/** A program of src/runtime as it is sent: without the lines that only people read. */
export function runtimeProgram(name: 'apply' | 'bootstrap' | 'pristine' | 'probe'): string {
  const text = readFileSync(new URL(`../runtime/${name}.sh`, import.meta.url), 'utf8')
  return text.replace(/^\s*(?:#.*)?\n/gm, '')
}

/** The command for the login shell: ours, which waits for programs on stdin. */
export function bootstrapCommand(): string {
  return `exec /bin/sh -c '${runtimeProgram('bootstrap').trimEnd()}'`
}

/** A call of a function that the shell has by now, and the marker that makes it run. */
export function call(...words: readonly string[]): string {
  return `${words.join(' ')}\n--mirrorc-run\n`
}
