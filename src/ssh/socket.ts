import { connect, type Socket } from 'node:net'
import type { Attempt } from './attempt.ts'
import type { ResolvedTarget } from './config/resolve.ts'

/** A connection on its way to a host, before SSH. */
export interface HostSocket {
  readonly socket: Socket
  /** The first text that came in, when it is not an SSH greeting. */
  greeting(): string
}

/** Begin to connect. The caller handles the socket's errors. */
export function openSocket(target: ResolvedTarget, attempt: Attempt): HostSocket {
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
  // Nothing may be read before the SSH library listens.
  socket.pause()
  socket.on('lookup', () => attempt.begin('connecting to it'))
  socket.on('connect', () => attempt.begin('waiting for its SSH greeting'))
  let text = ''
  const listen = (chunk: Buffer) => {
    text += chunk.toString('latin1', 0, 1024)
    const isSsh = /^SSH-/m.test(text)
    if (isSsh) attempt.begin('exchanging keys')
    if (isSsh || text.length > 4096) socket.off('data', listen)
  }
  socket.on('data', listen)
  return { socket, greeting: () => (/^SSH-/m.test(text) ? '' : text) }
}
