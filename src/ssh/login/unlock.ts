import { readFile } from 'node:fs/promises'
import { isEncrypted } from './key-file.ts'
import type { AskSecret, ParsePrivateKey, PrivateKey } from './private-key.ts'

/** Read an identity file's private key, asking for its passphrase up to three times. */
export async function unlockKey(
  path: string,
  parse: ParsePrivateKey,
  ask: AskSecret | undefined,
): Promise<PrivateKey> {
  const text = await readFile(path, 'latin1')
  if (!isEncrypted(text)) return orThrow(await parse(text))
  if (ask === undefined) {
    throw new Error(`needs its passphrase and nobody can be asked: run \`ssh-add ${path}\` first`)
  }
  for (const attempt of ['', ' (wrong, 2nd of 3)', ' (wrong, 3rd of 3)']) {
    const passphrase = await ask(`Passphrase for ${path}${attempt}`)
    if (passphrase === undefined || passphrase === '')
      throw new Error('was not unlocked: no passphrase was given')
    const key = await parse(text, passphrase)
    if (!(key instanceof Error)) return key
    if (isFormatError(key)) throw unreadable(key)
  }
  throw new Error('was not unlocked: the passphrase was wrong three times')
}

function orThrow(key: PrivateKey | Error): PrivateKey {
  if (key instanceof Error) throw unreadable(key)
  return key
}

function unreadable(error: Error): Error {
  return new Error(`could not be read: ${error.message}`)
}

/** Asking again helps with a wrong passphrase, not with a format that cannot be read. */
function isFormatError(error: Error): boolean {
  return /unsupported/i.test(error.message)
}
