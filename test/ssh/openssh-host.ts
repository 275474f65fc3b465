import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Workspace } from './workspace.ts'

const sshd = '/usr/sbin/sshd'

/** Whether tests can start OpenSSH's server here; where the lab is required, it must be there. */
export const hasOpenSsh =
  (existsSync(sshd) && process.getuid?.() === 0) || process.env.MIRRORC_LAB === 'required'

/** A real sshd on the loopback. */
export interface OpenSshHost {
  readonly port: number
  readonly child: ChildProcess
  /** What it logged. */
  log(): string
  stop(): Promise<void>
}

/** Start sshd with the workspace's key `host`; `lines` win over its usual settings. */
export async function startOpenSsh(workspace: Workspace, ...lines: string[]): Promise<OpenSshHost> {
  // sshd(8): where it gives up its privileges. The package makes it at boot only.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const port = await freePort()
  const config = workspace.write(
    'sshd_config',
    [
      ...lines,
      `HostKey ${workspace.path('host')}`,
      `AuthorizedKeysFile ${workspace.path('authorized_keys')}`,
      'ListenAddress 127.0.0.1',
      'ListenAddress ::1',
      'PermitRootLogin prohibit-password',
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'LogLevel DEBUG2',
    ].join('\n'),
  )
  // Not -e: what sshd writes to its stderr about a session would be in the session's own.
  const logFile = workspace.write('sshd.log', '')
  const child = spawn(sshd, ['-D', '-E', logFile, '-f', config, '-p', String(port)], {
    stdio: 'ignore',
  })
  const log = () => workspace.read('sshd.log')
  await waitForPort(port, child, log)
  return {
    port,
    child,
    log,
    stop: async () => {
      if (child.exitCode !== null) return
      const exited = once(child, 'exit')
      child.kill()
      await exited
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function waitForPort(port: number, child: ChildProcess, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (child.exitCode !== null) break
    const socket = connect(port, '127.0.0.1')
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (open) return
    await sleep(50)
  }
  throw new Error(`sshd does not start: ${log()}`)
}
