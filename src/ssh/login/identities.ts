import { access } from 'node:fs/promises'
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
  /** A key that is likely to be the one, and that only the ssh program can use. */
  readonly need: string | undefined
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
  const unusable = candidates.filter(identity => !usableTypes.has(identity.type))
  skipped.push(...unusable.map(({ type, label }) => ({ label, why: whyNotUsable(type) })))
  skipped.push(...unusableFiles(login, files, usable))
  const certificate = await findCertificate(login.identityFiles)
  const need = certificate ?? needOf(unusable, usable)
  return { offered: usable, skipped, need }
}

/** ssh_config(5), CertificateFile: beside a key, the file with `-cert.pub` behind its name is tried too. */
async function findCertificate(files: readonly string[]): Promise<string | undefined> {
  const paths = files.map(file => `${file}-cert.pub`)
  const found = await Promise.all(paths.map(isThere))
  const path = paths.find((_, index) => found[index])
  return path === undefined ? undefined : `the certificate ${path}`
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** Who has a certificate means to use it. A FIDO token asks to be touched: it may wait until nothing else is left. */
function needOf(unusable: readonly Identity[], usable: readonly Identity[]): string | undefined {
  const certificate = unusable.find(key => isCertificate(key.type))
  if (certificate !== undefined) return `the certificate ${certificate.label}`
  const token = unusable.find(
    key => isOnToken(key.type) && (usable.length === 0 || isNamed(key.signer)),
  )
  return token === undefined ? undefined : `the FIDO key ${token.label}`
}

const isCertificate = (type: string): boolean => type.includes('-cert-v01@')

const isOnToken = (type: string): boolean => type.startsWith('sk-') && !isCertificate(type)

const isNamed = (signer: Identity['signer']): boolean => 'file' in signer && !isDefault(signer.file)

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

const otherTransport = '`transport: openssh`'

function whyNotUsable(type: string): string {
  if (isCertificate(type)) return `is a certificate, which needs ${otherTransport}`
  if (isOnToken(type)) return `is on a FIDO token, which needs ${otherTransport}`
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
    skipped.push({ label, why: `is a certificate, which needs ${otherTransport}` })
  }
  return skipped
}

function isDefault(path: string): boolean {
  return /\/\.ssh\/id_(rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss|mldsa\w*)$/.test(path)
}
