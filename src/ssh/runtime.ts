import { readFileSync } from 'node:fs'

/** The programs that are sent to the shell on a host, which keeps them for as long as it runs. */
export type ProgramName =
  | 'at-work'
  | 'checkup'
  | 'pristine'
  | 'probe'
  | 'rehearse'
  | 'runner/ask'
  | 'spool'
  | 'sync-desk'
  | 'unloaded'

/** A program of src/runtime as it is sent: without the lines that only people read. */
export function runtimeProgram(name: string): string {
  const text = readFileSync(new URL(`../runtime/${name}.sh`, import.meta.url), 'utf8')
  return text.replace(/^\s*(?:#.*)?\n/gm, '')
}

const runnerParts = [
  'pristine',
  'at-work',
  'runner/main',
  'runner/reset',
  'runner/guard',
  'runner/prepare',
  'runner/packages',
  'runner/stage',
  'runner/check',
  'runner/switch',
  'runner/activate',
  'runner/health',
  'runner/ask',
  'runner/commit',
  'runner/undo',
  'runner/order',
]

/** The program that lies on the host beside the steps of a run; `addition` goes before its call. */
export function runnerProgram(addition = ''): string {
  return `${runnerParts.map(runtimeProgram).join('')}${addition}main "$@"\n`
}

/** The shell that waits for programs on stdin, as one line. */
export function bootstrapProgram(): string {
  return runtimeProgram('bootstrap').trimEnd()
}

/** The command for the login shell: ours. */
export function bootstrapCommand(): string {
  return `exec /bin/sh -c '${bootstrapProgram()}'`
}

/** A call of a function that the shell has by now, and the marker that makes it run. */
export function call(...words: readonly string[]): string {
  return `${words.join(' ')}\n--mirrorc-run\n`
}
