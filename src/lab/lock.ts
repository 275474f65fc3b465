import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { exitCode, Failure } from '../failure.ts'
import { commandEnvironment } from './command.ts'

/**
 * Runs an action while no other process holds the lock file.
 * Node has no flock(2), so flock(1) holds the lock and gives it back when its input ends: also when this process dies.
 */
export async function withLock<Result>(
  file: string,
  action: () => Promise<Result>,
): Promise<Result> {
  const holder = spawn(
    'flock',
    ['--exclusive', '--timeout', '120', file, 'sh', '-c', 'echo held && exec cat >&2'],
    { env: commandEnvironment, stdio: ['pipe', 'pipe', 'ignore'] },
  )
  const ended = once(holder, 'close')
  const answer = await Promise.race([
    once(holder.stdout, 'data').then(() => 'held'),
    ended.then(() => 'refused'),
  ])
  if (answer === 'refused') throw new Failure(exitCode.bug, `lab: cannot lock ${file}`)
  try {
    return await action()
  } finally {
    holder.stdin.end()
    await ended
  }
}
