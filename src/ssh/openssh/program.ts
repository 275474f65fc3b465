import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { printable, unreachable } from '../unreachable.ts'
import type { Invocation } from './arguments.ts'

/** A running `ssh`. */
export interface Program {
  readonly child: ChildProcessWithoutNullStreams
  /** Its exit status, once all of its output was read. */
  readonly ended: Promise<number | undefined>
  /** What it wrote of itself so far. */
  log(): string
}

/** Start the system's `ssh`. */
export function startProgram(invocation: Invocation, command: string, label: string): Program {
  const child = spawn('ssh', [...invocation.words, command], {
    stdio: 'pipe',
    // Away from the terminal: Ctrl-C is mirrorc's to handle, and nothing may be asked there.
    detached: true,
    windowsHide: true,
  })
  child.stdin.on('error', () => {})
  const log = () => readLog(invocation.logFile)
  let last = ''
  const ended = new Promise<number | undefined>((resolve, reject) => {
    child.once('error', error => {
      invocation.remove()
      reject(noProgram(label, error))
    })
    child.once('exit', () => {
      last = log()
      invocation.remove()
    })
    child.once('close', code => resolve(code ?? undefined))
  })
  ended.catch(() => {})
  return { child, ended, log: () => last || log() }
}

function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function noProgram(label: string, cause: Error): Error {
  return unreachable(
    `${label}: cannot run the system's ssh: ${printable(cause.message)}`,
    'Install the OpenSSH client.',
    cause,
  )
}

/** What `ssh` said to people, in its log and on stderr, where those that it starts for hosts on the way say theirs. */
export function saidBy(log: string, errors: string): string {
  const lines = `${errors}\n${log}`.split('\n').map(printable)
  const told = lines.filter(line => line !== '' && !/^(debug\d|OpenSSH_|Authenticated )/.test(line))
  return told.slice(-6).join('; ')
}
