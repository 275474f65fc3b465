import { ipVersion } from '../ip-address.ts'
import { describeCharacter } from '../quote.ts'
import { explainLength, explainVariable, type TextProblem } from '../text-problem.ts'

/** Why ssh could not connect to such an address; undefined for a host name, an alias or an IP address. */
export function explainAddress(text: string): TextProblem | undefined {
  if (ipVersion(text)) return undefined
  const problem =
    explainLength('an address', text, 253) ??
    explainVariable(text) ??
    explainForm(text) ??
    explainName(text)
  const hint = 'write a host name, an IP address or an alias of ssh_config(5)'
  return problem && { hint, ...problem }
}

function explainForm(text: string): TextProblem | undefined {
  if (text === '') return { message: 'an address may not be empty' }
  const inner = /^\[(.*)\]$/.exec(text)?.[1] ?? ''
  if (ipVersion(inner) === 6)
    return { message: 'an IPv6 address stands without brackets here', hint: `write ${inner}` }
  const login = /^([^@]+)@(.+)$/.exec(text)
  if (login) {
    return {
      message: 'the login is a key of its own',
      hint: `write address: ${login[2]} and user: ${login[1]}`,
    }
  }
  const scheme = /^ssh:\/\/(.*?)\/*$/.exec(text)
  if (scheme) return { message: 'an address is wanted here, not a URL', hint: `write ${scheme[1]}` }
  const port = /^(\[[^\]]+\]|[^:]+):([0-9]+)$/.exec(text)
  if (port) {
    const host = port[1]?.replaceAll(/[[\]]/g, '')
    return {
      message: 'the port is a key of its own',
      hint: `write address: ${host} and port: ${port[2]}`,
    }
  }
  if (text.includes('%'))
    return { message: 'an address with a zone (%…) is of use on one machine only' }
  return undefined
}

function explainName(text: string): TextProblem | undefined {
  if (text.startsWith('-')) {
    return { message: 'an address that begins with a dash would be an option of ssh' }
  }
  const wrong = /[^A-Za-z0-9._:-]/u.exec(text)
  if (wrong) {
    const at = { start: wrong.index, end: wrong.index + wrong[0].length }
    return { message: `an address may not hold ${describeCharacter(wrong[0])}`, at }
  }
  if (text.includes(':')) return { message: 'this is no IPv6 address' }
  if (/^[0-9.]+$/.test(text)) {
    return { message: 'this is no IPv4 address: it has four numbers up to 255' }
  }
  if (text.endsWith('.')) {
    return { message: 'the dot at the end is left out', hint: `write ${text.slice(0, -1)}` }
  }
  if (/^[._]|[._-]$|\.\./.test(text)) {
    return { message: 'a host name begins and ends with a letter or a digit' }
  }
  const isLong = text.split('.').some(label => label.length > 63)
  return isLong ? { message: 'a host name has at most 63 characters between two dots' } : undefined
}
