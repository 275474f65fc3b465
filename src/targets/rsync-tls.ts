import type { MirrorHost, RsyncDaemon } from '../compiler/mirror.ts'
import { certificateLink, type Probe, type Resource } from '../resource.ts'
import { renderClientSocket } from './client-socket.ts'
import { render } from './render.ts'
import { lockDirectory } from './rsync-daemon.ts'
import { isAtomic, servedBy } from './served.ts'
import { rootFile } from './share.ts'
import type { Target } from './target.ts'
import { curvesOf } from './web-servers.ts'

/** Where rsync-ssl(1) looks for it by itself. */
const tlsPort = 874
const configuration = '/etc/mirrorc/rsync-tls.conf'
const socketUnit = 'mirrorc-rsync-tls.socket'
const unitDirectory = '/etc/systemd/system'

/** The rsync daemon behind TLS, with the certificate of HTTPS. systemd listens, and nothing has to be loaded anew. */
export function lowerRsyncTls(
  host: MirrorHost,
  daemon: RsyncDaemon,
  target: Target,
): readonly Resource[] {
  const { site, domain } = host
  const service = `${unitDirectory}/mirrorc-rsync-tls@.service`
  const socket = `${unitDirectory}/${socketUnit}`
  return [
    rootFile(
      configuration,
      render('rsync-tls.conf.njk', {
        site,
        certificate: certificateLink(domain),
        curves: curvesOf(target.tls),
      }),
    ),
    rootFile(service, render('rsync-tls.service.njk', { site, configuration, lockDirectory })),
    rootFile(socket, renderSocket(host, daemon)),
    {
      kind: 'service',
      unit: socketUnit,
      shared: false,
      reloadFor: [],
      restartFor: [service, socket],
      check: 'none',
      ports: [tlsPort],
      probes: [probeOf(host, daemon)],
    },
  ]
}

// A tree that is published atomically is there from its first sync on.
function probeOf(host: MirrorHost, { allow }: RsyncDaemon): Probe {
  const { domain, ipv6 } = host
  const module = servedBy(host, 'rsync').find(module => !isAtomic(module))?.name
  return {
    ...{ protocol: 'rsynctls', port: tlsPort, host: domain, ipv6 },
    restricted: allow.length > 0,
    ...(module === undefined ? {} : { module }),
  }
}

// rsync says by itself when a module has enough clients. These limits are for those who name no module, and each of
// whom is a process: one address takes a small part of them. Many addresses can still take them all.
function renderSocket(host: MirrorHost, { maxConnections }: RsyncDaemon): string {
  return renderClientSocket(host, {
    title: 'rsync over TLS',
    port: tlsPort,
    connections: maxConnections * servedBy(host, 'rsync').length + 128,
    connectionsPerAddress: Math.min(maxConnections + 8, 16),
  })
}
