import type { Client } from 'ssh2'
import type { Attempt } from '../attempt.ts'
import type { RemoteProcess } from '../transport.ts'
import { printable, unreachable } from '../unreachable.ts'
import { wrapChannel } from './process.ts'

/** Start a command on the host. */
export function execute(client: Client, command: string, attempt: Attempt): Promise<RemoteProcess> {
  const { label, signal } = attempt
  return new Promise((resolve, reject) => {
    const refuse = (error: unknown) =>
      reject(signal.aborted ? signal.reason : refused(label, error as Error))
    try {
      signal.throwIfAborted()
      client.exec(command, (error, channel) => {
        if (error) refuse(error)
        else resolve(wrapChannel(channel, signal))
      })
    } catch (error) {
      // The library throws when the connection has just gone.
      refuse(error)
    }
  })
}

function refused(label: string, cause: Error): Error {
  return unreachable(
    `${label}: the host does not start a command: ${printable(cause.message)}`,
    'Does sshd allow sessions there (MaxSessions, ForceCommand), and has the user a login shell?',
    cause,
  )
}
