import type { CertificateState } from '../plan/host-state.ts'
import type { Case, Check } from './check.ts'

/** How long the mirror's certificate holds, and whether it is the one that is shown. */
export function judgeCertificate({ wanted, seen }: Case): readonly Check[] {
  return wanted.certificates.map(subject => {
    const about = { check: 'certificate', subject }
    if (seen.facts.uid !== 0) return { ...about, status: 'unseen', found: 'root alone sees it' }
    return { ...about, ...verdictOn(seen.certificates?.[subject] ?? { usable: false }) }
  })
}

function verdictOn({ issued, isShown, failed }: CertificateState): Omit<Check, 'check'> {
  if (issued === undefined) {
    if (failed === undefined) return { status: 'note', found: 'none yet: an apply orders it' }
    const advice = 'see to that, then `mirrorc apply --retry-certificates`'
    return { status: 'problem', found: `none yet: ${failed.cause}`, advice }
  }
  const { ends, isExpired, isLate, noLink } = issued
  const advice = 'see `mirrorc doctor --renew`; `mirrorc apply` orders it anew'
  if (isExpired) return { status: 'problem', found: `ended on ${ends}`, advice }
  if (isLate) return { status: 'problem', found: `ends on ${ends}, and was not renewed`, advice }
  if (noLink !== undefined) {
    const found = `certbot cannot renew it: ${noLink} is no link to a file`
    return {
      status: 'problem',
      found,
      advice: 'an order says what is to be moved away: `mirrorc apply`',
    }
  }
  if (isShown === false) {
    const found = 'nginx shows another one than certbot has'
    return { status: 'problem', found, advice: 'run `mirrorc apply`, which has nginx load it' }
  }
  return { status: 'ok', found: `holds until ${ends}` }
}
