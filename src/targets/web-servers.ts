import type { Http, MirrorHost } from '../compiler/mirror.ts'
import { certificateLink, challengeDirectory } from '../resource.ts'
import type { Target, TlsAbilities } from './target.ts'

/** Where HTTPS is, as everybody expects. */
export const httpsPort = 443

/** One `server` of nginx's, as the template of the virtual host takes it. */
interface WebServer extends Names {
  readonly listens: readonly { readonly at: string; readonly words: readonly string[] }[]
  readonly http2: readonly string[]
  /** How many requests a connection may carry, where nothing can be taken back. */
  readonly pipelined: readonly string[]
  readonly certificates: readonly object[]
  readonly challenges: readonly string[]
  /** Files that may not be there. */
  readonly includes: readonly string[]
}

/** By which names a server is asked, and by whom in the place of users. */
interface Names {
  readonly names: readonly string[]
  readonly proxies: readonly string[]
  readonly addressHeaders: readonly string[]
}

/** The servers of the virtual host: for users and for a CDN, over HTTP and, where that is wanted, over HTTPS. */
export function serversOf(host: MirrorHost, http: Http, target: Target): readonly WebServer[] {
  const { https } = host
  const groups = namesOf(host, http)
  const challenges = https === undefined ? [] : [challengeDirectory]
  const plain = groups.map((names, index) => ({
    ...names,
    ...{ listens: listensAt(host, http.port, []), http2: [], certificates: [] },
    pipelined: ['100000'],
    challenges,
    // A CDN asks for its users, who come to it as they like.
    includes: https?.redirect && index === 0 ? ['mirrorc-redirect*.conf'] : [],
  }))
  if (https === undefined) return plain
  const { http2Directive } = target.tls
  const words = http2Directive ? ['ssl'] : ['ssl', 'http2']
  const secure = groups.map(names => ({
    ...names,
    listens: listensAt(host, httpsPort, words),
    http2: http2Directive ? ['on'] : [],
    pipelined: [],
    certificates: [certificateFor(host, target.tls)],
    // The issuer comes over HTTP, but a CDN may ask for its sake over HTTPS, or lead it there.
    challenges,
    includes: https.hsts ? ['mirrorc-hsts*.conf'] : [],
  }))
  return [...plain, ...secure]
}

function namesOf({ domain, aliases }: MirrorHost, { cdn }: Http): readonly Names[] {
  return [
    { names: [domain, ...aliases], proxies: [], addressHeaders: [] },
    ...(cdn === undefined
      ? []
      : [{ names: [cdn.domain], proxies: cdn.addresses, addressHeaders: [cdn.header] }]),
  ]
}

function listensAt(
  { ipv6 }: MirrorHost,
  port: number,
  words: readonly string[],
): WebServer['listens'] {
  return [`${port}`, ...(ipv6 ? [`[::]:${port}`] : [])].map(at => ({ at, words }))
}

/** What Mozilla calls intermediate, as far as OpenSSL knows it. */
export function curvesOf({ postQuantum }: TlsAbilities): string {
  const curves = ['X25519', 'prime256v1', 'secp384r1']
  return (postQuantum ? ['X25519MLKEM768', ...curves] : curves).join(':')
}

function certificateFor({ domain }: MirrorHost, tls: TlsAbilities): object {
  return {
    directory: certificateLink(domain),
    curves: curvesOf(tls),
    tickets: tls.freshTickets ? [] : ['off'],
  }
}
