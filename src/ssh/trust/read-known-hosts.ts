import { readFile } from 'node:fs/promises'
import type { TrustSources } from '../config/resolve.ts'
import { unreachable } from '../unreachable.ts'
import { findKnownKeys, type KnownKey } from './known-hosts.ts'
import { ownKnownHostsFile } from './store.ts'

/** What the known_hosts files say about one host. */
export interface KnownKeys {
  readonly named: readonly KnownKey[]
  /** Written for the same host on port 22; they count only where nothing names the port. */
  readonly withoutPort: readonly KnownKey[]
}

/**
 * Look a host up in the user's, the system's and mirrorc's own known_hosts, in this order. Of one whose key is pinned
 * they can only say that it is revoked.
 */
export async function readKnownHosts(trust: TrustSources): Promise<KnownKeys> {
  const { exact, withoutPort } = trust.names
  const counts = ({ marker }: KnownKey): boolean =>
    trust.pinned === undefined || marker === 'revoked'
  const paths = [...new Set([...trust.knownHostsFiles, ownKnownHostsFile()])]
  const files = await Promise.all(paths.map(readIfThere))
  const find = (name: string): readonly KnownKey[] =>
    files.flatMap(file => findKnownKeys(file, name)).filter(counts)
  return {
    named: find(exact),
    withoutPort: withoutPort === undefined ? [] : find(withoutPort),
  }
}

/** A file that is there and cannot be read might revoke a key, so that is not passed over. */
async function readIfThere(path: string): Promise<{ path: string; text: string }> {
  try {
    return { path, text: await readFile(path, 'utf8') }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    if (code === 'ENOENT' || code === 'ENOTDIR') return { path, text: '' }
    throw unreachable(
      `cannot read ${path} (${code}), so no host key can be trusted`,
      undefined,
      error,
    )
  }
}
