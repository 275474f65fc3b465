import type { Git, Http, MirrorHost } from '../compiler/mirror.ts'
import type { Probe, Resource, Service } from '../resource.ts'
import { renderClientSocket } from './client-socket.ts'
import { render } from './render.ts'
import { servedBy } from './served.ts'
import { rootFile, shareDirectory } from './share.ts'
import type { Target } from './target.ts'

/** The port of git://, which clients take by themselves. */
const gitPort = 9418
const gitConfig = `${shareDirectory}/gitconfig`
const httpUnit = 'mirrorc-git.service'
const daemonService = 'mirrorc-git-daemon@.service'
const daemonSocket = 'mirrorc-git-daemon.socket'

/** What nginx includes where it hands a question of git's on. */
export const gitInclude = '/etc/nginx/mirrorc-git.conf'

/** What answers git: over HTTP behind nginx, and at git:// where that is asked for. */
export function lowerGit(host: MirrorHost, git: Git, target: Target): readonly Resource[] {
  return [
    rootFile(gitConfig, render('gitconfig.njk', { site: host.site })),
    ...(host.http === undefined ? [] : lowerGitHttp(host, git, host.http, target)),
    ...(git.daemon ? lowerGitDaemon(host, git) : []),
  ]
}

function lowerGitHttp(host: MirrorHost, git: Git, http: Http, target: Target): readonly Resource[] {
  const { site } = host
  const unit = render('git-http.service.njk', {
    site,
    maxConnections: String(git.maxConnections),
    group: target.nginxGroup,
  })
  return [
    rootFile(
      gitInclude,
      render('git.conf.njk', {
        ...{ site, gitConfig },
        connectionsPerAddress: String(http.connectionsPerAddress),
        clonesPerAddress: String(clonesPerAddress(git)),
      }),
    ),
    rootFile(unitFile(httpUnit), unit),
    ownService(httpUnit, [], probesOverHttp(host, http)),
  ]
}

function lowerGitDaemon(host: MirrorHost, git: Git): readonly Resource[] {
  const service = render('git-daemon.service.njk', {
    site: host.site,
    gitConfig,
    modules: servedBy(host, 'git'),
  })
  const socket = renderClientSocket(host, {
    title: 'Git repositories of the mirror at git://',
    port: gitPort,
    connections: git.maxConnections,
    connectionsPerAddress: clonesPerAddress(git),
  })
  return [
    rootFile(unitFile(daemonService), service),
    rootFile(unitFile(daemonSocket), socket),
    ownService(daemonSocket, [gitPort], probesOfDaemon(host), [daemonService]),
  ]
}

// Of a few processes nobody may have all; a clone takes one at a time.
const clonesPerAddress = ({ maxConnections }: Git): number => Math.ceil(maxConnections / 4)

const probesOverHttp = (host: MirrorHost, { port }: Http): readonly Probe[] =>
  servedBy(host, 'git').map(({ name }) => ({
    protocol: 'githttp',
    port,
    host: host.domain,
    path: `/${name}`,
  }))

const probesOfDaemon = (host: MirrorHost): readonly Probe[] =>
  servedBy(host, 'git').map(({ name }) => ({ protocol: 'git', port: gitPort, module: name }))

const unitFile = (unit: string): string => `/etc/systemd/system/${unit}`

function ownService(
  unit: string,
  ports: readonly number[],
  probes: readonly Probe[],
  starts: readonly string[] = [],
): Service {
  return {
    kind: 'service',
    unit,
    shared: false,
    reloadFor: [],
    restartFor: [...starts, unit].map(unitFile),
    check: 'none',
    ports,
    probes,
  }
}
