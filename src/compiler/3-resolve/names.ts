import { error, warning } from '../../diagnostic.ts'
import type { MirrorInput } from '../2-validate/mirror-input.gen.ts'
import type { WellFormed } from '../2-validate/validate.ts'
import type { Path } from '../document.ts'
import type { MirrorHost } from '../mirror.ts'
import { listWords, quote } from '../quote.ts'
import { type Context, keySpan, valueSpan } from './context.ts'
import type { HostInput } from './hosts.ts'

type Input = WellFormed<MirrorInput>

/** The further names of the mirror on a host that has this domain, and which name leads straight to it. */
export function furtherNames(
  input: Input,
  host: HostInput,
  domain: string,
): Pick<MirrorHost, 'aliases' | 'direct'> {
  const direct = host.direct_domain ?? input.direct_domain
  const others = [domain, input.serve?.http?.cdn?.domain]
  const aliases = [...(host.aliases ?? input.aliases ?? []), direct].flatMap(name => name ?? [])
  return { aliases: [...new Set(aliases)].filter(name => !others.includes(name)), direct }
}

/** Every name that leads to this mirror, on whichever host. */
export function allNames(input: Input): readonly string[] {
  const direct = placesOf(input).map(place => place?.direct_domain)
  return [...ownNames(input), ...direct, input.serve?.http?.cdn?.domain].flatMap(name => name ?? [])
}

const ownNames = (input: Input): readonly (string | undefined)[] =>
  placesOf(input).flatMap(place => [place?.domain, ...(place?.aliases ?? [])])

const placesOf = (input: Input): readonly (Input | HostInput | undefined)[] => [
  input,
  ...Object.values(input.hosts ?? {}),
]

/** Refuse names that stand twice, of which nginx would take one. */
export function checkAliases(context: Context, input: Input): void {
  checkTwice(context, input.domain, input.aliases, ['aliases'])
  for (const [name, host] of Object.entries(input.hosts ?? {})) {
    checkTwice(context, host?.domain ?? input.domain, host?.aliases, ['hosts', name, 'aliases'])
  }
  checkCdn(context, input)
}

function checkTwice(
  context: Context,
  domain: string | undefined,
  aliases: Input['aliases'] = [],
  path: Path,
): void {
  const seen = new Set([domain])
  for (const [index, name] of aliases.entries()) {
    if (name !== undefined && seen.has(name)) {
      const message = `${quote(name)} is a name of the mirror already`
      const span = valueSpan(context, [...path, index])
      context.report(error('duplicate-item', span, message, 'delete it here'))
    }
    seen.add(name)
  }
}

// A user who comes by such a name would be taken for one that the CDN speaks of.
function checkCdn(context: Context, input: Input): void {
  const cdn = input.serve?.http?.cdn?.domain
  if (cdn === undefined || !ownNames(input).includes(cdn)) return
  const message = `${quote(cdn)} is a name of the mirror itself`
  const hint = 'give the CDN a name of its own, such as origin.mirror.example.org'
  const span = valueSpan(context, ['serve', 'http', 'cdn', 'domain'])
  context.report(error('duplicate-item', span, message, hint))
}

/** Warn of addresses of rsync, FTP and git:// that would lead to a CDN, which speaks HTTP alone. */
export function checkDirect(context: Context, input: Input): void {
  const { cdn } = input.serve?.http ?? {}
  const ways = [
    ...(input.serve?.rsync ? ['rsync'] : []),
    ...(input.serve?.ftp ? ['FTP'] : []),
    ...(input.serve?.git?.daemon ? ['git://'] : []),
  ]
  const hosts = Object.values(input.hosts ?? {})
  const isSaid = hosts.every(host => (host?.direct_domain ?? input.direct_domain) !== undefined)
  if (cdn === undefined || ways.length === 0 || isSaid) return
  const message = `users of ${listWords(ways)} are told the name of the mirror, and the CDN behind it speaks HTTP alone`
  const hint =
    'write direct_domain: and a name that leads straight to the host, for all or for each'
  const span = keySpan(context, ['serve', 'http', 'cdn'])
  context.report(warning('no-direct-name', span, message, hint))
}
