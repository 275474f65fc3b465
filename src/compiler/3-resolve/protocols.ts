import { error, warning } from '../../diagnostic.ts'
import type { MirrorInput } from '../2-validate/mirror-input.gen.ts'
import type { WellFormed } from '../2-validate/validate.ts'
import type { Protocol } from '../mirror.ts'
import { quote } from '../quote.ts'
import { type Context, keySpan, valueSpan } from './context.ts'

type Input = WellFormed<MirrorInput>

const all: readonly Protocol[] = ['http', 'rsync', 'ftp', 'git']

// What every module is served by that does not say otherwise. Not git: a tree need not be a repository.
const usual: readonly Protocol[] = ['http', 'rsync', 'ftp']

/** How a module is served: as it says, or in every usual way that the site has. */
export function resolveProtocols(
  context: Context,
  input: Input,
  name: string,
): readonly Protocol[] {
  const wanted = input.modules?.[name]?.serve
  const offered = input.serve ?? {}
  if (wanted === undefined) {
    checkGitAlone(context, input, name)
    return usual.filter(protocol => offered[protocol] !== undefined)
  }
  const seen = new Set<Protocol>()
  for (const [index, protocol] of wanted.entries()) {
    if (protocol === undefined) continue
    const span = valueSpan(context, ['modules', name, 'serve', index])
    if (seen.has(protocol)) {
      const message = `${quote(protocol)} is in this list a second time`
      context.report(error('duplicate-item', span, message, 'keep one of the two'))
    } else if (!isWritten(context, protocol)) {
      const message = `the mirror has no ${protocol}: it is not under serve`
      context.report(error('not-served', span, message, `write ${protocol}: {} under serve`))
    }
    seen.add(protocol)
  }
  return [...seen]
}

// Such a module would be synced and shown to nobody.
function checkGitAlone(context: Context, { serve }: Input, name: string): void {
  if (serve?.git === undefined || usual.some(protocol => isWritten(context, protocol))) return
  const message = `${quote(name)} is served in no way: under serve there is git alone`
  const hint = 'write serve: [git] in this module, or http: {} under serve'
  context.report(error('not-served', keySpan(context, ['modules', name]), message, hint))
}

/** Whether the site has a way to serve; one that is written down but wrong has its own diagnostic. */
export function isWritten(context: Context, protocol: Protocol | 'https'): boolean {
  const serve = context.root.entries.get('serve')?.value
  return serve?.kind !== 'map' || serve.entries.has(protocol)
}

/** Say which services would have nothing to serve. */
export function checkUnused(
  context: Context,
  input: Input,
  modules: readonly { readonly serve: readonly Protocol[] }[],
): void {
  const lists = Object.values(input.modules ?? {})
  if (modules.length === 0 || !lists.every(isWholeList)) return
  const used = new Set(modules.flatMap(({ serve }) => serve))
  // git comes over HTTP.
  if (used.has('git')) used.add('http')
  // The certificate comes over HTTP.
  if (used.has('rsync') && input.serve?.rsync?.tls) used.add('http')
  for (const protocol of all) {
    if (input.serve?.[protocol] === undefined || used.has(protocol)) continue
    const message = `no module is served by ${protocol}, so it is left out`
    const hint = `write serve: [${protocol}] in a module, or delete ${protocol} here`
    context.report(warning('unused-service', keySpan(context, ['serve', protocol]), message, hint))
  }
}

// What was wrong in a list has its own diagnostic, and may have been meant for this service.
function isWholeList(module: NonNullable<Input['modules']>[string]): boolean {
  const { serve } = module ?? {}
  return serve === undefined || (serve.length > 0 && !serve.includes(undefined))
}
