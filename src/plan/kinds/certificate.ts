import {
  type Certificate,
  certificateLink,
  issuedDirectory,
  placeholderDirectory,
} from '../../resource.ts'
import { sha256 } from '../../sha256.ts'
import type { CertificateState, IssuedCertificate, PathState } from '../host-state.ts'
import type { Guard, Step } from '../plan.ts'
import { asWanted, change, type Observed, refuse, type Verdict } from '../verdict.ts'

/** How far a certificate is: it serves; this plan orders it; or it has to wait. */
export type Standing = 'in-use' | 'ordered' | 'waiting'

/** What a file that comes with the certificate has to know. */
export function standingOf(resource: Certificate, observed: Observed): Standing {
  if (isInUse(resource, observed)) return 'in-use'
  return mayOrder(resource, observed) ? 'ordered' : 'waiting'
}

/** The placeholder first, and an order where what there is is not what is wanted. */
export function planCertificate(resource: Certificate, observed: Observed): Verdict {
  const { name } = resource
  const path = certificateLink(name)
  const found = linkAt(path, observed)
  if (found.type === 'unreadable') return refuse(`cannot look at ${path}: ${found.reason}`)
  if (!isOurs(name, found)) {
    return refuse(`${path} is in the way: mirrorc did not make it`, 'move it away')
  }
  const seen = seenOf(resource, observed)
  const reasons = reasonsFor(resource, found, seen)
  const isWaiting = reasons.length > 0 && !mayOrder(resource, observed)
  const placing = found.type === 'link' && seen.usable ? [] : placeholderSteps(name, path)
  const ordering = reasons.length === 0 || isWaiting ? [] : orderSteps(resource, seen)
  return {
    ...(isWaiting ? { pending: whatWaits(name, seen) } : {}),
    ...changeOf(resource, found, { placing, ordering, reasons }),
  }
}

interface Doing {
  readonly placing: readonly Step[]
  readonly ordering: readonly Step[]
  readonly reasons: readonly string[]
}

function changeOf(
  resource: Certificate,
  found: PathState,
  { placing, ordering, reasons }: Doing,
): Verdict {
  const steps = [...placing, ...ordering]
  if (steps.length === 0) return asWanted
  return change(resource, found.type === 'absent' ? 'add' : 'change', {
    details: [
      ...(ordering.length === 0 ? [] : reasons),
      ...(placing.length === 0 ? [] : ['a placeholder until it is there']),
    ],
    guards: placing.length === 0 ? [] : [guardOf(certificateLink(resource.name), found)],
    steps,
  })
}

const linkAt = (path: string, { state }: Observed): PathState =>
  state.paths[path] ?? { type: 'absent' }

const seenOf = ({ name }: Certificate, { state }: Observed): CertificateState =>
  state.certificates?.[name] ?? { usable: false }

function isOurs(name: string, found: PathState): boolean {
  if (found.type !== 'link') return found.type === 'absent'
  return [placeholderDirectory(name), issuedDirectory(name)].includes(found.target)
}

function isInUse(resource: Certificate, observed: Observed): boolean {
  const found = linkAt(certificateLink(resource.name), observed)
  const { usable, issued } = seenOf(resource, observed)
  return leadsToIssued(resource.name, found) && usable && issued !== undefined
}

const leadsToIssued = (name: string, found: PathState): boolean =>
  found.type === 'link' && found.target === issuedDirectory(name)

/** A failed order is tried again when its time has come, when somebody asks for it, or when it is another one now. */
function mayOrder(resource: Certificate, observed: Observed): boolean {
  const { failed } = seenOf(resource, observed)
  if (failed === undefined || observed.retryCertificates || failed.isDue) return true
  return failed.order !== orderDigest(resource)
}

/** Why something is to be done about what there is; nothing where it is as wanted. */
function reasonsFor(
  resource: Certificate,
  found: PathState,
  { usable, isShown, issued, failed }: CertificateState,
): readonly string[] {
  const again = failed === undefined ? [] : [`failed before: ${failed.cause}`]
  if (issued === undefined) {
    return [`${resource.names.join(', ')}`, 'ordered when all else is done', ...again]
  }
  const others = differences(resource, issued)
  if (others.length > 0) return [...others, 'ordered when all else is done', ...again]
  if (!(leadsToIssued(resource.name, found) && usable)) {
    return ['issued, and not in use yet', ...again]
  }
  return isShown === false ? ['issued, and another one is shown', ...again] : []
}

function differences(wanted: Certificate, issued: IssuedCertificate): readonly string[] {
  const added = wanted.names.filter(name => !issued.names.includes(name))
  const gone = issued.names.filter(name => !wanted.names.includes(name))
  return [
    ...(added.length === 0 ? [] : [`new name ${added.join(', ')}`]),
    ...(gone.length === 0 ? [] : [`without the name ${gone.join(', ')}`]),
    ...(wanted.keyType === issued.keyType ? [] : [`key ${issued.keyType} → ${wanted.keyType}`]),
    ...(wanted.directory === issued.directory
      ? []
      : [`issuer ${issued.directory} → ${wanted.directory}`]),
    // Such as by a plugin of certbot's that edits nginx's files.
    ...(issued.hooks.includes(wanted.hook) ? [] : ['renewed in another way']),
    ...(issued.noLink === undefined
      ? []
      : [`certbot cannot renew it: ${issued.noLink} is no link to a file`]),
    ...endOf(issued),
  ]
}

function endOf({ ends, isExpired, isLate }: IssuedCertificate): readonly string[] {
  if (isExpired) return [`expired on ${ends}`]
  return isLate ? [`ends on ${ends}, and was not renewed`] : []
}

function placeholderSteps(name: string, path: string): readonly Step[] {
  return [
    { do: 'placeholder', name },
    { do: 'link', path, target: placeholderDirectory(name) },
  ]
}

/** What is tested before: that nginx takes what comes with the certificate. */
function orderSteps(resource: Certificate, { issued }: CertificateState): readonly Step[] {
  const { kind: _, ...order } = resource
  const isThere = issued !== undefined && differences(resource, issued).length === 0
  return [
    { do: 'check', tool: 'nginx' },
    { do: 'order', how: isThere ? 'use' : 'order', ...order, digest: orderDigest(resource) },
  ]
}

/** What an order is known by: one that says something else is another one, and need not wait. */
export function orderDigest({
  names,
  email,
  keyType,
  directory,
  caFile,
  address,
}: Certificate): string {
  return sha256(JSON.stringify([names, email, keyType, directory, caFile ?? '', address ?? '']))
}

function guardOf(path: string, found: PathState): Guard {
  const expect =
    found.type === 'link'
      ? ({ type: 'link', target: found.target } as const)
      : ({ type: 'absent' } as const)
  return { path, expect, orPristine: false }
}

function whatWaits(name: string, { failed }: CertificateState): string {
  const until = new Date((failed?.until ?? 0) * 1000).toISOString()
  const time = until.replace(/^(.{10})T(.{5}).*$/, '$1 $2 UTC')
  return `certificate of ${name} pending until ${time}: ${failed?.cause}`
}
