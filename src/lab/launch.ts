import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCgroups } from './cgroup.ts'
import { commandEnvironment, lastLines } from './command.ts'
import { labDirectory } from './state.ts'

/** A long-running program of a lab. */
export interface LaunchedProcess {
  /** What it printed, for when it does not do what it should. */
  readonly log: string
  hasEnded(): boolean
}

/**
 * Starts a program that outlives this call, in control groups of its own, with its output in a file.
 * It is in its groups before it is itself, so that whatever it starts can be found and killed.
 */
export function launch(
  lab: string,
  name: string,
  command: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): LaunchedProcess {
  const groups = createCgroups(lab, name).map(group => join(group, 'cgroup.procs'))
  const log = join(labDirectory(lab), `${name}.log`)
  const script = 'while test "$1" != --; do echo $$ >"$1"; shift; done; shift; exec "$@"'
  const output = openSync(log, 'a', 0o600)
  let ended = false
  // Detached: Ctrl-C at the terminal is for this program, which then takes the lab down in order.
  const child = spawn('sh', ['-c', script, 'sh', ...groups, '--', ...command], {
    env: { ...commandEnvironment, ...environment },
    detached: true,
    stdio: ['ignore', output, output],
  })
  child.on('exit', () => {
    ended = true
  })
  child.on('error', () => {
    ended = true
  })
  child.unref()
  closeSync(output)
  return { log, hasEnded: () => ended }
}

/** The end of what a launched program printed. */
export function endOfLog(log: string): string {
  return lastLines(readFileSync(log, 'utf8'), 12)
}
