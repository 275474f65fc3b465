import type { ResolvedTarget } from '../config/resolve.ts'
import { fingerprintOf } from '../trust/host-key.ts'
import { printable, turnedAway } from '../unreachable.ts'
import type { Identities, SkippedKey } from './identities.ts'

/** How a login ended that the host did not accept. */
export interface LoginEnd {
  readonly identities: Identities
  /** Offered keys that could not sign, and why. */
  readonly unusable: readonly SkippedKey[]
  /** What the host would accept instead; undefined when it did not say. */
  readonly methods: readonly string[] | undefined
  /** The host hung up after several keys. */
  readonly tooMany: boolean
}

/** Explain that a host let none of the keys in, naming each. */
export function explainLogin(target: ResolvedTarget, end: LoginEnd): Error {
  const { label, user } = target
  const { offered, skipped } = end.identities
  const unusable = new Set(end.unusable.map(key => key.label))
  const tried = offered.filter(key => !unusable.has(key.label))
  const lines = [
    `${label}: ${summary(target, end)}`,
    ...tried.map(key => `  offered: ${key.label} (${key.type} ${fingerprintOf(key.blob)})`),
    ...[...end.unusable, ...skipped].map(key => `  not usable: ${key.label}: it ${key.why}`),
  ]
  return turnedAway(lines.join('\n'), hint(user, end))
}

function summary({ user }: ResolvedTarget, end: LoginEnd): string {
  if (end.tooMany) return `the host hung up after too many wrong keys for ${user}`
  if (end.methods !== undefined && !end.methods.includes('publickey')) {
    const wanted = end.methods.map(printable).join(', ') || 'nothing'
    return `the host wants ${wanted} from ${user}, and this version can only log in with a key`
  }
  if (end.identities.offered.length === 0) return `there is no key to log in as ${user} with`
  return `the host accepts none of the keys for ${user}`
}

function hint(user: string, end: LoginEnd): string {
  if (end.tooMany) {
    return 'Name the right key in ~/.ssh/config: `IdentityFile PATH` and `IdentitiesOnly yes`.'
  }
  const add = `The public half of one of your keys has to be in ~${user}/.ssh/authorized_keys on the host.`
  return user === 'root'
    ? `${add} Where root may not log in (PermitRootLogin in sshd_config), give a \`user\` who may use sudo.`
    : add
}
