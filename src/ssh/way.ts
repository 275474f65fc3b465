import { type ResolvedTarget, resolveTarget } from './config/resolve.ts'
import { gatherIdentities, type Identities } from './login/identities.ts'
import type { ParsePrivateKey } from './login/private-key.ts'
import type { HostTarget, SshOptions } from './transport.ts'
import { type KnownKeys, readKnownHosts } from './trust/read-known-hosts.ts'
import { needsAuthority } from './trust/verdict.ts'
import { unreachable } from './unreachable.ts'

/** A host to log in to, and all that is needed to do so. */
export interface Leg {
  readonly resolved: ResolvedTarget
  readonly identities: Identities
  readonly known: KnownKeys
}

/** How a host is reached: what is jumped over, and then itself. */
export interface Way {
  readonly hops: readonly Leg[]
  readonly last: Leg
  readonly target: HostTarget
  /** Whether the system's `ssh` has to go it. */
  readonly byProgram: boolean
}

const mostHops = 8

/** Resolve the way to a host. Nobody is contacted but the user's agent. */
export async function findWay(
  target: HostTarget,
  options: SshOptions,
  parse: ParsePrivateKey,
  signal: AbortSignal,
): Promise<Way> {
  const readLeg = async (host: HostTarget): Promise<Leg> => {
    const resolved = await resolveTarget(host, options.configFile, signal)
    const [identities, known] = await Promise.all([
      gatherIdentities(resolved.login, parse, signal),
      readKnownHosts(resolved.trust),
    ])
    return { resolved, identities, known }
  }
  const last = await readLeg(target)
  const hops: Leg[] = []
  // As with `ssh -J`: only the first of several is reached as its own configuration says.
  for (let jump = last.resolved.jump; jump.length > 0; jump = hops[0]?.resolved.jump ?? []) {
    hops.unshift(...(await Promise.all(jump.map(readLeg))))
    if (hops.length > mostHops) throw inCircles(last.resolved)
  }
  return { hops, last, target, byProgram: isForProgram(target, [last, ...hops]) }
}

function isForProgram({ transport }: HostTarget, legs: readonly Leg[]): boolean {
  if (transport !== 'ssh2')
    return transport === 'openssh' || legs.some(leg => needOf(leg) !== undefined)
  const refused = legs.find(leg => leg.resolved.need !== undefined)
  if (refused !== undefined) throw forbidden(refused.resolved)
  return false
}

function needOf({ resolved, identities, known }: Leg): string | undefined {
  return (
    resolved.need ??
    identities.need ??
    (needsAuthority(known) ? 'a host certificate (@cert-authority in known_hosts)' : undefined)
  )
}

function inCircles({ label }: ResolvedTarget): Error {
  return unreachable(
    `${label}: your SSH configuration jumps over more than ${mostHops} hosts`,
    'Does ProxyJump lead in a circle?',
  )
}

function forbidden({ label, need }: ResolvedTarget): Error {
  return unreachable(
    `${label}: ${need} needs the system's own ssh, and mirror.yaml says \`transport: ssh2\``,
    'Take `transport` out, or write `transport: openssh`.',
  )
}
