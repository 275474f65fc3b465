import { readFile, stat } from 'node:fs/promises'
import { publicKeyType, readWire } from '../wire.ts'
import type { ParsePrivateKey } from './private-key.ts'

/** What is known about an identity file before its secret is needed. */
export type KeyFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unusable'; readonly why: string }
  | { readonly kind: 'key'; readonly blob: Buffer; readonly secret: boolean }

/** Read the public half of an identity file: from the file itself, or from the `.pub` beside it. */
export async function readKeyFile(path: string, parse: ParsePrivateKey): Promise<KeyFile> {
  let text: string
  let shared: boolean
  try {
    text = await readFile(path, 'latin1')
    shared = await isShared(path)
  } catch (error) {
    return await readLonePublicHalf(path, error)
  }
  const secret = text.startsWith('-----')
  if (secret && shared) {
    return { kind: 'unusable', why: `can be read by others: run \`chmod 600 ${path}\`` }
  }
  const own = opensshPublicHalf(text) ?? publicLine(text)
  if (own !== undefined) return { kind: 'key', blob: own, secret }
  const beside = await readPublicFile(`${path}.pub`)
  if (beside !== undefined) return { kind: 'key', blob: beside, secret }
  return await readOldFormat(text, parse)
}

/** As ssh does: a private key of mine that others on this machine can read is no secret. */
async function isShared(path: string): Promise<boolean> {
  const { mode, uid } = await stat(path)
  return process.platform !== 'win32' && uid === process.getuid?.() && (mode & 0o077) !== 0
}

async function readLonePublicHalf(path: string, error: unknown): Promise<KeyFile> {
  const code = (error as NodeJS.ErrnoException).code
  if (code !== 'ENOENT' && code !== 'ENOTDIR') {
    return { kind: 'unusable', why: `cannot be read (${code})` }
  }
  // ssh(1): where only the public half is there, the agent may hold the secret one.
  const blob = await readPublicFile(`${path}.pub`)
  return blob === undefined ? { kind: 'missing' } : { kind: 'key', blob, secret: false }
}

async function readPublicFile(path: string): Promise<Buffer | undefined> {
  const text = await readFile(path, 'latin1').catch(() => '')
  return publicLine(text)
}

/** `type base64 comment`. */
function publicLine(text: string): Buffer | undefined {
  const [type, key] = text.trimStart().split(/\s+/, 2)
  if (type === undefined || key === undefined) return undefined
  const blob = Buffer.from(key, 'base64')
  return publicKeyType(blob) === type ? blob : undefined
}

/** OpenSSH's own format keeps the public half in the clear: PROTOCOL.key. */
function opensshPublicHalf(text: string): Buffer | undefined {
  const fields = opensshFields(text)
  if (fields === undefined) return undefined
  for (const _ of ['cipher', 'derivation', 'its options']) fields.string()
  fields.uint32()
  return fields.string()
}

function opensshFields(text: string): ReturnType<typeof readWire> | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text)?.[1]
  const data = Buffer.from(body ?? '', 'base64')
  const magic = 'openssh-key-v1\0'
  return data.toString('latin1', 0, magic.length) === magic
    ? readWire(data, magic.length)
    : undefined
}

/** Whether a private key needs a passphrase. */
export function isEncrypted(text: string): boolean {
  const cipher = opensshFields(text)?.string()?.toString('latin1')
  return cipher === undefined ? /ENCRYPTED/.test(text) : cipher !== 'none'
}

async function readOldFormat(text: string, parse: ParsePrivateKey): Promise<KeyFile> {
  if (!text.includes('PRIVATE KEY-----')) return { kind: 'unusable', why: 'is not a private key' }
  if (isEncrypted(text)) {
    return {
      kind: 'unusable',
      why: 'is encrypted in an old format and has no .pub file beside it: run `ssh-keygen -p -f` on it',
    }
  }
  const key = await parse(text)
  return key instanceof Error
    ? { kind: 'unusable', why: `is in a format that mirrorc cannot read (${key.message})` }
    : { kind: 'key', blob: key.blob, secret: true }
}
