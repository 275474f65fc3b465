import { error } from '../../diagnostic.ts'
import type { MirrorInput } from '../2-validate/mirror-input.gen.ts'
import type { WellFormed } from '../2-validate/validate.ts'
import type { Path } from '../document.ts'
import { quote } from '../quote.ts'
import { type Context, valueSpan } from './context.ts'
import type { HostInput } from './hosts.ts'

type Input = WellFormed<MirrorInput>

/** The further names of the mirror on a host that has this domain. */
export function aliasesOf(input: Input, host: HostInput, domain: string): readonly string[] {
  const aliases = (host.aliases ?? input.aliases ?? []).flatMap(name => name ?? [])
  return aliases.filter(name => name !== domain)
}

/** Every name that leads to this mirror, on whichever host. */
export function allNames(input: Input): readonly string[] {
  const places = [input, ...Object.values(input.hosts ?? {})]
  return [
    ...places.flatMap(place => [place?.domain, ...(place?.aliases ?? [])]),
    input.serve?.http?.cdn?.domain,
  ].flatMap(name => name ?? [])
}

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
  if (cdn === undefined || allNames(input).filter(name => name === cdn).length < 2) return
  const message = `${quote(cdn)} is a name of the mirror itself`
  const hint = 'give the CDN a name of its own, such as origin.mirror.example.org'
  const span = valueSpan(context, ['serve', 'http', 'cdn', 'domain'])
  context.report(error('duplicate-item', span, message, hint))
}
