import { exitCode, Failure } from '../failure.ts'
import { fetchHostKey } from '../ssh/connection.ts'
import type { HostTarget, SshOptions } from '../ssh/transport.ts'
import type { HostKey } from '../ssh/trust/host-key.ts'
import { howToCompare, place, refuseHostKey } from '../ssh/trust/refusal.ts'
import { recordHostKey } from '../ssh/trust/store.ts'

/** What the user asks `mirrorc trust` to do. */
export interface TrustRequest {
  readonly target: HostTarget
  readonly options: SshOptions
  /** From `--fingerprint`: trust exactly this key, without a question. */
  readonly fingerprint: string | undefined
}

/** How `mirrorc trust` talks with the user. */
export interface TrustDialogue {
  /** Undefined when there may be no prompt. */
  readonly ask: ((question: string) => Promise<string | undefined>) | undefined
  readonly print: (line: string) => void
}

/** Record a host's key in mirrorc's own known_hosts, once its operator has compared it. */
export async function trustHost(request: TrustRequest, dialogue: TrustDialogue): Promise<void> {
  const { target, options, fingerprint } = request
  const label = target.name ?? target.address
  const { key, verdict, name } = await fetchHostKey(target, options)
  if (fingerprint !== undefined && !isFingerprintOf(key, fingerprint)) {
    throw mismatch(label, key, fingerprint)
  }
  if (verdict.kind === 'trusted') {
    const where = verdict.by === 'pin' ? 'host_key in mirror.yaml' : place(verdict.by)
    dialogue.print(`${label} is already trusted: ${key.type} ${key.fingerprint} (${where})`)
    return
  }
  // A changed or revoked key is never a matter of a yes: the old line has to go by hand first.
  if (verdict.kind !== 'unknown')
    throw refuseHostKey({ ...target, label, isHop: false }, key, verdict)
  if (fingerprint === undefined) await confirmKey(label, key, dialogue)
  const file = await recordHostKey(name, key)
  dialogue.print(`${label} is now trusted: ${key.type} ${key.fingerprint}, recorded in ${file}`)
}

function isFingerprintOf(key: HostKey, fingerprint: string): boolean {
  return fingerprint.trim().replace(/=+$/, '') === key.fingerprint
}

function mismatch(label: string, key: HostKey, fingerprint: string): Failure {
  return new Failure(
    exitCode.unreachable,
    `${label}: its host key is ${key.type} ${key.fingerprint}, not ${fingerprint}; nothing was recorded`,
    'A host has a key of each type: give the fingerprint of this type. Otherwise somebody may be in between.',
  )
}

async function confirmKey(label: string, key: HostKey, { ask, print }: TrustDialogue) {
  print(`${label} shows the host key ${key.type} ${key.fingerprint}`)
  print(`${howToCompare(key)}.`)
  if (ask === undefined) {
    throw new Failure(
      exitCode.usage,
      `${label}: nobody can be asked whether this is its key`,
      'Compare it, then give it with --fingerprint SHA256:…',
    )
  }
  const answer = await ask('Is it the same? Type yes to trust it')
  if (answer?.trim() !== 'yes') {
    throw new Failure(exitCode.declined, `${label} is not trusted; nothing was recorded`)
  }
}
