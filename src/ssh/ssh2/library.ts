import { createRequire } from 'node:module'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { BaseAgent, Client, ParsedKey } from 'ssh2'
import type { PrivateKey } from '../login/private-key.ts'

/** What is used of ssh2. */
export interface Library {
  readonly Client: new () => Client
  readonly BaseAgent: new () => BaseAgent
  readonly parseKey: (text: string, passphrase?: string) => ParsedKey | Error
}

let loading: Promise<Library> | undefined

/** Load ssh2, once. */
export function loadLibrary(): Promise<Library> {
  loading ??= loadParts()
  return loading
}

/**
 * These parts and not the whole, which also has a server and HTTP agents and takes half as long
 * again; and with turns in between, in which the name server's answer can come in.
 */
async function loadParts(): Promise<Library> {
  const load = createRequire(import.meta.url)
  load('ssh2/lib/protocol/constants.js')
  await nextTurn()
  const { parseKey } = load('ssh2/lib/protocol/keyParser.js')
  await nextTurn()
  const { BaseAgent } = load('ssh2/lib/agent.js')
  await nextTurn()
  return { Client: load('ssh2/lib/client.js'), BaseAgent, parseKey }
}

/** Read a private key. */
export async function parsePrivateKey(
  text: string,
  passphrase?: string,
): Promise<PrivateKey | Error> {
  const key = (await loadLibrary()).parseKey(text, passphrase)
  if (key instanceof Error) return key
  return { blob: key.getPublicSSH(), sign: (data, hash) => key.sign(data, hash) }
}
