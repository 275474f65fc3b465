import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Client } from 'ssh2'
import type { Attempt } from '../attempt.ts'
import type { ResolvedTarget } from '../config/resolve.ts'
import { printable, unreachable } from '../unreachable.ts'

/** The bytes to and from a host, before they are SSH. */
export interface Line {
  readonly stream: Duplex
  /** The first text that came in, when it is not an SSH greeting. */
  greeting(): string
  /** Let the process end although the line is open. */
  release(): void
}

/** Begin to connect. The caller handles the stream's errors. */
export function openSocket(target: ResolvedTarget, attempt: Attempt): Line {
  attempt.begin('looking up its address')
  if (target.connectTimeoutMs !== undefined) attempt.limitConnecting(target.connectTimeoutMs)
  const socket = connect({
    host: target.hostname,
    port: target.port,
    family: target.family,
    noDelay: true,
    // RFC 8305: try IPv6 and IPv4 in turn. Node's 250 ms each would give up on far-away hosts.
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 2000,
    signal: attempt.signal,
  })
  socket.on('lookup', () => attempt.begin('connecting to it'))
  socket.on('connect', () => attempt.begin('waiting for its SSH greeting'))
  return { stream: socket, greeting: listen(socket, attempt), release: () => socket.unref() }
}

/** Have a host that we are logged in to connect to the next one. */
export async function openTunnel(
  hop: { readonly client: Client; readonly label: string; release(): void },
  target: ResolvedTarget,
  attempt: Attempt,
): Promise<Line> {
  const { hostname, port, label } = target
  attempt.begin('connecting to it')
  if (target.connectTimeoutMs !== undefined) attempt.limitConnecting(target.connectTimeoutMs)
  const stream = await new Promise<Duplex>((resolve, reject) => {
    hop.client.forwardOut('127.0.0.1', 0, hostname, port, (error, channel) => {
      if (error === undefined) return resolve(channel)
      reject(
        unreachable(
          `${label}: ${hop.label} does not connect to ${hostname} port ${port}: ${printable(error.message)}`,
          'Is the address right as seen from there, and does its sshd allow it (AllowTcpForwarding)?',
          error,
        ),
      )
    })
  })
  attempt.begin('waiting for its SSH greeting')
  attempt.signal.addEventListener('abort', () => stream.destroy())
  return { stream, greeting: listen(stream, attempt), release: hop.release }
}

function listen(stream: Duplex, attempt: Attempt): () => string {
  // Nothing may be read before the SSH library listens.
  stream.pause()
  let text = ''
  const hear = (chunk: Buffer) => {
    text += chunk.toString('latin1', 0, 1024)
    const isSsh = /^SSH-/m.test(text)
    if (isSsh) attempt.begin('exchanging keys')
    if (isSsh || text.length > 4096) stream.off('data', hear)
  }
  stream.on('data', hear)
  return () => (/^SSH-/m.test(text) ? '' : text)
}
