import { error } from '../../diagnostic.ts'
import type { MirrorInput } from '../2-validate/mirror-input.gen.ts'
import type { WellFormed } from '../2-validate/validate.ts'
import type { Path } from '../document.ts'
import type { Ftp, Git, Http, Https, Report, RsyncDaemon, SshTarget, Storage } from '../mirror.ts'
import { didYouMean } from '../nearest.ts'
import { listWords, quote } from '../quote.ts'
import { explainAddress } from './address.ts'
import { type Context, keySpan, valueSpan } from './context.ts'
import type { SiteModule } from './modules.ts'
import { portsOf } from './serve.ts'

export type HostInput = NonNullable<NonNullable<WellFormed<MirrorInput>['hosts']>[string]>

/** What all hosts of a site share. */
export interface Site {
  readonly input: WellFormed<MirrorInput>
  readonly storage: Storage
  readonly reports: readonly Report[]
  readonly modules: readonly SiteModule[]
  readonly http: Http | undefined
  readonly https: Https | undefined
  readonly rsync: RsyncDaemon | undefined
  readonly ftp: Ftp | undefined
  readonly git: Git | undefined
}

const sshPort = 22

/** How ssh reaches the host. */
export function resolveSsh(context: Context, input: HostInput, path: Path): SshTarget | undefined {
  const { address, port, user, host_key: hostKey, transport } = input
  if (address === undefined) return undefined
  const problem = explainAddress(address)
  if (problem) {
    const span = valueSpan(context, [...path, 'address'], problem.at)
    context.report(error('bad-address', span, problem.message, problem.hint))
  }
  return { address, port, user, hostKey, transport }
}

/** The declared release, or the newest. */
export function resolveRelease(context: Context, input: HostInput, path: Path): string | undefined {
  const { distro, release } = input
  if (distro === undefined) return undefined
  const known = Object.hasOwn(context.releases, distro) ? (context.releases[distro] ?? []) : []
  if (release === undefined ? known.length > 0 : known.includes(release)) {
    return release ?? known[0]
  }
  if (release === undefined) {
    const span = valueSpan(context, [...path, 'distro'])
    context.report(error('unknown-release', span, `this mirrorc knows no release of ${distro}`))
    return undefined
  }
  const message = `${quote(release)} is no release of ${distro} that this mirrorc knows`
  const choices = `write ${listWords(known.map(quote), 'or')}`
  const hint = /[0-9]/.test(release) ? choices : `${choices}; a release goes by its number`
  const isOnlyName = known.every(name => !/[0-9]/.test(name))
  const span = valueSpan(context, [...path, 'release'])
  context.report(error('unknown-release', span, message, isOnlyName ? choices : hint))
  return undefined
}

/** The modules that the host carries. */
export function selectModules(
  context: Context,
  site: Site,
  input: HostInput,
  path: Path,
): readonly SiteModule[] {
  if (input.modules === undefined) return site.modules
  const byName = new Map(site.modules.map(module => [module.name, module]))
  const seen = new Set<string>()
  const unknown: string[] = []
  for (const [index, name] of input.modules.entries()) {
    if (name === undefined) continue
    const span = valueSpan(context, [...path, 'modules', index])
    if (seen.has(name)) {
      const message = `${quote(name)} is in this list a second time`
      context.report(error('duplicate-item', span, message, 'keep one of the two'))
    } else if (!isDeclared(context, name)) {
      unknown.push(name)
      const hint = unknown.length > mostHints ? undefined : didYouMean(name, byName.keys())
      context.report(error('unknown-module', span, `there is no module ${quote(name)}`, hint))
    }
    seen.add(name)
  }
  return [...seen].flatMap(name => byName.get(name) ?? [])
}

// Each compares with every module: enough for typing mistakes, and soon done in a list of anything else.
const mostHints = 20

// A module that is written down but wrong has its own diagnostic.
function isDeclared(context: Context, name: string): boolean {
  const modules = context.root.entries.get('modules')?.value
  return modules?.kind !== 'map' || modules.entries.has(name)
}

/** Refuse modules that are pulled by IPv6 on a host that has none. */
export function checkFamilies(
  context: Context,
  modules: readonly SiteModule[],
  { ipv6 }: HostInput,
  path: Path,
): void {
  const module = modules.find(({ sync }) => sync.family === 6)
  if (ipv6 !== false || module === undefined) return
  const message = `module ${quote(module.name)} is pulled by IPv6, which this host does not have`
  const hint = 'take family: 6 out, or leave the module to other hosts'
  context.report(error('sync-clash', keySpan(context, [...path, 'ipv6']), message, hint))
}

/** Ports that two daemons of the host would both listen on. */
export function checkPorts(context: Context, site: Site, input: HostInput, path: Path): void {
  const ssh = input.port ?? sshPort
  const hint = 'give each service a port of its own'
  for (const { port, path: place } of portsOf(site)) {
    if (port !== ssh) continue
    const message = `port ${ssh} is where sshd of ${quote(String(path[1]))} listens`
    context.report(error('port-clash', valueSpan(context, place), message, hint))
  }
}

/** Two hosts that are one machine. */
export function checkSameHost(
  context: Context,
  hosts: Readonly<Record<string, HostInput | undefined>>,
): void {
  const first = new Map<string, string>()
  for (const [name, host] of Object.entries(hosts)) {
    if (host?.address === undefined) continue
    const place = `${host.address.toLowerCase().replace(/\.$/, '')} ${host.port ?? sshPort}`
    const other = first.get(place)
    if (other === undefined) first.set(place, name)
    else {
      const message = `${quote(name)} and ${quote(other)} have the same address: they are one machine`
      context.report(
        error(
          'duplicate-host',
          keySpan(context, ['hosts', name, 'address']),
          message,
          'delete one of the two',
        ),
      )
    }
  }
}
