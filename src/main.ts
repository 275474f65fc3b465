import { runCli } from './cli.ts'
import { type ExitCode, exitCode, Failure } from './failure.ts'
import { processIo } from './process-io.ts'
import { escapeLines } from './terminal-text.ts'

const interruption = new AbortController()
const leaving = new AbortController()
process.once('SIGINT', () => interrupt(exitCode.interrupted))
process.once('SIGTERM', () => interrupt(exitCode.terminated))
let isOutputLost = false
// Whoever read it may have gone, as with `mirrorc sync fra1 athena | head`: what is being done goes on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || isOutputLost) return
  isOutputLost = true
  sayFailure(`error: cannot write the output: ${error.message}`, undefined)
})
process.once('exit', exit => {
  if (isOutputLost && untroubled.includes(exit)) process.exitCode = exitCode.bug
})
// Nobody hears any more what is told: what is being done goes on, and the exit status says how it went.
process.stderr.on('error', () => {})

void main().then(exit => {
  process.exitCode = exit
  setImmediate(endNow)
})

/** How a command ends that had nothing to complain of: but what it found was not told. */
const untroubled: readonly number[] = [exitCode.done, exitCode.differences, exitCode.pending]

/**
 * Connections on their way out, and Node's own clearing up, need not be waited for: 25 ms of every `diff`.
 * What a slow reader has yet to take does: exit() would cut it off.
 */
function endNow(): void {
  if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit()
}

/** The first time, what is at work comes to an end by itself; the second time, the process just ends. */
function interrupt(exit: ExitCode): void {
  process.once('SIGINT', () => {
    leaving.abort()
    process.exit(exitCode.interrupted)
  })
  interruption.abort(new Failure(exit, 'interrupted'))
}

async function main(): Promise<ExitCode> {
  const argv = process.argv.slice(2)
  try {
    return await runCli(argv, processIo(argv, interruption.signal, leaving.signal))
  } catch (error) {
    if (interruption.signal.aborted)
      return interrupted(interruption.signal.reason as Failure, error)
    if (error instanceof Failure) return explain(error)
    if (isSystemError(error)) return explainSystem(error)
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.stderr.write('This is a bug in mirrorc. Please report it with the lines above.\n')
    return exitCode.bug
  }
}

function explain({ exit, message, hint }: Failure): ExitCode {
  sayFailure(`error: ${message}`, hint)
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
  sayFailure(`error: ${message}`, undefined)
  return exitCode.bug
}

function interrupted(reason: Failure, error: unknown): ExitCode {
  const { message, hint } = error instanceof Failure ? error : reason
  sayFailure(message, hint)
  return reason.exit
}

function sayFailure(message: string, hint: string | undefined): void {
  const text = hint === undefined ? message : `${message}\n  hint: ${hint}`
  process.stderr.write(`${escapeLines(text)}\n`)
}
