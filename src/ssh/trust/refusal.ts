import type { Failure } from '../../failure.ts'
import type { ResolvedTarget } from '../config/resolve.ts'
import { turnedAway } from '../unreachable.ts'
import { fingerprintOf, type HostKey } from './host-key.ts'
import type { KnownKey } from './known-hosts.ts'
import type { Refusal } from './verdict.ts'

/** How a host is called, and whether it is only on the way to one of mirror.yaml. */
export type NamedHost = Pick<ResolvedTarget, 'label' | 'address' | 'isHop'>

/** Say why a host is not trusted, and what its operator can do. */
export function refuseHostKey(host: NamedHost, key: HostKey, refusal: Refusal): Failure {
  const { label, address, isHop } = host
  const record = isHop ? `record it with \`ssh ${address}\`` : `run \`mirrorc trust ${label}\``
  const pin = isHop ? '' : `, or pin it with \`host_key: "${key.fingerprint}"\``
  const shown = `${key.type} ${key.fingerprint}`
  switch (refusal.kind) {
    case 'unknown':
      return turnedAway(
        `${label}: its host key is not known: ${shown}`,
        `${howToCompare(key)}. If it is the same, ${record}${pin}.`,
      )
    case 'unpinned':
      return turnedAway(
        `${label}: its host key is ${shown}, not ${refusal.pinned} as pinned in host_key`,
        `Somebody may be in between. ${howToCompare(key)}; only if it is the same, pin it instead.`,
      )
    case 'changed':
      return turnedAway(
        `${label}: its host key has changed: it is ${shown}, known is ${refusal.known.map(describe).join(', ')}`,
        `Somebody may be in between. ${howToCompare(key)}. Only if it is the same, remove ` +
          `${lines(refusal.known)} and ${record}.`,
      )
    case 'revoked':
      return turnedAway(
        `${label}: its host key is revoked: ${shown}, by ${place(refusal.by)}`,
        'A revoked key may be in the hands of others: the host needs a new one.',
      )
  }
}

/** How the operator finds out whether a fingerprint is really the host's. */
export function howToCompare(key: HostKey): string {
  const kind = key.type.startsWith('ecdsa-') ? 'ecdsa' : key.type.replace(/^ssh-/, '')
  return `Compare it with \`ssh-keygen -lf /etc/ssh/ssh_host_${kind}_key.pub\` on the host's own console`
}

/** Where a known key is written, as `file:line`. */
export function place(entry: KnownKey): string {
  return `${entry.file}:${entry.line}`
}

function describe(entry: KnownKey): string {
  return `${entry.type} ${fingerprintOf(entry.blob)} (${place(entry)})`
}

function lines(known: readonly KnownKey[]): string {
  const which = known.map(place).join(', ')
  return known.length === 1 ? `the line ${which}` : `the lines ${which}`
}
