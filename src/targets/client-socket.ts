import type { MirrorHost } from '../compiler/mirror.ts'
import { render } from './render.ts'

/** Where systemd listens, and how many it lets in at once, each to a service of its own. */
export interface ClientSocket {
  readonly title: string
  readonly port: number
  readonly connections: number
  readonly connectionsPerAddress: number
}

/** The unit of such a socket: systemd counts by address, which not every daemon does. */
export function renderClientSocket({ site, ipv6 }: MirrorHost, socket: ClientSocket): string {
  const { title, connections, connectionsPerAddress } = socket
  const port = String(socket.port)
  return render('clients.socket.njk', {
    ...{ site, title, port },
    ipv6: ipv6 ? [port] : [],
    connections: String(connections),
    connectionsPerAddress: String(connectionsPerAddress),
  })
}
