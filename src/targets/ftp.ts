import type { Ftp, MirrorHost } from '../compiler/mirror.ts'
import type { Resource } from '../resource.ts'
import { render } from './render.ts'
import { servedBy } from './served.ts'
import { dropInDirectory, rootFile } from './share.ts'
import type { Target } from './target.ts'

const ftpPort = 21
const configFile = '/etc/vsftpd.conf'
/** What vsftpd takes for the root: it exists for it alone. */
const root = '/run/mirrorc-ftp'

/** vsftpd's own configuration in place of its package's, and what it sees of the trees. */
export function lowerFtp(host: MirrorHost, ftp: Ftp, target: Target): readonly Resource[] {
  const unit = 'vsftpd.service'
  const directory = `/etc/systemd/system/${unit}.d`
  const dropIn = rootFile(`${directory}/mirrorc.conf`, renderTrees(host))
  const modules = servedBy(host, 'ftp')
  return [
    rootFile(configFile, renderConfig(host, ftp, target)),
    dropInDirectory(directory),
    dropIn,
    {
      kind: 'service',
      unit,
      shared: false,
      reloadFor: [],
      // It reads its configuration when it starts, and sees the trees that are there then.
      restartFor: [configFile, dropIn.path, ...modules.map(({ path }) => path)],
      check: 'none',
      ports: [ftpPort],
      probes: [{ protocol: 'ftp', port: ftpPort, modules: modules.map(({ name }) => name) }],
    },
  ]
}

function renderTrees(host: MirrorHost): string {
  return render('vsftpd-trees.conf.njk', { site: host.site, root, modules: servedBy(host, 'ftp') })
}

function renderConfig(host: MirrorHost, ftp: Ftp, target: Target): string {
  return render('vsftpd.conf.njk', {
    site: host.site,
    root,
    // One socket for both: vsftpd.conf(5), listen_ipv6.
    listen: host.ipv6 ? 'NO' : 'YES',
    listenIpv6: host.ipv6 ? 'YES' : 'NO',
    banner: `The mirror ${host.site} at ${host.domain}, run by ${host.contact}`,
    passiveFirst: String(ftp.passiveFirst),
    passiveLast: String(ftp.passiveLast),
    passiveAddresses: ftp.passiveAddress === undefined ? [] : [ftp.passiveAddress],
    maxConnections: String(ftp.maxConnections),
    connectionsPerAddress: String(ftp.connectionsPerAddress),
    emptyDirectories: target.vsftpdEmptyDirectory,
  })
}
