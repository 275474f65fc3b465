import { mkdir, open } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import type { HostKey } from './host-key.ts'

/** mirrorc's own known_hosts. The user's, under ~/.ssh, is only ever read. */
export function ownKnownHostsFile(): string {
  const state = process.env.XDG_STATE_HOME
  // XDG Base Directory Specification: a relative path is invalid and to be ignored.
  const base = state !== undefined && isAbsolute(state) ? state : join(homedir(), '.local', 'state')
  return join(base, 'mirrorc', 'known_hosts')
}

/** Record that a host is trusted by this key; returns the file. */
export async function recordHostKey(name: string, key: HostKey): Promise<string> {
  const path = ownKnownHostsFile()
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'a+', 0o600)
  try {
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1))
    const separator = bytesRead === 0 || buffer[0] === 0x0a ? '' : '\n'
    // One write at the end of the file, so that two mirrorc at once do not mix their lines.
    await file.write(`${separator}${name} ${key.type} ${key.blob.toString('base64')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  return path
}
