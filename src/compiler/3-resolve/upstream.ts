import { explainHostname, isHostname } from '../hostname.ts'
import { ipVersion } from '../ip-address.ts'
import type { RsyncUrl } from '../mirror.ts'
import { describeCharacter, quote } from '../quote.ts'
import type { TextProblem } from '../text-problem.ts'

// With the path of the module and rsync's options, the command of a cron line stays under the 1000
// characters at which cron(8) of Debian and its kin cut it (MAX_COMMAND in its cron.h).
const longest = 300

/** Schemes that a later mirrorc will pull from. */
const laterSchemes = ['http', 'https', 'ftp', 'git', 'git+https', 'git+ssh', 'ssh', 'rsync+ssh']

export interface UpstreamProblem extends TextProblem {
  readonly isLater?: true
}

/** `rsync://HOST[:PORT]/MODULE[/PATH]` in its parts, or why it is none. */
export function parseUpstream(text: string): RsyncUrl | UpstreamProblem {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)(.*)$/s.exec(text)
  if (!match) return explainNoUrl(text)
  const [, scheme = '', authority = '', rest = ''] = match
  if (laterSchemes.includes(scheme)) {
    const message = `${scheme}:// comes in a later version of mirrorc; this one pulls from rsync://`
    return { isLater: true, message, at: { start: 0, end: scheme.length } }
  }
  if (scheme !== 'rsync') return explainScheme(scheme)
  if (text.length > longest)
    return { message: `an upstream may have at most ${longest} characters` }
  const host = parseAuthority(authority)
  if ('message' in host) return { ...host, at: { start: 8, end: 8 + authority.length } }
  const problem = explainPath(rest)
  if (problem) return problem
  return { scheme: 'rsync', ...host, path: rest.slice(1).replace(/\/$/, '') }
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

function parseAuthority(authority: string): Pick<RsyncUrl, 'host' | 'port'> | TextProblem {
  if (authority.includes('@')) {
    const hint = `write rsync://${authority.slice(authority.lastIndexOf('@') + 1)}/…`
    return { message: 'an upstream with a user name or a password is not supported', hint }
  }
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(authority)
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

function explainPath(path: string): TextProblem | undefined {
  if (/^\/?$/.test(path)) {
    const hint = 'rsync rsync://HOST/ lists the modules of a host'
    return { message: 'the module is missing after the host', hint }
  }
  const extra = /[?#]/.exec(path)?.[0]
  if (extra)
    return { message: `an rsync URL has no ${extra === '?' ? 'query' : 'fragment'} (${extra}…)` }
  const wrong = /[^A-Za-z0-9._+@~/-]/u.exec(path)?.[0]
  if (wrong) return { message: `the path of an upstream may not hold ${describeCharacter(wrong)}` }
  if (path.includes('//')) return { message: 'two slashes in a row in the path', hint: 'write one' }
  if (/\/\.{1,2}(?:\/|$)/.test(path))
    return { message: 'the path of an upstream may not hold . or .. parts' }
  if (/\/-/.test(path)) return { message: 'no part of the path begins with a dash' }
  const long = path.split('/').find(part => part.length > 255)
  return long ? { message: 'no part of the path has more than 255 characters' } : undefined
}
