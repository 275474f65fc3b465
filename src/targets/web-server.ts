import type { Http, MirrorHost } from '../compiler/mirror.ts'
import type { Resource } from '../resource.ts'
import { render } from './render.ts'
import type { Target } from './target.ts'

/** The virtual host and the unit that loads it. */
export function lowerWebServer(host: MirrorHost, http: Http, target: Target): readonly Resource[] {
  const { root } = host.storage
  const vhost = target.placeVhost(
    render('vhost.conf.njk', {
      site: host.site,
      domain: host.domain,
      root,
      listens: host.ipv6 ? [`${http.port}`, `[::]:${http.port}`] : [`${http.port}`],
      // A tree that does not lie at its own name below the root is still found at its name.
      aliases: host.modules
        .filter(module => module.path !== `${root}/${module.name}`)
        .map(module => ({
          name: `/${module.name}`,
          url: `/${module.name}/`,
          path: `${module.path}/`,
        })),
    }),
  )
  return [
    ...vhost,
    {
      kind: 'service',
      unit: target.units.nginx,
      shared: true,
      reloadFor: vhost.flatMap(resource => ('path' in resource ? [resource.path] : [])),
      restartFor: [],
      check: 'nginx',
      ports: [http.port],
      probes: host.modules.map(({ name }) => ({
        protocol: 'http',
        port: http.port,
        host: host.domain,
        path: `/${name}/`,
      })),
    },
  ]
}
