import { createClock } from './clock.ts'
import { unreachable } from './unreachable.ts'

/** One attempt to connect: its clocks, what it is doing, and the one way in which it fails. */
export interface Attempt {
  /** What messages call the host. */
  readonly label: string
  /** Aborted when the attempt has failed, or when the user gives up, then or later. */
  readonly signal: AbortSignal
  /** Never fulfils; rejects with the first failure before success. */
  readonly failed: Promise<never>
  /** What is going on now, for the message about a timeout. */
  begin(phase: Phase): void
  phase(): Phase
  fail(error: unknown): void
  /** Do what the attempt is for; whatever fails ends it. */
  guard<T>(work: () => Promise<T>): Promise<T>
  /** Give what comes before the key exchange less time than the whole: ConnectTimeout. */
  limitConnecting(ms: number): void
  /** Stop the clocks while the user is asked. */
  untimed<T>(question: () => Promise<T>): Promise<T>
  /** The connection is there: no more clocks; only the user's signal still ends it. */
  succeed(): void
}

/** The parts of connecting to a host, as messages call them. */
export type Phase =
  | 'reading the SSH configuration'
  | 'looking up its address'
  | 'connecting to it'
  | 'waiting for its SSH greeting'
  | 'exchanging keys'
  | 'logging in'
  | 'running commands'

const hints: Readonly<Partial<Record<Phase, string>>> = {
  'looking up its address': 'Does the name server answer?',
  'connecting to it': 'Is the address right, and does a firewall let the port through?',
  'waiting for its SSH greeting': 'Is it really SSH that listens on this port?',
}

/** Begin an attempt; its clock runs from now. */
export function beginAttempt(label: string, timeoutMs: number, user: AbortSignal): Attempt {
  const scope = new AbortController()
  let phase: Phase = 'reading the SSH configuration'
  let reject: (error: unknown) => void = () => {}
  const failed = new Promise<never>((_, rejectIt) => {
    reject = rejectIt
  })
  // It may fail before anybody waits for it.
  failed.catch(() => {})
  let succeeded = false
  const fail = (error: unknown) => {
    if (!succeeded) reject(error)
    scope.abort(error)
  }
  const expire = (ms: number) => () => fail(timedOut(label, phase, ms))
  const clocks = [createClock(timeoutMs, expire(timeoutMs))]
  const stop = () => clocks.map(clock => clock.stop())
  const giveUp = () => fail(user.reason)
  user.addEventListener('abort', giveUp)
  scope.signal.addEventListener('abort', () => {
    stop()
    user.removeEventListener('abort', giveUp)
  })
  clocks[0]?.start()
  return {
    label,
    signal: scope.signal,
    failed,
    fail,
    phase: () => phase,
    guard: async work => {
      try {
        return await Promise.race([work(), failed])
      } catch (error) {
        fail(error)
        throw error
      }
    },
    begin: next => {
      phase = next
      if (next === 'exchanging keys') clocks.splice(1).map(clock => clock.stop())
    },
    limitConnecting: ms => {
      const clock = createClock(ms, expire(ms))
      clocks.push(clock)
      clock.start()
    },
    untimed: async question => {
      stop()
      try {
        return await question()
      } finally {
        if (!scope.signal.aborted) clocks.map(clock => clock.start())
      }
    },
    succeed: () => {
      stop()
      succeeded = true
      phase = 'running commands'
    },
  }
}

function timedOut(label: string, phase: Phase, ms: number): Error {
  return unreachable(`${label}: no answer after ${ms / 1000} s while ${phase}`, hints[phase])
}
