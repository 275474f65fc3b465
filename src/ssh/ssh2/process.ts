import { Readable, Writable } from 'node:stream'
import type { ClientChannel } from 'ssh2'
import { dropUnread, reasonOf, unreadLimit } from '../output.ts'
import type { RemoteExit, RemoteProcess } from '../transport.ts'

/** Make a process of an SSH channel. `lost` is aborted, with the reason, when the connection is. */
export function wrapChannel(channel: ClientChannel, lost: AbortSignal): RemoteProcess {
  // The library reports a write to a closing channel as an error event as well.
  channel.on('error', () => {})
  const stdin = wrapInput(channel, lost)
  const exit = awaitExit(channel, lost)
  // What is still waiting to be written would otherwise wait for ever.
  const end = () => stdin.destroy(new Error('the host no longer reads input'))
  exit.then(end, end)
  return { stdin, stdout: wrapOutput(channel), stderr: dropUnread(channel.stderr), exit }
}

function wrapInput(channel: ClientChannel, lost: AbortSignal): Writable {
  let waiting: ((error?: Error | null) => void) | undefined
  const stdin = new Writable({
    write: (chunk: Buffer, _, done) => {
      // The library throws when the connection is already gone.
      if (lost.aborted) return done(new Error('the connection is lost'))
      waiting = done
      channel.write(chunk, error => {
        waiting = undefined
        done(error)
      })
    },
    final: done => {
      if (!lost.aborted) channel.end()
      done()
    },
    destroy: (error, done) => {
      // The library forgets a write that the host has left no room for.
      waiting?.(error)
      done(error)
    },
  })
  // A process may end before it has read everything; how it ended is in its exit.
  return stdin.on('error', () => {})
}

/** Backpressure reaches the host through the channel's window: RFC 4254 §5.2. */
function wrapOutput(channel: ClientChannel): Readable {
  const stdout = new Readable({ highWaterMark: unreadLimit, read: () => channel.resume() })
  channel.on('data', (chunk: Buffer) => {
    if (!stdout.push(chunk)) channel.pause()
  })
  channel.on('end', () => stdout.push(null))
  return stdout
}

function awaitExit(channel: ClientChannel, lost: AbortSignal): Promise<RemoteExit> {
  return new Promise(resolve => {
    const lose = () => resolve({ code: undefined, signal: undefined, lost: reasonOf(lost) })
    if (lost.aborted) lose()
    lost.addEventListener('abort', lose)
    // `exit` comes before the last output does; `close` comes after.
    channel.on('close', (code?: number | null, signal?: string) => {
      lost.removeEventListener('abort', lose)
      resolve({ code: code ?? undefined, signal, lost: undefined })
    })
  })
}
