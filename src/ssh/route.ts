import type { Attempt } from './attempt.ts'
import { type ResolvedTarget, resolveTarget } from './config/resolve.ts'
import { type Breakage, explainError, explainHangUp } from './connect-failure.ts'
import { gatherIdentities, type Identities } from './login/identities.ts'
import type { ParsePrivateKey } from './login/private-key.ts'
import { openSocket } from './socket.ts'
import type { HostTarget, SshOptions } from './transport.ts'
import { type KnownKeys, readKnownHosts } from './trust/read-known-hosts.ts'

/** A connection to a host before SSH begins, and what is known about the host. */
export interface Route {
  readonly resolved: ResolvedTarget
  readonly socket: ReturnType<typeof openSocket>['socket']
  readonly known: Promise<KnownKeys>
  readonly identities: Promise<Identities>
  /** The circumstances, for the message about an error that happens now. */
  breakage(): Breakage
}

/** Resolve a target, begin to connect, and begin to read what will be needed. */
export async function openRoute(
  target: HostTarget,
  options: SshOptions,
  attempt: Attempt,
  parse: ParsePrivateKey,
): Promise<Route> {
  const resolved = await resolveTarget(target, options.configFile, attempt.signal)
  const { socket, greeting } = openSocket(resolved, attempt)
  const breakage = () => ({ target: resolved, phase: attempt.phase(), greeting: greeting() })
  socket.on('error', error => attempt.fail(explainError(error, breakage())))
  for (const event of ['end', 'close']) {
    socket.on(event, () => attempt.fail(explainHangUp(breakage())))
  }
  const identities = gatherIdentities(resolved.login, parse, attempt.signal)
  const known = readKnownHosts(resolved.trust)
  Promise.all([identities, known]).catch(error => attempt.fail(error))
  return { resolved, socket, known, identities, breakage }
}
