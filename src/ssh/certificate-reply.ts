import type {
  CertificateState,
  FailedOrder,
  HostState,
  IssuedCertificate,
} from '../plan/host-state.ts'
import { issuedLinks } from '../resource.ts'
import { readPaths } from './path-reply.ts'
import type { Section } from './section.ts'

/** What the probe found of certificates: our own records, certbot's, and what openssl says of what certbot has. */
export function readCertificates(
  sections: readonly Section[],
  names: readonly string[],
): HostState['certificates'] {
  if (names.length === 0) return undefined
  return Object.fromEntries(
    names.map(name => {
      const section = sections.find(s => s.name === 'certificate' && s.argument === name)
      return [name, readCertificate(section?.lines ?? [], noLinkOf(sections, name))] as const
    }),
  )
}

/** Such as a file of a copy that followed the links. What nobody asked about, or cannot look at, is no finding. */
function noLinkOf(sections: readonly Section[], name: string): string | undefined {
  const links = issuedLinks(name)
  const found = readPaths(sections, new Map(links.map(path => [path, undefined])))
  return links.find(path => {
    const state = found[path]
    if (state === undefined || state.type === 'unreadable') return false
    return !(state.type === 'link' && state.leadsTo.type === 'file')
  })
}

function readCertificate(lines: readonly string[], noLink: string | undefined): CertificateState {
  const now = Number(textAfter(lines, 'now '))
  return {
    usable: lines.includes('usable'),
    isShown: readShown(lines),
    issued: readIssued(lines, now, noLink),
    failed: readFailed(lines, now),
  }
}

const textAfter = (lines: readonly string[], start: string): string | undefined =>
  lines.find(line => line.startsWith(start))?.slice(start.length)

function readShown(lines: readonly string[]): boolean | undefined {
  const shown = textAfter(lines, 'shown ')
  return shown === undefined ? undefined : lines.includes(shown)
}

// openssl x509 -text; the names stand in the line below "X509v3 Subject Alternative Name:".
function readIssued(
  lines: readonly string[],
  now: number,
  noLink: string | undefined,
): IssuedCertificate | undefined {
  const text = lines.map(line => line.trim())
  const ends = textAfter(text, 'Not After : ')
  if (ends === undefined) return undefined
  const names = text.flatMap(line => (line.startsWith('DNS:') ? line.split(/, */) : []))
  return {
    names: names.map(name => name.replace(/^DNS:/, '')),
    keyType: keyTypes[textAfter(text, 'Public Key Algorithm: ') ?? ''] ?? 'other',
    directory: textAfter(lines, 'server = ') ?? '',
    hooks: lines.flatMap(line => /^[a-z_]*hook = (.*)$/.exec(line)?.[1] ?? []),
    ends,
    isExpired: secondsOf(ends) <= now,
    isLate: isLate(secondsOf(textAfter(text, 'Not Before: ') ?? ends), secondsOf(ends), now),
    ...(noLink === undefined ? {} : { noLink }),
  }
}

const secondsOf = (time: string): number => Date.parse(time) / 1000

/** certbot renews thirty days before the end, from 4.0 on when a third of the time is left; twice a day it looks. */
const isLate = (begins: number, ends: number, now: number): boolean =>
  ends - now < Math.min(15 * 86_400, (ends - begins) / 6)

const keyTypes: Readonly<Record<string, IssuedCertificate['keyType']>> = {
  'id-ecPublicKey': 'ecdsa',
  rsaEncryption: 'rsa',
}

/** Of put_off in runner/order.sh, in seconds. A time beyond is of a clock that was wrong then, and holds nothing back. */
const longestWait = 86_400

function readFailed(lines: readonly string[], now: number): FailedOrder | undefined {
  const order = textAfter(lines, 'failed order ')
  if (order === undefined) return undefined
  const until = Number(textAfter(lines, 'failed until ') ?? 0)
  return {
    order,
    until,
    isDue: !(until > now && until <= now + longestWait),
    cause: textAfter(lines, 'failed cause ') ?? '',
  }
}
