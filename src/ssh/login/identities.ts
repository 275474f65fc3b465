import type { LoginSources } from '../config/resolve.ts'
import { printable } from '../unreachable.ts'
import { publicKeyType } from '../wire.ts'
import { type AgentKey, listAgentKeys } from './agent.ts'
import { type KeyFile, readKeyFile } from './key-file.ts'
import type { ParsePrivateKey } from './private-key.ts'

/** A key to log in with. */
export interface Identity {
  readonly type: string
  readonly blob: Buffer
  /** What messages call it. */
  readonly label: string
  /** Who signs: the agent behind this socket, or this file. */
  readonly signer: { readonly agent: string } | { readonly file: string }
}

/** A key that was not offered to the host, and why. */
export interface SkippedKey {
  readonly label: string
  readonly why: string
}

/** The keys to offer, in order. */
export interface Identities {
  readonly offered: readonly Identity[]
  readonly skipped: readonly SkippedKey[]
}

interface NamedKeyFile {
  readonly path: string
  readonly file: KeyFile
}

/** Collect the keys to offer, as ssh(1) would and in its order. */
export async function gatherIdentities(
  login: LoginSources,
  parse: ParsePrivateKey,
  signal: AbortSignal,
): Promise<Identities> {
  const skipped: SkippedKey[] = []
  const [agentKeys, files] = await Promise.all([
    readAgent(login.agentSocket, signal, skipped),
    Promise.all(
      login.identityFiles.map(async path => ({ path, file: await readKeyFile(path, parse) })),
    ),
  ])
  const candidates = orderIdentities(login, agentKeys, files)
  const usable = candidates.filter(identity => usableTypes.has(identity.type))
  for (const { type, label } of candidates) {
    if (!usableTypes.has(type)) skipped.push({ label, why: whyNotUsable(type) })
  }
  skipped.push(...unusableFiles(login, files, usable))
  return { offered: usable, skipped }
}

async function readAgent(
  socket: string | undefined,
  signal: AbortSignal,
  skipped: SkippedKey[],
): Promise<readonly AgentKey[]> {
  if (socket === undefined) return []
  try {
    return await listAgentKeys(socket, signal)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    skipped.push({ label: `the agent at ${socket}`, why: `does not answer (${why})` })
    return []
  }
}

/**
 * The order of ssh(1): named keys that the agent holds, the agent's other keys, named files. It
 * matters, because a host hangs up after a few keys (`MaxAuthTries`).
 */
function orderIdentities(
  login: LoginSources,
  agentKeys: readonly AgentKey[],
  files: readonly NamedKeyFile[],
): readonly Identity[] {
  const held = agentKeys.map(key => agentIdentity(key, login.agentSocket ?? ''))
  const named = files.flatMap(({ path, file }) =>
    file.kind === 'key' ? [{ blob: file.blob, path, secret: file.secret }] : [],
  )
  const namedAndHeld = named.flatMap(({ blob }) => held.filter(key => key.blob.equals(blob)))
  const alone = named
    .filter(({ blob, secret }) => secret && !held.some(key => key.blob.equals(blob)))
    .map(({ blob, path }) => identity(blob, path, { file: path }))
  const all = [...namedAndHeld, ...(login.identitiesOnly ? [] : held), ...alone]
  return all.filter((key, index) => all.findIndex(one => one.blob.equals(key.blob)) === index)
}

function agentIdentity(key: AgentKey, socket: string): Identity {
  return identity(key.blob, `${printable(key.comment) || 'a key'} in the agent`, { agent: socket })
}

function identity(blob: Buffer, label: string, signer: Identity['signer']): Identity {
  return { type: publicKeyType(blob) ?? 'unknown', blob, label, signer }
}

const usableTypes: ReadonlySet<string> = new Set([
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
])

function whyNotUsable(type: string): string {
  if (type.includes('-cert-v01@')) return 'is a certificate, which this version cannot use'
  if (type.startsWith('sk-')) return 'is on a FIDO token, which this version cannot use'
  return `is of the type ${printable(type)}, which mirrorc does not use`
}

/** Files that were named and did not lead to a key; ssh's defaults that do not exist are no news. */
function unusableFiles(
  login: LoginSources,
  files: readonly NamedKeyFile[],
  usable: readonly Identity[],
): readonly SkippedKey[] {
  const skipped: SkippedKey[] = login.unexpandedFiles.map(label => ({
    label,
    why: 'has a token that only ssh can fill in',
  }))
  for (const { path, file } of files) {
    if (file.kind === 'unusable') skipped.push({ label: path, why: file.why })
    if (file.kind === 'missing' && !isDefault(path))
      skipped.push({ label: path, why: 'is not there' })
    if (file.kind !== 'key' || file.secret) continue
    if (!usable.some(key => key.blob.equals(file.blob))) {
      skipped.push({ label: path, why: 'has only its public half, and the agent does not hold it' })
    }
  }
  for (const label of login.certificateFiles) {
    skipped.push({ label, why: 'is a certificate, which this version cannot use' })
  }
  return skipped
}

function isDefault(path: string): boolean {
  return /\/\.ssh\/id_(rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss|mldsa\w*)$/.test(path)
}
