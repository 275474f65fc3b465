import type { MirrorHost, RsyncDaemon } from '../compiler/mirror.ts'
import { certificateLink, type Resource } from '../resource.ts'
import { render } from './render.ts'
import { servedBy } from './served.ts'
import { rootFile } from './share.ts'

/** Where rsync-ssl(1) looks for it by itself. */
const tlsPort = 874
const configuration = '/etc/mirrorc/rsync-tls.conf'
const socketUnit = 'mirrorc-rsync-tls.socket'
const unitDirectory = '/etc/systemd/system'

/** The rsync daemon behind TLS, with the certificate of HTTPS. systemd listens, and nothing has to be loaded anew. */
export function lowerRsyncTls(host: MirrorHost, daemon: RsyncDaemon): readonly Resource[] {
  const { site, domain, ipv6 } = host
  const service = `${unitDirectory}/mirrorc-rsync-tls@.service`
  const socket = `${unitDirectory}/${socketUnit}`
  return [
    rootFile(
      configuration,
      render('rsync-tls.conf.njk', { site, certificate: certificateLink(domain) }),
    ),
    rootFile(service, render('rsync-tls.service.njk', { site, configuration })),
    rootFile(socket, renderSocket(host, daemon)),
    {
      kind: 'service',
      unit: socketUnit,
      shared: false,
      reloadFor: [],
      restartFor: [service, socket],
      check: 'none',
      ports: [tlsPort],
      probes: [{ protocol: 'rsynctls', port: tlsPort, host: domain, ipv6 }],
    },
  ]
}

// rsync says by itself when a module has enough clients. Beyond that, nobody may keep all others out.
function renderSocket(host: MirrorHost, { maxConnections }: RsyncDaemon): string {
  const { site, ipv6 } = host
  return render('rsync-tls.socket.njk', {
    site,
    ipv6: ipv6 ? [String(tlsPort)] : [],
    port: String(tlsPort),
    connections: String(maxConnections * servedBy(host, 'rsync').length + 64),
    connectionsPerAddress: String(maxConnections + 8),
  })
}
