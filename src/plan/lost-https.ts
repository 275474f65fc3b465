import { type Certificate, certificateLink, issuedDirectory, type Resource } from '../resource.ts'
import { standingOf } from './kinds/certificate.ts'
import type { Observed } from './verdict.ts'

/** Names that have HTTPS now, by a certificate that goes, and that one has to be ordered for before they have it again. */
export function lostHttpsNotes(
  resources: readonly Resource[],
  observed: Observed,
): readonly string[] {
  const wanted = resources.flatMap(r => (r.kind === 'certificate' ? [r] : []))
  const gone = Object.values(observed.ledger?.entries ?? {}).flatMap(entry =>
    entry.kind === 'certificate' && wanted.every(({ name }) => name !== entry.name)
      ? [entry.name]
      : [],
  )
  const served = gone.flatMap(name => namesServed(name, observed))
  return wanted
    .filter(certificate => !isThere(certificate, observed))
    .flatMap(({ name, names }) => {
      const lost = names.filter(one => served.includes(one))
      if (lost.length === 0) return []
      const asked = `HTTPS of ${lost.join(', ')} is lost until there is a certificate of ${name}`
      return [`${asked}: see first that this is where ${names.join(', ')} ${lead(names)}`]
    })
}

const lead = ({ length }: readonly string[]): string => (length === 1 ? 'leads' : 'lead')

/** Nothing where there is no certificate but the placeholder. */
function namesServed(name: string, { state }: Observed): readonly string[] {
  const found = state.paths[certificateLink(name)]
  const inUse = found?.type === 'link' && found.target === issuedDirectory(name)
  return inUse ? (state.certificates?.[name]?.issued?.names ?? []) : []
}

const isThere = (certificate: Certificate, observed: Observed): boolean =>
  standingOf(certificate, observed) === 'in-use' ||
  observed.state.certificates?.[certificate.name]?.issued !== undefined
