import { error } from '../../diagnostic.ts'
import type { Path } from '../document.ts'
import { ipVersion } from '../ip-address.ts'
import type { Protocol, Upstream } from '../mirror.ts'
import { listWords } from '../quote.ts'
import { type Context, keySpan, valueSpan } from './context.ts'
import { parseDuration } from './schedule/duration.ts'
import { formatMinutes } from './schedule/interval.ts'
import type { ModuleInput } from './sync.ts'

/** What the keys of one module are judged by beside themselves. */
export interface Surroundings {
  readonly path: Path
  readonly upstream: Upstream | undefined
  readonly fallbacks: readonly (Upstream | undefined)[]
  readonly serve: readonly Protocol[]
  /** In minutes. */
  readonly interval: number
}

/** Refuse keys that say something that the sync program would not do, or not together. */
export function checkSyncKeys(context: Context, input: ModuleInput, around: Surroundings): void {
  checkScheme(context, input, around)
  checkOptions(context, input, around)
  checkFallbacks(context, around)
  checkPublish(context, input, around)
  checkPassword(context, input, around)
  checkJitter(context, input, around)
  checkFamily(context, input, around)
}

// What is said to lftp and to git is less than what rsync knows. A directory listing says of a time only what its server
// makes of it, so that of two servers it is not known which one has the older tree.
const keysOfRsync: readonly (keyof ModuleInput)[] = [
  ...(['kind', 'freshness', 'refresh', 'exclude', 'rsync_options', 'password_file'] as const),
]
const unknownTo: Readonly<Record<Upstream['scheme'], readonly (keyof ModuleInput)[]>> = {
  rsync: [],
  https: [...keysOfRsync, 'fallbacks'],
  ftp: [...keysOfRsync, 'fallbacks'],
  'git+https': [...keysOfRsync, 'verify', 'bandwidth_kib'],
}

function checkScheme(context: Context, input: ModuleInput, { path, upstream }: Surroundings): void {
  if (!upstream) return
  const { scheme } = upstream
  const isDefault = (key: keyof ModuleInput): boolean => key === 'kind' && input.kind === 'plain'
  for (const key of unknownTo[scheme].filter(key => input[key] !== undefined && !isDefault(key))) {
    const message = `${key} says nothing to a tree that comes by ${scheme}://`
    refuse(context, [...path, key], message, 'take it out, or pull by rsync://')
  }
}

// Of two with one name, rsync takes the last one.
function checkOptions(context: Context, input: ModuleInput, { path }: Surroundings): void {
  const names = (input.rsync_options ?? []).map(option => option?.split('=')[0])
  for (const [index, name] of names.entries()) {
    if (name === undefined || names.indexOf(name) === index) continue
    const span = valueSpan(context, [...path, 'rsync_options', index])
    const message = `${name} is there already`
    context.report(error('duplicate-item', span, message, 'keep one of the two'))
  }
}

function checkFallbacks(context: Context, { path, upstream, fallbacks }: Surroundings): void {
  for (const [index, fallback] of fallbacks.entries()) {
    if (!upstream || !fallback || fallback.scheme === upstream.scheme) continue
    const span = valueSpan(context, [...path, 'fallbacks', index])
    const message = `this one is pulled by ${fallback.scheme}://, and the upstream by ${upstream.scheme}://`
    const hint = 'they are asked in place of each other: name them by one way to pull'
    context.report(error('sync-clash', span, message, hint))
  }
}

function checkPublish(context: Context, input: ModuleInput, around: Surroundings): void {
  const { path, upstream, serve } = around
  if (input.publish !== 'atomic') {
    for (const key of (['grace', 'keep'] as const).filter(key => input[key] !== undefined)) {
      const message = `${key} is for trees with publish: atomic`
      refuse(context, [...path, key], message, 'write publish: atomic too, or take it out')
    }
    return
  }
  const place = [...path, 'publish']
  if (upstream && upstream.scheme !== 'rsync') {
    const message = `a tree that comes by ${upstream.scheme}:// cannot be published atomically`
    refuse(context, place, message, 'pull by rsync://, or write publish: in-place')
  }
  const others = serve.filter(protocol => protocol === 'ftp' || protocol === 'git')
  if (others.length > 0) {
    const message = `atomic is for trees that are served over HTTP and rsync, not by ${listWords(others)}, which would not see the switch`
    const rest = serve.filter(protocol => protocol === 'http' || protocol === 'rsync')
    const hint = `write serve: [${rest.join(', ') || 'http'}] in this module, or publish: in-place`
    refuse(context, place, message, hint)
  }
}

function checkPassword(context: Context, input: ModuleInput, around: Surroundings): void {
  const { path, upstream, fallbacks } = around
  const known = [upstream, ...fallbacks].flatMap(url => url ?? [])
  const hasFile = input.password_file !== undefined
  if (known.some(({ user }) => user !== undefined) && !hasFile) {
    const message = 'an upstream with a user name asks for a password'
    const hint = 'write password_file: with the file on the host that holds it'
    refuse(context, [...path, 'upstream'], message, hint)
  }
  if (hasFile && upstream?.scheme === 'rsync' && known.every(({ user }) => user === undefined)) {
    const message = 'a password goes with a user name, and no upstream here has one'
    refuse(context, [...path, 'password_file'], message, 'write upstream: rsync://USER@HOST/MODULE')
  }
}

function checkJitter(context: Context, { jitter }: ModuleInput, around: Surroundings): void {
  const seconds = parseDuration(jitter)
  if (seconds === undefined || seconds < around.interval * 60) return
  const message = `a wait of up to ${jitter} does not end before the next sync, ${formatMinutes(around.interval)} later`
  refuse(context, [...around.path, 'jitter'], message, 'write less, or sync less often')
}

function checkFamily(context: Context, { family }: ModuleInput, around: Surroundings): void {
  const hosts = [around.upstream, ...around.fallbacks].flatMap(url => url?.host ?? [])
  const other = hosts.find(host => ![0, family].includes(ipVersion(host)))
  if (family === undefined || other === undefined) return
  const message = `${other} is no IPv${family} address`
  refuse(context, [...around.path, 'family'], message, 'take it out: the address says it')
}

function refuse(context: Context, key: Path, message: string, hint: string): void {
  context.report(error('sync-clash', keySpan(context, key), message, hint))
}
