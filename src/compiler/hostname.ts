import { domainToASCII } from 'node:url'
import { ipVersion } from './ip-address.ts'
import { quote } from './quote.ts'
import type { TextProblem } from './text-problem.ts'

// RFC 1123 section 2.1, in small letters, with at least two labels, the last not a number.
const hostname =
  /^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)$/

/** Whether this is a full host name as mirrorc writes it into files: `mirror.example.org`. */
export function isHostname(text: string): boolean {
  return hostname.test(text)
}

/** Why a text is no full host name, and the host name that was probably meant. */
export function explainHostname(text: string): TextProblem {
  const meant = meantHostname(text)
  const hint = meant === undefined ? undefined : `write ${meant}`
  return { hint: hint ?? 'write a full name such as mirror.example.org', ...describe(text) }
}

function describe(text: string): Pick<TextProblem, 'message'> & { hint?: string } {
  if (text === '') return { message: 'a host name may not be empty' }
  if (ipVersion(text.replaceAll(/[[\]]/g, '')))
    return { message: 'an IP address is not a host name' }
  if (/[A-Z]/.test(text)) return { message: 'a host name is written in small letters' }
  if (/^[a-z]+:\/\//.test(text)) return { message: 'a host name is wanted here, not a URL' }
  if (text.endsWith('.')) return { message: 'the dot at the end is left out' }
  if (/[^\0-\x7f]/.test(text))
    return { message: 'a host name with other letters is written in punycode' }
  const wrong = /[^a-z0-9.-]/.exec(text)?.[0]
  if (wrong !== undefined) return { message: `a host name may not hold ${quote(wrong)}` }
  if (!text.includes('.'))
    return { message: `${quote(text)} is not a full host name: it has no dot` }
  if (text.length > 253)
    return { message: `a host name has at most 253 characters, this has ${text.length}` }
  return describeLabels(text.split('.'))
}

function describeLabels(labels: readonly string[]): { message: string } {
  const long = labels.find(label => label.length > 63)
  if (long)
    return {
      message: `a part of a host name has at most 63 characters, ${quote(long)} has ${long.length}`,
    }
  if (labels.includes(''))
    return { message: 'a host name has no two dots in a row and does not begin with one' }
  const dashed = labels.find(label => /^-|-$/.test(label))
  if (dashed)
    return {
      message: `no part of a host name begins or ends with a dash, as ${quote(dashed)} does`,
    }
  return { message: 'the last part of a host name is not a number' }
}

function meantHostname(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .replace(/:[0-9]*$/, '')
    .replace(/\.$/, '')
  const ascii = domainToASCII(bare).toLowerCase()
  return isHostname(ascii) && ascii !== text ? ascii : undefined
}
