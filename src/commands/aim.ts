import type { MirrorHost } from '../compiler/mirror.ts'
import { exitCode, Failure } from '../failure.ts'
import type { Ledger } from '../ledger.ts'
import type { Resource } from '../resource.ts'
import { sha256 } from '../sha256.ts'
import type { Session } from '../ssh/session.ts'
import { readAim } from './aim-record.ts'

/** What a host is to become, and what mirror.yaml said of it. Hosts remember it of each apply. */
export interface Aim extends Pick<Ledger, 'site' | 'storage' | 'input'> {
  readonly resources: readonly Resource[]
}

/** Finds out what a host is to become, also while its shell is still being opened. */
export type FindAim = (host: MirrorHost, session: Promise<Session>) => Promise<Aim>

/** What mirror.yaml says. */
export async function aimOfFile(host: MirrorHost): Promise<Aim> {
  const { lower } = await import('../targets/lower.ts')
  const { site, storage } = host
  return { site, storage, input: inputDigest(host), resources: lower(host) }
}

/** Nothing: all that is mirrorc's goes. */
export async function aimAtNothing({ site, storage }: MirrorHost): Promise<Aim> {
  return { site, storage, input: sha256('nothing'), resources: [] }
}

/** What an earlier apply made true; without an id, the one before the last. */
export const aimAtPast =
  (id: string | undefined): FindAim =>
  async (host, opening) => {
    const session = await opening
    const chosen = id ?? (await lastButOne(session))
    const text = await session.recall(chosen)
    if (text !== undefined) return readAim(text, chosen, host)
    throw new Failure(
      exitCode.usage,
      `the host knows of no apply ${id ?? ''}`.trimEnd(),
      'it remembers the last 20: see `mirrorc log HOST`',
    )
  }

async function lastButOne(session: Session): Promise<string> {
  const past = await session.history()
  const earlier = past.filter(({ result }) => result === 'committed' || result === 'pending').at(-2)
  if (earlier !== undefined) return earlier.id
  throw new Failure(
    exitCode.refused,
    'there is no earlier apply to go back to',
    'see `mirrorc log HOST`; `mirrorc retire HOST` takes everything off',
  )
}

/** Where the host stands in the file, and how it is reached, says nothing about what it should be. */
function inputDigest({ span: _, ssh: __, siblings: ___, ...rest }: MirrorHost): string {
  return sha256(JSON.stringify(rest))
}
