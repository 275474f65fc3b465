import type { MirrorHost, Module, RsyncDaemon } from '../compiler/mirror.ts'
import type { Directory, File, Probe, Resource } from '../resource.ts'
import { render } from './render.ts'
import { isAtomic, servedBy, servedPath } from './served.ts'
import { httpAddress } from './service-address.ts'
import { dropInDirectory, rootFile, shareDirectory } from './share.ts'
import type { Target } from './target.ts'

const defaultPort = 873
/** Where the locks lie by which both ways in, with TLS and without, count a module's clients together. */
export const lockDirectory = '/var/lib/mirrorc-rsyncd'
const motdFile = `${shareDirectory}/rsyncd.motd`

/** rsyncd.conf and the unit that reads it. */
export function lowerRsyncDaemon(
  host: MirrorHost,
  daemon: RsyncDaemon,
  target: Target,
): readonly Resource[] {
  const unit = target.units.rsyncDaemon
  const modules = servedBy(host, 'rsync')
  const dropIn = daemon.port === defaultPort ? [] : portDropIn(host, daemon.port, unit)
  return [
    {
      kind: 'directory',
      path: lockDirectory,
      ...{ owner: 'root', group: 'root', mode: '0700', hold: 'all' },
    },
    rootFile(
      '/etc/rsyncd.conf',
      render('rsyncd.conf.njk', {
        site: host.site,
        nobodyGroup: target.nobodyGroup,
        motd: motdFile,
        // Addresses alone: a name would be looked up, and whoever answers for it could let himself in.
        allowed: daemon.allow.length === 0 ? [] : [daemon.allow.join(' ')],
        maxConnections: String(daemon.maxConnections),
        modules: modules.map(module => ({
          name: module.name,
          settings: moduleSettings(module),
        })),
      }),
    ),
    rootFile(motdFile, renderMotd(host)),
    ...dropIn,
    {
      kind: 'service',
      unit,
      shared: false,
      // The daemon reads rsyncd.conf for every connection, so a change of it interrupts nobody.
      reloadFor: [],
      restartFor: dropIn.map(resource => resource.path),
      check: 'none',
      ports: [daemon.port],
      probes: [probeOf(modules, daemon)],
    },
  ]
}

// A tree that is published atomically is there from its first sync on.
function probeOf(modules: readonly Module[], { port, allow }: RsyncDaemon): Probe {
  return {
    ...{ protocol: 'rsync', port, restricted: allow.length > 0 },
    modules: modules.map(({ name }) => name),
    present: modules.filter(module => !isAtomic(module)).map(({ name }) => name),
  }
}

/** What every client is told first. */
function renderMotd({ site, domain, contact, http }: MirrorHost): string {
  const otherAddresses = http === undefined ? [] : [httpAddress(domain, http.port)]
  return render('rsyncd.motd.njk', { site, domain, contact, otherAddresses })
}

function moduleSettings(module: Module): readonly { name: string; value: string }[] {
  const comment = module.comment === undefined ? [] : [{ name: 'comment', value: module.comment }]
  return [
    ...comment,
    { name: 'path', value: servedPath(module) },
    // `max connections` counts by lock file: one each, or the modules would share the number.
    { name: 'lock file', value: `${lockDirectory}/${module.name}.lock` },
  ]
}

// A port in rsyncd.conf would be read only when the daemon starts, which is for a drop-in to say.
function portDropIn(host: MirrorHost, port: number, unit: string): readonly (Directory | File)[] {
  const directory = `/etc/systemd/system/${unit}.d`
  const content = render('rsync-port.conf.njk', { site: host.site, port: String(port) })
  return [dropInDirectory(directory), rootFile(`${directory}/mirrorc.conf`, content)]
}
