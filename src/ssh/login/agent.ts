import { connect } from 'node:net'
import { readWire, wireNumber, wireString } from '../wire.ts'

/** A key that an SSH agent holds. */
export interface AgentKey {
  readonly blob: Buffer
  readonly comment: string
}

// The numbers of draft-ietf-sshm-ssh-agent.
const requestIdentities = 11
const identitiesAnswer = 12
const signRequest = 13
const signResponse = 14
const longestAnswer = 256 * 1024

/** The keys that the agent behind a socket holds. */
export async function listAgentKeys(socket: string, signal: AbortSignal): Promise<AgentKey[]> {
  const answer = await askAgent(socket, Buffer.from([requestIdentities]), signal)
  const fields = readWire(answer, 1)
  const count = answer[0] === identitiesAnswer ? fields.uint32() : undefined
  if (count === undefined) throw new Error('the agent does not list its keys')
  const keys: AgentKey[] = []
  for (let index = 0; index < count; index += 1) {
    const blob = fields.string()
    const comment = fields.string()
    if (blob === undefined || comment === undefined) throw new Error('the answer is cut short')
    keys.push({ blob, comment: comment.toString() })
  }
  return keys
}

/** Have the agent sign; `hash` matters for RSA keys only. Returns the bare signature. */
export async function signWithAgent(
  socket: string,
  request: { readonly blob: Buffer; readonly data: Buffer; readonly hash: string | undefined },
  signal: AbortSignal,
): Promise<Buffer> {
  const { blob, data, hash } = request
  const algorithm = hash === undefined ? undefined : rsaAlgorithms[hash]
  const answer = await askAgent(
    socket,
    Buffer.concat([
      Buffer.from([signRequest]),
      wireString(blob),
      wireString(data),
      wireNumber(algorithm?.flag ?? 0),
    ]),
    signal,
  )
  const signature = answer[0] === signResponse ? readWire(answer, 1).string() : undefined
  const fields = signature === undefined ? undefined : readWire(signature)
  const name = fields?.string()?.toString('latin1')
  const bare = fields?.string()
  if (bare === undefined) throw new Error('the agent refuses')
  // Some agents know no SHA-2 and answer with a SHA-1 signature that the host would refuse.
  if (algorithm !== undefined && name !== algorithm.name) {
    throw new Error(`the agent signs as ${name} instead of ${algorithm.name}`)
  }
  return bare
}

const rsaAlgorithms: Readonly<Record<string, { name: string; flag: number }>> = {
  sha256: { name: 'rsa-sha2-256', flag: 2 },
  sha512: { name: 'rsa-sha2-512', flag: 4 },
}

/** One question, one answer, on a connection of its own. */
async function askAgent(path: string, question: Buffer, signal: AbortSignal): Promise<Buffer> {
  const socket = connect({ path, signal })
  socket.write(wireString(question))
  try {
    let received = Buffer.alloc(0)
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      received = Buffer.concat([received, chunk])
      const answer = readWire(received).string()
      if (answer !== undefined) return answer
      if (received.length > longestAnswer) throw new Error('the answer is too long')
    }
    throw new Error('the agent hung up')
  } finally {
    socket.destroy()
  }
}
