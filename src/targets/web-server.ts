import type { Http, MirrorHost, Module } from '../compiler/mirror.ts'
import type { File, Probe, Resource } from '../resource.ts'
import { certificateNames, lowerWhenIssued } from './certificate.ts'
import { gitInclude } from './git.ts'
import { render } from './render.ts'
import { isAtomic, servedBy, servedPath } from './served.ts'
import { httpAddress, rsyncAddress } from './service-address.ts'
import { rootFile, shareDirectory } from './share.ts'
import { reportsDirectory } from './sync-settings.ts'
import type { Target } from './target.ts'
import { shownUrl } from './upstream-url.ts'
import { httpsPort, serversOf } from './web-servers.ts'

/** What every server block of the mirror includes; nginx looks for it beside its nginx.conf. */
const siteFile = '/etc/nginx/mirrorc-site.conf'

/** The virtual host, what it shows beside the trees, and the unit that loads it. */
export function lowerWebServer(host: MirrorHost, http: Http, target: Target): readonly Resource[] {
  const configuration = [
    rootFile(siteFile, renderSite(host, http)),
    ...target.placeVhost(renderVhost(host, http, target)),
    ...(host.https === undefined ? [] : lowerWhenIssued(host, host.https)),
  ]
  return [
    ...lowerPages(host),
    ...configuration,
    {
      kind: 'service',
      unit: target.units.nginx,
      shared: true,
      reloadFor: [
        ...configuration.flatMap(resource => ('path' in resource ? [resource.path] : [])),
        ...(host.git === undefined ? [] : [gitInclude]),
      ],
      restartFor: [],
      check: 'nginx',
      ports: host.https === undefined ? [http.port] : [http.port, httpsPort],
      probes: probesOf(host, http),
    },
  ]
}

// Every name leads to the mirror, and every module is there.
function probesOf(host: MirrorHost, { port }: Http): readonly Probe[] {
  const ask =
    (protocol: 'http' | 'https', port: number) =>
    (name: string, path: string): Probe => ({ protocol, port, host: name, path, ipv6: host.ipv6 })
  const ways = [ask('http', port), ...(host.https === undefined ? [] : [ask('https', httpsPort)])]
  return ways.flatMap(asks => [
    ...certificateNames(host).map(name => asks(name, '/')),
    ...servedBy(host, 'http').map(module => asks(host.domain, urlOf(module))),
  ])
}

/** The front page, which is the list of modules, and what robots are told. */
function lowerPages(host: MirrorHost): readonly File[] {
  const { site, domain, contact, modules } = host
  const page = render('index.html.njk', {
    ...{ site, domain, contact },
    modules: modules.map(module => ({
      name: module.name,
      links: linksOf(module),
      comments: module.comment === undefined ? [] : [module.comment],
      addresses: otherAddresses(host, module),
      upstream: shownUrl(module.upstream),
    })),
  })
  return [
    rootFile(`${shareDirectory}/index.html`, page),
    rootFile(`${shareDirectory}/robots.txt`, render('robots.txt.njk', { site })),
  ]
}

const linksOf = (module: Module): readonly string[] =>
  module.serve.includes('http') ? [urlOf(module)] : []

/** Where a module is found beside HTTP. */
function otherAddresses(host: MirrorHost, { name, serve }: Module): readonly string[] {
  const { domain, http, rsync, git } = host
  // A CDN speaks HTTP alone.
  const direct = host.direct ?? domain
  const isGit = serve.includes('git')
  return [
    ...(serve.includes('rsync') && rsync ? [`${rsyncAddress(direct, rsync.port)}${name}/`] : []),
    ...(serve.includes('rsync') && rsync?.tls ? [`rsync-ssl rsync://${direct}/${name}/`] : []),
    ...(serve.includes('ftp') && host.ftp ? [`ftp://${direct}/${name}/`] : []),
    ...(isGit && http ? [`git clone ${httpAddress(domain, http.port)}${name}`] : []),
    ...(isGit && git?.daemon ? [`git clone git://${direct}/${name}`] : []),
  ]
}

function renderVhost(host: MirrorHost, http: Http, target: Target): string {
  const { requestsPerSecond } = http
  return render('vhost.conf.njk', {
    site: host.site,
    httpDirectives: bucketSize(certificateNames(host))
      .map(value => ({ name: 'server_names_hash_bucket_size', value }))
      .filter(({ name }) => !target.httpDirectives.includes(name)),
    listingHead: render('listing-head.html.njk', {}).trimEnd(),
    requestRates: requestsPerSecond === undefined ? [] : [`${requestsPerSecond}r/s`],
    gitIncludes: gitIncludes(host),
    published: publishedTrees(host),
    challenges: host.https === undefined ? [] : [host.domain],
    redirects: host.https?.redirect ? [host.domain] : [],
    servers: serversOf(host, http, target),
  })
}

// ngx_hash.c: a bucket holds a pointer, the name with two bytes more in whole pointers, and a pointer that ends it.
// 64 bytes is the size that nginx takes by itself on most machines.
function bucketSize(names: readonly string[]): readonly string[] {
  const longest = Math.max(...names.map(name => name.length))
  const needed = 8 + Math.ceil((longest + 2) / 8) * 8 + 8
  const size = [64, 128, 256, 512].find(size => needed <= size) ?? 512
  return size === 64 ? [] : [String(size)]
}

function renderSite(host: MirrorHost, http: Http): string {
  const { site, storage } = host
  const { connectionsPerAddress, requestsPerSecond, megabytesPerSecond } = http
  return render('site.conf.njk', {
    site,
    root: storage.root,
    share: shareDirectory,
    listingTop: render('listing-top.html.njk', { site }).trimEnd(),
    connectionsPerAddress: String(connectionsPerAddress),
    // A package manager asks for many small files at once.
    requestBursts: requestsPerSecond === undefined ? [] : [String(requestsPerSecond * 10)],
    transferRates: megabytesPerSecond === undefined ? [] : [`${megabytesPerSecond}m`],
    reportsDirectory,
    reports: (['tunasync', 'mirrorz'] as const)
      .filter(report => host.reports.includes(report))
      .map(report => `${report}.json`),
    published: publishedTrees(host),
    modules: webModules(host).map(module => ({
      name: `/${module.name}`,
      url: urlOf(module),
      path: module.path,
      published: isAtomic(module) ? [module.name] : [],
      aliases:
        isAtomic(module) || module.path === `${storage.root}/${module.name}`
          ? []
          : [`${module.path}/`],
      gitIncludes: module.serve.includes('git') ? gitIncludes(host) : [],
      // A module that is served by git alone has no files and no listing.
      otherwise: module.serve.includes('http') ? [] : ['404'],
      listingEnds: module.serve.includes('http') ? [renderListingEnd(host, module)] : [],
    })),
  })
}

function renderListingEnd({ site, contact }: MirrorHost, module: Module): string {
  return render('listing-end.html.njk', {
    ...{ site, contact },
    comments: module.comment === undefined ? [] : [module.comment],
    upstream: shownUrl(module.upstream),
  }).trimEnd()
}

/** The modules that have a place in nginx's configuration. */
const webModules = ({ modules }: MirrorHost): readonly Module[] =>
  modules.filter(({ serve }) => serve.includes('http') || serve.includes('git'))

/** The list of those that are published atomically, if there is one. */
function publishedTrees(host: MirrorHost): readonly (readonly object[])[] {
  const trees = webModules(host).filter(isAtomic)
  if (trees.length === 0) return []
  return [
    trees.map(module => ({
      pattern: `~^${urlOf(module)}`,
      path: module.path,
      current: servedPath(module),
    })),
  ]
}

/** What stands where git is handed on: the one file, if it is anywhere. */
const gitIncludes = ({ git }: MirrorHost): readonly string[] =>
  git === undefined ? [] : [basename(gitInclude)]

const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const urlOf = ({ name }: Module): string => `/${name}/`
