import type { Ledger, LedgerEntry } from '../ledger.ts'
import { isConfiguration } from './prune.ts'

/** What stays on a host from which everything is taken off that can be, each with how to remove it by hand. */
export function whatStays(ledger: Ledger): readonly string[] {
  const entries = Object.values(ledger.entries)
  const names = (kind: LedgerEntry['kind']): readonly string[] =>
    entries.flatMap(entry => (entry.kind === kind && 'name' in entry ? [entry.name] : []))
  const trees = entries.flatMap(entry =>
    entry.kind === 'directory' && !isConfiguration(entry.path) ? [entry.path] : [],
  )
  const sites = entries.flatMap(entry => (entry.kind === 'default-site' ? [entry.path] : []))
  const shared = entries.flatMap(entry =>
    entry.kind === 'service' && entry.shared ? [entry.unit] : [],
  )
  return [
    ...line('packages', names('package')),
    ...line('users', names('user')),
    ...line('groups', names('group')),
    ...line('certificates of certbot (to delete one: certbot delete)', names('certificate')),
    ...line('directories, with all that is in them', trees),
    ...line('services that others may use too', shared),
    ...line("the distribution's default site stays switched off", sites),
    'the record of what was applied, for `mirrorc rollback`: /var/lib/mirrorc',
  ]
}

const line = (what: string, names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [`${what}: ${names.join(', ')}`]
