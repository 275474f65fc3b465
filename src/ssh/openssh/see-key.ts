import { text } from 'node:stream/consumers'
import type { Attempt } from '../attempt.ts'
import type { SshOptions } from '../transport.ts'
import { describeHostKey, type HostKey } from '../trust/host-key.ts'
import { unreachable } from '../unreachable.ts'
import type { Way } from '../way.ts'
import { noKnownHosts, prepareInvocation } from './arguments.ts'
import { saidBy, startProgram } from './program.ts'

/** See a host's key with the system's `ssh`: it is told that the key is not known, and gives up before the login. */
export async function seeKeyWithProgram(
  way: Way,
  attempt: Attempt,
  options: SshOptions,
): Promise<HostKey> {
  const { label } = way.last.resolved
  const settings = [
    ...noKnownHosts,
    // ssh_config(5), TOKENS: once the key is there, it is in %K.
    'KnownHostsCommand=/bin/sh -c "echo mirrorc-host-key %K >&2"',
    'HostKeyAlgorithms=-*-cert-v01@openssh.com',
    'PreferredAuthentications=none',
  ]
  attempt.begin('exchanging keys')
  const program = startProgram(prepareInvocation(way, options, settings), 'true', label)
  attempt.signal.addEventListener('abort', () => program.child.kill())
  program.child.stdin.end()
  program.child.stdout.resume()
  const [errors] = await Promise.all([text(program.child.stderr), program.ended])
  attempt.succeed()
  const keys = [...errors.matchAll(/^mirrorc-host-key (AAAA[A-Za-z0-9+/=]+)$/gm)]
  const key = keys.at(-1)?.[1]
  if (key !== undefined) return describeHostKey(Buffer.from(key, 'base64'))
  throw unreachable(
    `${label}: the system's ssh does not come to see its key: ${saidBy(program.log(), errors)}`,
  )
}
