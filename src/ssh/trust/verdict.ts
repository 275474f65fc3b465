import type { TrustSources } from '../config/resolve.ts'
import { fingerprintOf, type HostKey } from './host-key.ts'
import type { KnownKey } from './known-hosts.ts'
import type { KnownKeys } from './read-known-hosts.ts'

/** Whether a host's key is to be trusted, and what that rests on. */
export type Verdict = { readonly kind: 'trusted'; readonly by: KnownKey | 'pin' } | Refusal

/** The reasons not to trust a host. */
export type Refusal =
  | { readonly kind: 'unpinned'; readonly pinned: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'changed'; readonly known: readonly KnownKey[] }
  | { readonly kind: 'revoked'; readonly by: KnownKey }

/** Judge the key that a host presents. */
export function judgeHostKey(key: HostKey, trust: TrustSources, known: KnownKeys): Verdict {
  const revoked = revokedKeys(known).find(entry => entry.blob.equals(key.blob))
  if (revoked !== undefined) return { kind: 'revoked', by: revoked }
  if (trust.pinned !== undefined) {
    const same = isPinned(key.fingerprint, trust.pinned)
    return same ? { kind: 'trusted', by: 'pin' } : { kind: 'unpinned', pinned: trust.pinned }
  }
  const named = plainKeys(known.named)
  const candidates = named.length > 0 ? named : plainKeys(known.withoutPort)
  const match = candidates.find(entry => entry.blob.equals(key.blob))
  if (match !== undefined) return { kind: 'trusted', by: match }
  // As OpenSSH has it: a host that shows a key of another type than the known ones has changed too.
  return named.length > 0 ? { kind: 'changed', known: named } : { kind: 'unknown' }
}

/** The line that revokes the key which is pinned: then no key of the host can be trusted. */
export function findRevokedPin({ pinned }: TrustSources, known: KnownKeys): KnownKey | undefined {
  if (pinned === undefined) return undefined
  return revokedKeys(known).find(entry => isPinned(fingerprintOf(entry.blob), pinned))
}

const isPinned = (fingerprint: string, pinned: string): boolean =>
  fingerprint === pinned.replace(/=+$/, '')

function revokedKeys({ named, withoutPort }: KnownKeys): readonly KnownKey[] {
  return [...named, ...withoutPort].filter(entry => entry.marker === 'revoked')
}

/** Whether only a certificate could show that the host is a known one. */
export function needsAuthority({ named, withoutPort }: KnownKeys): boolean {
  const all = [...named, ...withoutPort]
  return all.some(entry => entry.marker === 'cert-authority') && plainKeys(all).length === 0
}

/** An authority's key vouches for certificates only, which mirrorc never asks for. */
function plainKeys(keys: readonly KnownKey[]): readonly KnownKey[] {
  return keys.filter(entry => entry.marker === 'none')
}

// Without ssh-rsa: that is RSA with SHA-1. An RSA key signs with SHA-2 under the other two names.
const signatures = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const

/** The kinds of host key to ask for: the known ones first, so that a host shows the key that is known. */
export function preferredHostKeys(known: KnownKeys): (typeof signatures)[number][] {
  const named = plainKeys(known.named)
  const candidates = named.length > 0 ? named : plainKeys(known.withoutPort)
  const types = new Set(candidates.map(entry => entry.type))
  const isKnown = (name: string) => types.has(name.startsWith('rsa-') ? 'ssh-rsa' : name)
  return [...signatures.filter(isKnown), ...signatures.filter(name => !isKnown(name))]
}
