import { type Attempt, beginAttempt } from './attempt.ts'
import { parsePrivateKey } from './ssh2/library.ts'
import { logInAlong, seeKeyAlong } from './ssh2/login.ts'
import type { Connection, HostTarget, SshOptions } from './transport.ts'
import type { HostKey } from './trust/host-key.ts'
import { judgeHostKey, type Verdict } from './trust/verdict.ts'
import { findWay, type Way } from './way.ts'

/** Connect to a host whose key is trusted, and log in. One connection, no second try. */
export async function connect(target: HostTarget, options: SshOptions): Promise<Connection> {
  return await setOut(target, options, async (way, attempt) => {
    if (!way.byProgram) return await logInAlong(way, attempt, options)
    const { logInWithProgram } = await import('./openssh/login.ts')
    return await logInWithProgram(way, attempt, options)
  })
}

/** The key that a host shows, and what is known about it. */
export interface PresentedKey {
  readonly key: HostKey
  readonly verdict: Verdict
  /** What known_hosts calls the host. */
  readonly name: string
}

/** Connect only as far as is needed to see the host's key; no login is tried there. */
export async function fetchHostKey(target: HostTarget, options: SshOptions): Promise<PresentedKey> {
  return await setOut(target, options, async (way, attempt) => {
    const { known, resolved } = way.last
    const key = await seeKey(way, attempt, options)
    const { trust } = resolved
    return { key, verdict: judgeHostKey(key, trust, known), name: trust.names.exact }
  })
}

async function seeKey(way: Way, attempt: Attempt, options: SshOptions): Promise<HostKey> {
  if (!way.byProgram) return await seeKeyAlong(way, attempt, options)
  const { seeKeyWithProgram } = await import('./openssh/see-key.ts')
  return await seeKeyWithProgram(way, attempt, options)
}

async function setOut<T>(
  target: HostTarget,
  options: SshOptions,
  work: (way: Way, attempt: Attempt) => Promise<T>,
): Promise<T> {
  options.signal.throwIfAborted()
  const label = target.name ?? target.address
  const attempt = beginAttempt(label, options.timeoutMs, options.signal)
  return await attempt.guard(async () => {
    const way = await findWay(target, options, parsePrivateKey, attempt.signal)
    return await work(way, attempt)
  })
}
