import { type LedgerEntry, parseLedger } from '../ledger.ts'
import type { RecordedLedger } from '../plan/host-state.ts'
import { certificateLink, directoriesAbove, type Resource } from '../resource.ts'
import { sha256 } from '../sha256.ts'
import { wantedDigest } from './probe-request.ts'
import type { Section } from './section.ts'

/** The ledger that a probe's answer carries; undefined where the host has none. */
export function readLedger(sections: readonly Section[]): RecordedLedger | undefined {
  const section = sections.find(s => s.name === 'ledger')
  if (section === undefined) return undefined
  const text = `${section.lines.join('\n')}\n`
  const ledger = parseLedger(text)
  return ledger === undefined
    ? { state: 'unreadable' }
    : { state: 'read', sha256: sha256(text), ledger }
}

/** The units in the order in which the probe asks for them: those of the request, then those of the ledger alone. */
export function unitsAsked(
  resources: readonly Resource[],
  ledger: RecordedLedger | undefined,
): readonly string[] {
  const remembered = entriesOf(ledger).flatMap(e => (e.kind === 'service' ? [e.unit] : []))
  const asked = resources.flatMap(r => (r.kind === 'service' ? [r.unit] : []))
  return [...new Set([...asked, ...remembered])]
}

/** The certificates that the probe looks at. */
export function certificatesAsked(
  resources: readonly Resource[],
  ledger: RecordedLedger | undefined,
): readonly string[] {
  const entries = [...resources, ...entriesOf(ledger)]
  return [...new Set(entries.flatMap(e => (e.kind === 'certificate' ? [e.name] : [])))]
}

/** Every path that the probe looks at, with the digest that its file should have, if any. */
export function wantedDigests(
  resources: readonly Resource[],
  ledger: RecordedLedger | undefined,
): ReadonlyMap<string, string | undefined> {
  const wanted = new Map<string, string | undefined>()
  for (const resource of resources) {
    if ('path' in resource)
      wanted.set(resource.path, wantedDigest(resource) ?? wanted.get(resource.path))
  }
  for (const name of certificatesAsked(resources, ledger))
    wanted.set(certificateLink(name), undefined)
  for (const path of directoriesAbove(resources)) wanted.set(path, wanted.get(path))
  for (const entry of entriesOf(ledger)) {
    if (!('path' in entry) || entry.kind === 'default-site' || wanted.has(entry.path)) continue
    wanted.set(entry.path, digestOf(entry))
  }
  return wanted
}

function digestOf(entry: LedgerEntry): string | undefined {
  if (entry.kind === 'file') return entry.sha256
  return entry.kind === 'include-line' ? '-' : undefined
}

function entriesOf(ledger: RecordedLedger | undefined): readonly LedgerEntry[] {
  return ledger?.state === 'read' ? Object.values(ledger.ledger.entries) : []
}
