import type { Https, MirrorHost } from '../compiler/mirror.ts'
import { type Certificate, challengeDirectory, type File, type Resource } from '../resource.ts'
import { text as hook } from '../runtime/certificate-deployed.sh'
import { render } from './render.ts'
import { dropInDirectory, rootFile } from './share.ts'
import type { Target } from './target.ts'

/** What certbot runs when it has put a new certificate into its place. */
const hookPath = '/usr/local/lib/mirrorc/certificate-deployed'

/** The certificate, and all that certbot needs to order it and to renew it. */
export function lowerCertificate(
  host: MirrorHost,
  https: Https,
  target: Target,
): readonly Resource[] {
  const timer = target.units.renewal
  const dropIns = https.caFile === undefined ? [] : dropInsOf(host, https.caFile, timer)
  return [
    rootDirectory('/etc/mirrorc/tls'),
    rootDirectory(challengeDirectory),
    { ...rootFile(hookPath, hook), mode: '0755', program: true },
    ...dropIns,
    certificateOf(host, https, target),
    {
      kind: 'service',
      unit: timer,
      shared: true,
      reloadFor: [],
      // It starts the unit that the drop-in is for, which systemd reads anew before.
      restartFor: dropIns.flatMap(resource => (resource.kind === 'file' ? [resource.path] : [])),
      check: 'none',
      ports: [],
      probes: [],
    },
  ]
}

/** Every name by which the host is asked. */
export function certificateNames({ domain, aliases, http }: MirrorHost): readonly string[] {
  return [domain, ...aliases, ...(http?.cdn === undefined ? [] : [http.cdn.domain])]
}

function certificateOf(host: MirrorHost, https: Https, target: Target): Certificate {
  const { email, keyType, directory, caFile } = https
  return {
    kind: 'certificate',
    name: host.domain,
    names: certificateNames(host),
    ...{ email, keyType, directory },
    ...(caFile === undefined ? {} : { caFile }),
    // The names lead to the CDN, not here.
    ...(host.http?.cdn === undefined ? { address: host.ssh.address } : {}),
    hook: hookPath,
    unit: target.units.nginx,
  }
}

function dropInsOf({ site }: MirrorHost, caFile: string, timer: string): readonly Resource[] {
  const directory = `/etc/systemd/system/${timer.replace(/\.timer$/, '.service')}.d`
  const text = render('certbot.conf.njk', { site, caFile })
  return [dropInDirectory(directory), rootFile(`${directory}/mirrorc.conf`, text)]
}

const rootDirectory = (path: string): Resource => ({
  kind: 'directory',
  path,
  owner: 'root',
  group: 'root',
  mode: '0755',
  hold: 'all',
})

/** What a server of nginx's includes once there is a certificate: what HTTP leads to, and what browsers are told. */
export function lowerWhenIssued(host: MirrorHost, https: Https): readonly File[] {
  const { site, domain } = host
  const once = (path: string, template: 'hsts.conf.njk' | 'redirect.conf.njk'): File => ({
    ...rootFile(path, render(template, { site, domain })),
    onceIssued: domain,
  })
  return [
    ...(https.redirect ? [once('/etc/nginx/mirrorc-redirect.conf', 'redirect.conf.njk')] : []),
    ...(https.hsts ? [once('/etc/nginx/mirrorc-hsts.conf', 'hsts.conf.njk')] : []),
  ]
}
