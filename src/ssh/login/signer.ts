import type { Attempt } from '../attempt.ts'
import type { SshOptions } from '../transport.ts'
import { signWithAgent } from './agent.ts'
import type { Identities, SkippedKey } from './identities.ts'
import type { ParsePrivateKey, PrivateKey } from './private-key.ts'
import { unlockKey } from './unlock.ts'

/** Signs with the keys that are offered. A key's secret is not touched before the host wants it. */
export interface Signer {
  readonly identities: Identities
  /** Keys that the host accepted and that could not sign. */
  readonly unusable: readonly SkippedKey[]
  sign(blob: Buffer, data: Buffer, hash: string | undefined): Promise<Buffer>
}

/** Make a signer; passphrases are asked for with the attempt's clock stopped. */
export function createSigner(
  identities: Identities,
  parse: ParsePrivateKey,
  { askSecret, secrets }: Pick<SshOptions, 'askSecret' | 'secrets'>,
  attempt: Attempt,
): Signer {
  const unusable: SkippedKey[] = []
  // The whole is untimed: another host's question for the same key may be what is waited for.
  const unlock = (file: string) =>
    attempt.untimed(() => secrets.once(`key ${file}`, () => unlockKey(file, parse, askSecret)))
  return {
    identities,
    unusable,
    sign: async (blob, data, hash) => {
      const identity = identities.offered.find(key => key.blob.equals(blob))
      if (identity === undefined) throw new Error('asked to sign with a key that was not offered')
      try {
        if (hash === 'sha1') throw new Error('could only sign with SHA-1 here, which is unsafe')
        const { signer } = identity
        if ('agent' in signer) {
          const signing = signWithAgent(signer.agent, { blob, data, hash }, attempt.signal)
          return await signing.catch(unsigned)
        }
        return signWith(await unlock(signer.file), data, hash)
      } catch (error) {
        unusable.push({ label: identity.label, why: (error as Error).message })
        throw error
      }
    },
  }
}

function signWith(key: PrivateKey, data: Buffer, hash: string | undefined): Buffer {
  const signature = key.sign(data, hash)
  if (signature instanceof Error) unsigned(signature)
  return signature
}

function unsigned(error: Error): never {
  throw new Error(`could not sign: ${error.message}`, { cause: error })
}
