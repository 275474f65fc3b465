import { createHash } from 'node:crypto'
import { publicKeyType } from '../wire.ts'

/** The public key that a host identifies itself with. */
export interface HostKey {
  readonly type: string
  readonly blob: Buffer
  /** `SHA256:…`, as ssh-keygen prints it. */
  readonly fingerprint: string
}

/** Name a host's public key, given as it comes over the wire. */
export function describeHostKey(blob: Buffer): HostKey {
  return { type: publicKeyType(blob) ?? 'unknown', blob, fingerprint: fingerprintOf(blob) }
}

/** The fingerprint of a public key, as ssh-keygen prints it. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}
