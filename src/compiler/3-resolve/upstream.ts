import { explainHostname, isHostname } from '../hostname.ts'
import { ipVersion } from '../ip-address.ts'
import type { Upstream } from '../mirror.ts'
import { describeCharacter, listWords, quote } from '../quote.ts'
import { explainLength, explainVariable, type TextProblem } from '../text-problem.ts'

// Longer than any that is real, and short enough for every line that it comes to stand in.
const longest = 300

/** Schemes that a later mirrorc will pull from. */
const laterSchemes = ['http', 'git', 'git+ssh', 'ssh', 'rsync+ssh']

const schemes: readonly Upstream['scheme'][] = ['rsync', 'git+https', 'https', 'ftp']

export interface UpstreamProblem extends TextProblem {
  readonly isLater?: true
}

/** A URL such as `rsync://[USER@]HOST[:PORT]/MODULE[/PATH]` in its parts, or why it is none. */
export function parseUpstream(text: string): Upstream | UpstreamProblem {
  const problem = explainLength('an upstream', text, longest) ?? explainVariable(text)
  return problem ?? parseUrl(text)
}

function parseUrl(text: string): Upstream | UpstreamProblem {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)(.*)$/s.exec(text)
  if (!match) return explainNoUrl(text)
  const [, scheme = '', authority = '', rest = ''] = match
  if (laterSchemes.includes(scheme)) {
    const message = `${scheme}:// comes in a later version of mirrorc; this one pulls from ${listSchemes}`
    return { isLater: true, message, at: { start: 0, end: scheme.length } }
  }
  const known = schemes.find(name => name === scheme)
  if (known === undefined) return explainScheme(scheme)
  return parseParts(known, authority, rest)
}

const listSchemes = listWords(schemes.map(scheme => `${scheme}://`))

function parseParts(
  scheme: Upstream['scheme'],
  authority: string,
  rest: string,
): Upstream | UpstreamProblem {
  const [, user, place = ''] = /^(?:([A-Za-z0-9._-]{1,64})@)?(.*)$/s.exec(authority) ?? []
  const start = `${scheme}://`.length
  if (user !== undefined && scheme !== 'rsync') {
    const message = `${scheme}:// with a user name is not supported`
    return shift({ message, hint: `write ${place} alone` }, start, authority.length)
  }
  const host = parseAuthority(place)
  const before = authority.length - place.length
  if ('message' in host) return shift(host, start + before, place.length)
  const problem = explainPath(rest, scheme, authority)
  if (problem) return shift(problem, start + authority.length, rest.length)
  return { scheme, user, ...host, path: rest.slice(1).replace(/\/$/, '') }
}

function explainNoUrl(text: string): UpstreamProblem {
  const message = 'an upstream is a URL: rsync://HOST/MODULE'
  // rsync(1) has a second way to write the address of a daemon.
  const daemon = /^(?:[^@/]*@)?([A-Za-z0-9.-]+)::(.*)$/.exec(text)
  if (daemon) return { message, hint: `write rsync://${daemon[1]}/${daemon[2]}` }
  const bare = /^([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(\/[^\s]*)$/.exec(text)
  if (bare) return { message, hint: `write rsync://${bare[1]}${bare[2]}` }
  return { message, hint: 'such as rsync://hub.athenaos.org/athena' }
}

function explainScheme(scheme: string): UpstreamProblem {
  const at = { start: 0, end: scheme.length }
  if (scheme.toLowerCase() === 'rsync')
    return { message: 'rsync:// is written in small letters', at }
  return {
    message: `mirrorc cannot pull from ${quote(`${scheme}://`)}`,
    hint: 'write rsync://HOST/MODULE',
    at,
  }
}

// The problem of a part, placed in the whole; one without a place is about all of its part.
function shift(problem: TextProblem, start: number, length: number): TextProblem {
  const { at = { start: 0, end: length } } = problem
  return { ...problem, at: { start: start + at.start, end: start + at.end } }
}

function parseAuthority(authority: string): Pick<Upstream, 'host' | 'port'> | TextProblem {
  if (authority.includes('@')) {
    const host = authority.slice(authority.lastIndexOf('@') + 1)
    const hint = `write USER@${host}, and put the password into a file on the host: password_file`
    return { message: 'a password does not belong into mirror.yaml', hint }
  }
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::([^:]*))?$/.exec(authority)
  if (!match) {
    const hint = ipVersion(authority) === 6 ? `write [${authority}]` : 'write HOST or HOST:PORT'
    return { message: `${quote(authority)} is no host and port`, hint }
  }
  const [, bracketed, plain = '', portText] = match
  const problem = bracketed === undefined ? explainHost(plain) : explainBracketed(bracketed)
  if (problem) return problem
  const port = portText === undefined ? undefined : parsePort(portText)
  if (port === 0) return { message: `${quote(portText ?? '')} is no port: 1 to 65535 are` }
  return { host: bracketed ?? plain, port }
}

function explainHost(host: string): TextProblem | undefined {
  return ipVersion(host) || isHostname(host) ? undefined : explainHostname(host)
}

function explainBracketed(host: string): TextProblem | undefined {
  if (ipVersion(host) !== 6) return { message: 'in square brackets stands an IPv6 address' }
  if (!/[A-Z%]/.test(host)) return undefined
  return { message: 'an IPv6 address is written in small letters, without a zone' }
}

// 0 stands for no port.
function parsePort(text: string): number {
  const port = /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : 0
  return port > 65535 ? 0 : port
}

function explainPath(path: string, scheme: string, authority: string): TextProblem | undefined {
  if (/^\/?$/.test(path) && scheme !== 'rsync') {
    return { message: 'the path is missing after the host' }
  }
  if (/^\/?$/.test(path)) {
    const hint = `rsync rsync://${authority}/ lists the modules there`
    return { message: 'the module is missing after the host', hint }
  }
  const mistake = pathMistakes.find(([pattern]) => pattern.test(path))
  const found = mistake?.[0].exec(path)
  if (!mistake || !found) return undefined
  const at = { start: found.index, end: found.index + found[0].length }
  const message =
    mistake[1] ?? `the path of an upstream may not hold ${describeCharacter(found[0])}`
  return { message, hint: mistake[2], at }
}

const pathMistakes: readonly (readonly [RegExp, (string | undefined)?, string?])[] = [
  [/[?#].*$/s, 'the URL of an upstream has no query and no fragment'],
  [/%/, undefined, 'the path is taken as it stands: %20 is no space'],
  [/[^A-Za-z0-9._+@~/-]/u],
  [/\/{2,}/, 'two slashes in a row', 'write one'],
  [/(?<=\/)\.{1,2}(?=\/|$)/, 'the path of an upstream may not hold . or .. parts'],
  [/(?<=\/)-[^/]*/, 'no part of the path begins with a dash'],
  [/[^/]{256,}/, 'no part of the path has more than 255 characters'],
]
