import { ipVersion } from '../ip-address.ts'
import { quote } from '../quote.ts'
import { explainLength, explainVariable, type TextProblem } from '../text-problem.ts'

/** Why a text is neither an IP address nor a network in the form `ADDRESS/BITS`; undefined when it is one. */
export function explainNetwork(text: string): TextProblem | undefined {
  const problem =
    explainLength('a network', text, 49) ??
    explainVariable(text) ??
    (text.startsWith('[') ? { message: 'an IPv6 address stands without brackets here' } : undefined)
  if (problem) return problem
  const hint = 'write an address such as 203.0.113.7, or a network such as 2001:db8::/32'
  const [, address = '', , bits] = /^([^/]*)(\/(.*))?$/s.exec(text) ?? []
  const version = ipVersion(address)
  if (version === 0) return { message: `${quote(address)} is no IP address`, hint }
  if (/[A-F]/.test(address)) {
    const message = 'an IPv6 address is written in small letters'
    return { message, hint: `write ${text.toLowerCase()}` }
  }
  // Written in two ways at once it means one thing to some readers and nothing to others.
  if (version === 6 && address.includes('.')) {
    return { message: 'an IPv6 address is written without dots here' }
  }
  return bits === undefined ? undefined : explainBits(address, version, bits)
}

function explainBits(address: string, version: 4 | 6, text: string): TextProblem | undefined {
  const most = version === 4 ? 32 : 128
  const bits = /^(?:0|[1-9][0-9]{0,2})$/.test(text) ? Number(text) : most + 1
  if (bits > most) {
    return { message: `after the slash stands a number from 1 to ${most}, not ${quote(text)}` }
  }
  if (bits === 0) return { message: 'this is every address there is' }
  const rest = bitsOf(address, version).slice(bits)
  if (!rest.includes('1')) return undefined
  return { message: `${address} is an address inside of such a network, not its first one` }
}

/** An address as zeros and ones. */
function bitsOf(address: string, version: 4 | 6): string {
  const parts = version === 4 ? address.split('.') : wholeIpv6(address)
  const [base, length] = version === 4 ? [10, 8] : [16, 16]
  return parts.map(part => Number.parseInt(part, base).toString(2).padStart(length, '0')).join('')
}

function wholeIpv6(address: string): readonly string[] {
  const [start = [], end = []] = address.split('::').map(half => half.split(':').filter(Boolean))
  return [...start, ...Array<string>(8 - start.length - end.length).fill('0'), ...end]
}
