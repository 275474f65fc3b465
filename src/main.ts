#!/usr/bin/env node
import { runCli } from './cli.ts'
import { type ExitCode, exitCode, Failure } from './failure.ts'
import { processIo } from './process-io.ts'

const interruption = new AbortController()
process.once('SIGINT', () => interruption.abort(exitCode.interrupted))
process.once('SIGTERM', () => interruption.abort(exitCode.terminated))
// `mirrorc diff | head` is no error of anybody's.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit()
  throw error
})

process.exitCode = await main()

async function main(): Promise<ExitCode> {
  const argv = process.argv.slice(2)
  try {
    return await runCli(argv, processIo(argv, interruption.signal))
  } catch (error) {
    if (interruption.signal.aborted) return interrupted(interruption.signal.reason, error)
    if (error instanceof Failure) return explain(error)
    if (isSystemError(error)) return explainSystem(error)
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.stderr.write('This is a bug in mirrorc. Please report it with the lines above.\n')
    return exitCode.bug
  }
}

function explain({ exit, message, hint }: Failure): ExitCode {
  process.stderr.write(`error: ${message}\n`)
  if (hint !== undefined) process.stderr.write(`  hint: ${hint}\n`)
  return exit
}

interface SystemError extends Error {
  readonly code: string
  readonly syscall: string
}

/** A disk that is full, a file that may not be written: nothing of mirrorc's, and no bug. */
function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && 'code' in error
}

function explainSystem({ message }: SystemError): ExitCode {
  process.stderr.write(`error: ${message}\n`)
  return exitCode.bug
}

function interrupted(reason: ExitCode, error: unknown): ExitCode {
  process.stderr.write(`interrupted${error instanceof Failure ? `: ${error.message}` : ''}\n`)
  return reason
}
