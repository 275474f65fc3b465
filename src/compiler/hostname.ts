import { domainToASCII } from 'node:url'
import { ipVersion } from './ip-address.ts'
import { describeCharacter, quote } from './quote.ts'
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
  const meant = meantHostname(text) ?? 'a full name such as mirror.example.org'
  return { hint: `write ${meant}`, ...describe(text) }
}

function describe(text: string): TextProblem {
  if (text === '') return { message: 'a host name may not be empty' }
  if (ipVersion(text.replaceAll(/[[\]]/g, ''))) {
    return { message: 'an IP address is not a host name' }
  }
  if (/^[A-Za-z]+:\/\//.test(text)) return { message: 'a host name is wanted here, not a URL' }
  const wrong = /[^A-Za-z0-9.-]/u.exec(text)
  if (wrong && /\p{L}/u.test(wrong[0])) {
    return { message: 'a host name with other letters is written in punycode' }
  }
  if (wrong) {
    const at = { start: wrong.index, end: wrong.index + wrong[0].length }
    return { message: `a host name may not hold ${describeCharacter(wrong[0])}`, at }
  }
  if (/[A-Z]/.test(text)) return { message: 'a host name is written in small letters' }
  if (text.endsWith('.')) return { message: 'the dot at the end is left out' }
  return describeLength(text) ?? describeLabels(text.split('.'))
}

function describeLength(text: string): TextProblem | undefined {
  if (!text.includes('.')) {
    return { message: `${quote(text)} is not a full host name: it has no dot` }
  }
  if (text.length <= 253) return undefined
  return { message: `a host name has at most 253 characters, this has ${text.length}` }
}

function describeLabels(labels: readonly string[]): TextProblem {
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
