import type { Git, Http, MirrorHost } from '../compiler/mirror.ts'
import type { Probe, Resource, Service } from '../resource.ts'
import { render } from './render.ts'
import { servedBy } from './served.ts'
import { rootFile, shareDirectory } from './share.ts'
import type { Target } from './target.ts'

/** The port of git://, which clients take by themselves. */
const gitPort = 9418
const gitConfig = `${shareDirectory}/gitconfig`
const httpUnit = 'mirrorc-git.service'
const daemonUnit = 'mirrorc-git-daemon.service'

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
        // Of a few processes nobody may have all; a clone takes one at a time.
        clonesPerAddress: String(Math.ceil(git.maxConnections / 4)),
      }),
    ),
    rootFile(unitFile(httpUnit), unit),
    ownService(httpUnit, [], probesOverHttp(host, http)),
  ]
}

function lowerGitDaemon(host: MirrorHost, git: Git): readonly Resource[] {
  const unit = render('git-daemon.service.njk', {
    site: host.site,
    maxConnections: String(git.maxConnections),
    gitConfig,
    modules: servedBy(host, 'git'),
  })
  return [
    rootFile(unitFile(daemonUnit), unit),
    ownService(daemonUnit, [gitPort], probesOfDaemon(host)),
  ]
}

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

function ownService(unit: string, ports: readonly number[], probes: readonly Probe[]): Service {
  return {
    kind: 'service',
    unit,
    shared: false,
    reloadFor: [],
    restartFor: [unitFile(unit)],
    check: 'none',
    ports,
    probes,
  }
}
