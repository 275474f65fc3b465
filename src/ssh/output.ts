import { Readable } from 'node:stream'

/** How much output may wait for somebody to read it. */
export const unreadLimit = 1 << 20

/** A stream that never waits for its reader: what is too much is dropped. */
export function dropUnread(source: Readable): Readable {
  // Over SSH both streams of a process share one window, so that an unread stderr would block stdout.
  const output = new Readable({ highWaterMark: unreadLimit, read: () => {} })
  source.on('data', (chunk: Buffer) => {
    if (output.readableLength < unreadLimit) output.push(chunk)
  })
  source.on('end', () => output.push(null))
  return output
}

/** Why a connection was lost, as its signal has it. */
export function reasonOf(lost: AbortSignal): string {
  return lost.reason instanceof Error ? lost.reason.message : 'the connection is lost'
}
