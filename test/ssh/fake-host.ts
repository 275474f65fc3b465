import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type AuthContext, Server, type ServerChannel } from 'ssh2'

/** An SSH server in this process, for faults that a real one does not have on demand. */
export interface FakeHost {
  readonly port: number
  /** How many connections came in. */
  connections(): number
  /** The methods that clients tried to log in with, in order. */
  logins(): readonly string[]
  stop(): Promise<void>
}

/** How a fake host behaves; what is left out is what a good host would do. */
export interface FakeHostBehaviour {
  readonly hostKeys: readonly string[]
  readonly greeting?: string
  readonly banner?: string
  readonly onLogin?: (context: AuthContext) => void
  /** What a command does. */
  readonly onCommand?: (channel: ServerChannel, command: string, socket: Socket) => void
  /** Refuse to start any. */
  readonly commands?: 'refused'
}

/** Start a fake host on the loopback. */
export async function startFakeHost(behaviour: FakeHostBehaviour): Promise<FakeHost> {
  const sockets = new Set<Socket>()
  const logins: string[] = []
  let connections = 0
  const ssh = new Server({
    hostKeys: behaviour.hostKeys.map(path => readFileSync(path)),
    ...(behaviour.greeting === undefined ? {} : { greeting: behaviour.greeting }),
    ...(behaviour.banner === undefined ? {} : { banner: behaviour.banner }),
  })
  const server = createServer(socket => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => {})
    ssh.injectSocket(socket)
  })
  ssh.on('connection', client => {
    client.on('error', () => {})
    client.on('authentication', context => {
      logins.push(context.method)
      if (behaviour.onLogin === undefined) acceptKeys(context)
      else behaviour.onLogin(context)
    })
    const socket = [...sockets].at(-1)
    client.on('session', accept => {
      const session = accept()
      session.on('exec', (acceptCommand, reject, { command }) => {
        if (behaviour.commands === 'refused') reject()
        else if (socket !== undefined) behaviour.onCommand?.(acceptCommand(), command, socket)
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    logins: () => logins,
    stop: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

/** Let in whoever has a key. */
export function acceptKeys(context: AuthContext): void {
  if (context.method === 'publickey') context.accept()
  else context.reject(['publickey'])
}

/** A server that is no SSH server, or one that stops being it. */
export async function startRawHost(
  onSocket: (socket: Socket) => void,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    onSocket(socket)
  })
  server.listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}
