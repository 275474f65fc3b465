import { type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { exitCode, Failure } from '../failure.ts'

/** What a program that ran on this machine left behind. */
export interface CommandResult {
  code: number
  stdout: string
  stderr: string
}

/** How to run a program: what it reads, how long it may take, who hears its error lines as they come. */
export interface CommandOptions {
  input?: string
  timeoutMilliseconds?: number
  onErrorLine?: (line: string) => void
}

/** One line for a person about what is going on right now. */
export type Progress = (step: string) => void

const defaultTimeout = 60_000

/**
 * `su` without `-` leaves root with a user's PATH, where nft and ip are not found.
 * Output is parsed and shown in errors, so it must not depend on the locale.
 */
export const commandEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${process.env.PATH ?? '/usr/bin:/bin'}:/usr/local/sbin:/usr/sbin:/sbin`,
  LC_ALL: 'C',
  DEBIAN_FRONTEND: 'noninteractive',
}

/** Runs a program to its end, whatever its exit status. 124 and 127 mean what they mean to a shell: too slow, not found. */
export function run(
  file: string,
  arguments_: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const timeout = options.timeoutMilliseconds ?? defaultTimeout
  return new Promise(resolve => {
    const settings: SpawnOptions = { env: commandEnvironment, stdio: 'pipe' }
    const child = spawn(file, arguments_, settings)
    const result: CommandResult = { code: 0, stdout: '', stderr: '' }
    const timer = setTimeout(() => {
      result.stderr += `\nstill running after ${timeout / 1000} s`
      child.kill('SIGKILL')
    }, timeout)
    const settle = (code: number) => {
      clearTimeout(timer)
      resolve({ ...result, code })
    }
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      result.stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      result.stderr += text
      for (const line of text.split('\n')) if (line !== '') options.onErrorLine?.(line)
    })
    child.on('error', error => {
      result.stderr += error.message
      settle(127)
    })
    child.on('close', code => settle(code ?? 124))
    // A program that ends without reading its input closes the pipe: that is its right.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input ?? '')
  })
}

/** Runs a program that has to succeed, and gives what it printed. */
export async function runOrFail(
  file: string,
  arguments_: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await run(file, arguments_, options)
  if (result.code !== 0) {
    const command = [file, ...arguments_].join(' ')
    throw new Failure(exitCode.bug, `lab: ${command} failed: ${lastLines(result.stderr, 5)}`)
  }
  return result.stdout
}

/** Runs a short program without giving up the thread: for taking a lab down while the process ends. */
export function runNow(file: string, arguments_: readonly string[]): CommandResult {
  const result = spawnSync(file, arguments_, {
    env: commandEnvironment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: defaultTimeout,
    killSignal: 'SIGKILL',
  })
  return { code: result.status ?? 124, stdout: result.stdout ?? '', stderr: result.stderr ?? '' }
}

/** The end of a text, where programs say what went wrong. */
export function lastLines(text: string, count: number): string {
  return text.trim().split('\n').slice(-count).join('\n')
}

/** Waits. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
