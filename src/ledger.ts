import { type Resource, resourceId, type Service } from './resource.ts'
import { sha256 } from './sha256.ts'

/** What mirrorc put on a host, as last applied. It lies at /var/lib/mirrorc/ledger.json. */
export interface Ledger {
  readonly format: 1
  readonly site: string
  /** The host's machine-id(5): a ledger that came with a copied disk is another machine's. */
  readonly machine: string
  /** The version of mirrorc that wrote it. */
  readonly tool: string
  /** A digest of what mirror.yaml said of the host. */
  readonly input: string
  /** All hosts of that mirror.yaml. */
  readonly hosts?: readonly string[]
  readonly storage: { readonly root: string; readonly user: string }
  readonly entries: Readonly<Record<string, LedgerEntry>>
  /** For each unit, what it had loaded of ours when it was last seen well. */
  readonly activated: Readonly<Record<string, Activation>>
}

/** Digests of what a unit takes up by a reload, and by a restart. */
export interface Activation {
  readonly reload: string
  readonly restart: string
}

/** What is remembered of one resource: enough to know it again and to take it off. */
export type LedgerEntry =
  | { readonly kind: 'package' | 'group' | 'user'; readonly name: string }
  | { readonly kind: 'certificate'; readonly name: string }
  | { readonly kind: 'directory' | 'default-site'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly sha256: string }
  | { readonly kind: 'symlink'; readonly path: string; readonly target: string }
  | { readonly kind: 'include-line'; readonly path: string; readonly line: string }
  | {
      readonly kind: 'service'
      readonly unit: string
      readonly shared: boolean
      /** How the unit's files are tested before it takes them up. */
      readonly check: 'nginx' | 'none'
    }

/** The ledger of a host on which all of the resources are true. */
export function ledgerOf(
  head: Pick<Ledger, 'site' | 'machine' | 'tool' | 'input' | 'hosts' | 'storage'>,
  resources: readonly Resource[],
): Ledger {
  const services = resources.filter((r): r is Service => r.kind === 'service')
  return {
    format: 1,
    ...head,
    entries: Object.fromEntries(resources.filter(isOurs).map(r => [resourceId(r), entryOf(r)])),
    activated: Object.fromEntries(services.map(s => [s.unit, activationOf(s, resources)])),
  }
}

/** A parent directory that was only needed is nobody's to take off. */
const isOurs = (resource: Resource): boolean =>
  resource.kind !== 'directory' || resource.hold !== 'nothing'

/** What a unit loads of ours. A unit that loaded something else needs a reload or a restart. */
export function activationOf(service: Service, resources: readonly Resource[]): Activation {
  const digest = (watched: readonly string[]): string =>
    sha256(
      resources
        .flatMap(r => ('path' in r && watched.includes(r.path) ? [`${r.path} ${textOf(r)}`] : []))
        .join('\n'),
    )
  return { reload: digest(service.reloadFor), restart: digest(service.restartFor) }
}

function textOf(resource: Resource): string {
  switch (resource.kind) {
    case 'file':
      return sha256(resource.content)
    case 'symlink':
      return resource.target
    case 'include-line':
      return resource.line
    default:
      return ''
  }
}

function entryOf(resource: Resource): LedgerEntry {
  switch (resource.kind) {
    case 'package':
    case 'group':
    case 'user':
    case 'certificate':
      return { kind: resource.kind, name: resource.name }
    case 'directory':
    case 'default-site':
      return { kind: resource.kind, path: resource.path }
    case 'file':
      return { kind: 'file', path: resource.path, sha256: sha256(resource.content) }
    case 'symlink':
      return { kind: 'symlink', path: resource.path, target: resource.target }
    case 'include-line':
      return { kind: 'include-line', path: resource.path, line: resource.line }
    case 'service':
      return {
        kind: 'service',
        unit: resource.unit,
        shared: resource.shared,
        check: resource.check,
      }
  }
}

/** The text of a ledger: JSON with one entry a line, so that the probe's sed finds the paths in it. */
export function formatLedger(ledger: Ledger, run: string): string {
  const { entries, ...head } = ledger
  const lines = Object.entries(entries).map(
    ([id, entry]) => `    ${JSON.stringify(id)}: ${JSON.stringify(entry)}`,
  )
  const top = Object.entries({ ...head, run }).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  )
  return `{\n${top.join(',\n')},\n  "entries": {\n${lines.join(',\n')}\n  }\n}\n`
}

/** Reads a ledger; undefined when the text is none that this version can read. */
export function parseLedger(text: string): Ledger | undefined {
  try {
    const { run: _, ...ledger } = JSON.parse(text) as Ledger & { run?: string }
    return isWhole(ledger) ? ledger : undefined
  } catch {
    return undefined
  }
}

function isWhole({ format, site, machine, storage, entries, activated }: Ledger): boolean {
  const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null
  return (
    format === 1 &&
    [site, machine, storage?.root, storage?.user].every(text => typeof text === 'string') &&
    [entries, activated].every(isRecord) &&
    [...Object.values(entries), ...Object.values(activated)].every(isRecord)
  )
}

/** Whether two ledgers say the same of the host. Order, the version that wrote them and other hosts are no difference. */
export function sameLedger(a: Ledger, b: Ledger): boolean {
  const ofTheHost = ({ tool: _, input: __, hosts: ___, ...rest }: Ledger): unknown => rest
  return canonical(ofTheHost(a)) === canonical(ofTheHost(b))
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)))
      : inner,
  )
}
