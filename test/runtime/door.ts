import type { Socket } from 'node:net'
import type { ServerChannel } from 'ssh2'
import { acceptKeys, startFakeHost } from '../ssh/fake-host.ts'
import { makeWorkspace } from '../ssh/workspace.ts'
import type { Sandbox } from './sandbox.ts'

/** A way into a sandbox over SSH: the server is in this process, and each command a process in there. */
export interface Door {
  /** An ssh_config that leads there under any name. */
  readonly config: string
  /** Loses the connections that there are. */
  cut(): void
  /** Lets nobody in, until it is opened again. */
  shut(): void
  open(): void
  stop(): Promise<void>
}

/** Opens one. */
export async function openDoor(sandbox: Sandbox): Promise<Door> {
  const workspace = makeWorkspace()
  for (const key of ['id', 'host']) workspace.makeKey(key)
  const lines = new Set<Socket>()
  let isShut = false
  const host = await startFakeHost({
    hostKeys: [workspace.path('host')],
    onLogin: context => (isShut ? context.reject(['publickey']) : acceptKeys(context)),
    onCommand(channel, command, socket) {
      lines.add(socket)
      join(sandbox, channel, command)
    },
  })
  workspace.write('known_hosts', `[127.0.0.1]:${host.port} ${workspace.publicKey('host')}\n`)
  return {
    config: workspace.configure(host.port),
    cut() {
      for (const socket of lines) socket.destroy()
      lines.clear()
    },
    shut() {
      isShut = true
    },
    open() {
      isShut = false
    },
    async stop() {
      await host.stop()
      workspace.remove()
    },
  }
}

function join(sandbox: Sandbox, channel: ServerChannel, command: string): void {
  const child = sandbox.start(['sh', '-c', command])
  // What is written to one that has gone is nobody's news.
  child.stdin?.on('error', () => {})
  channel.on('error', () => {})
  if (child.stdin !== null) channel.pipe(child.stdin)
  child.stdout?.pipe(channel, { end: false })
  child.stderr?.pipe(channel.stderr, { end: false })
  child.once('close', code => {
    channel.exit(code ?? 255)
    channel.end()
  })
  channel.once('close', () => child.kill())
}
