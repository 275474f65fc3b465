import type { DiagnosticCode } from '../../diagnostic.ts'
import { explainHostname, isHostname } from '../hostname.ts'
import type { TextProblem } from '../text-problem.ts'

/** How to explain that a text does not match a definition of mirror.schema.json. The pattern there decides. */
export interface Alphabet {
  readonly code: DiagnosticCode
  readonly thing: string
  /** Matches one character that may stand somewhere in the text. */
  readonly allowed: RegExp
  readonly longest: number
  /** What is wrong when every character is allowed and the text is short enough. */
  readonly otherwise: string
  /** What is allowed, for want of a better hint. */
  readonly rule: string
  /** Mistakes that are worth words of their own. */
  readonly explain?: (text: string) => TextProblem | undefined
  /** What was probably meant. */
  readonly suggest?: (text: string) => string | undefined
}

const name: Alphabet = {
  code: 'bad-name',
  thing: 'a name',
  allowed: /[a-z0-9_-]/,
  longest: 64,
  otherwise: 'a name begins and ends with a letter or a digit',
  rule: 'use small letters, digits, - and _',
  explain: text =>
    /^[a-z0-9_-]*[A-Z]/.test(text) ? { message: 'a name is written in small letters' } : undefined,
  suggest: text => {
    const meant = text
      .toLowerCase()
      .replaceAll(/[^a-z0-9_-]+/g, '-')
      .replaceAll(/^[_-]+|[_-]+$/g, '')
    return meant === '' || meant === text || meant.length > 64 ? undefined : `write ${meant}`
  },
}

const hostname: Alphabet = {
  code: 'bad-domain',
  thing: 'a host name',
  allowed: /[a-z0-9.-]/,
  longest: 253,
  otherwise: 'this is no full host name',
  rule: 'write a full name such as mirror.example.org',
  explain: explainHostname,
}

const email: Alphabet = {
  code: 'bad-email',
  thing: 'an e-mail address',
  allowed: /[A-Za-z0-9._+@-]/,
  longest: 318,
  otherwise:
    'the part before @ has 1 to 64 characters, begins and ends with a letter or a digit, and holds no two dots in a row',
  rule: 'write an address such as admin@example.org',
  explain: text => {
    const parts = text.split('@')
    const domain = parts[1] ?? ''
    if (parts.length === 1 && text !== '') return { message: 'an e-mail address holds an @' }
    if (parts.length > 2) return { message: 'an e-mail address holds one @ only' }
    if (!/^[A-Za-z0-9._+-]+$/.test(parts[0] ?? '') || isHostname(domain)) return undefined
    const problem = explainHostname(domain)
    const hint = problem.hint?.replace(/^write (?!a )/, `write ${parts[0]}@`)
    return { message: `in the part after @: ${problem.message}`, hint }
  },
  suggest: text => {
    const inside = /<([^<>]+)>$|^mailto:(.+)$/.exec(text)
    return inside ? `write ${inside[1] ?? inside[2]}` : undefined
  },
}

const path: Alphabet = {
  code: 'bad-path',
  thing: 'a path',
  allowed: /[A-Za-z0-9._+@~/-]/,
  longest: 255,
  otherwise: 'the first part of a path begins with a letter or a digit',
  rule: 'use letters, digits and . _ + @ ~ - between the slashes',
  explain: text => {
    if (text !== '' && !text.startsWith('/')) return { message: 'a path begins with a slash' }
    if (/[^A-Za-z0-9._+@~/-]/.test(text)) return undefined
    if (/\/\.\.(?:\/|$)/.test(text)) return { message: 'a path may not hold a .. part' }
    if (/\/-/.test(text)) return { message: 'no part of a path begins with a dash' }
    if (text === '/') {
      const hint = 'choose a directory of its own, such as /srv/mirrors'
      return { code: 'dangerous-path', message: '"/" holds more than the mirror', hint }
    }
    const isLong = /\/\.?(?:\/|$)/.test(text)
    return isLong ? { message: 'this path can be written in a shorter way' } : undefined
  },
  suggest: text => {
    if (!text.startsWith('/')) return `write it in full, such as /srv/mirrors`
    const short = text
      .replaceAll(/\/(?:\.?(?=\/|$))+/g, '/')
      .replaceAll(/\/+/g, '/')
      .replace(/\/$/, '')
    return short === text || short === '' || short.includes('/..') ? undefined : `write ${short}`
  },
}

const user: Alphabet = {
  code: 'bad-user',
  thing: 'a user name',
  allowed: /[a-z0-9_-]/,
  longest: 31,
  otherwise: 'a user name begins with a letter or _',
  rule: 'use small letters, digits, - and _',
  explain: text =>
    /^[a-z0-9_-]*[A-Z]/.test(text)
      ? { message: 'a user name is written in small letters' }
      : undefined,
}

const text: Alphabet = {
  code: 'bad-text',
  thing: 'this text',
  allowed: / |[^%$\\"'`\p{C}\p{Z}]/u,
  longest: 200,
  otherwise: 'this text begins or ends with a space',
  rule: 'write one line without % $ \\ " \' and `',
  suggest: value => {
    if (value === '') return 'take the key out'
    return value.includes("'") ? 'for an apostrophe write ’ (U+2019)' : undefined
  },
}

const url: Alphabet = {
  code: 'bad-url',
  thing: 'an address of the web',
  allowed: /[A-Za-z0-9._~/:-]/,
  longest: 255,
  otherwise: 'this is no https://, host name in small letters, maybe a port up to 65535, and path',
  rule: 'write an address such as https://acme-v02.api.letsencrypt.org/directory',
  explain: text =>
    text.startsWith('http://')
      ? { message: 'such an address begins with https://', hint: `write https://${text.slice(7)}` }
      : undefined,
}

const fingerprint: Alphabet = {
  code: 'bad-fingerprint',
  thing: 'a fingerprint',
  allowed: /[A-Za-z0-9+/:]/,
  longest: 50,
  otherwise: 'a fingerprint is SHA256: and 43 characters',
  rule: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the host prints it',
}

const duration: Alphabet = {
  code: 'bad-duration',
  thing: 'a duration',
  allowed: /[0-9smhd]/,
  longest: 5,
  otherwise: 'a duration is a whole number from 1 to 9999, and s, m, h or d',
  rule: 'write 90s, 30m, 6h or 2d',
}

const subpath: Alphabet = {
  code: 'bad-path',
  thing: 'a path below the upstream',
  allowed: /[A-Za-z0-9._+@~/-]/,
  longest: 255,
  otherwise:
    'a path below the upstream has no slash at either end, and no part that is . or .. or begins with -',
  rule: 'write it as it is there, such as project/trace/master',
  suggest: text => (/^\/+[^/]/.test(text) ? `write ${text.replace(/^\/+/, '')}` : undefined),
}

const exclude: Alphabet = {
  code: 'bad-pattern',
  thing: 'a pattern',
  allowed: /[A-Za-z0-9._+@~/*?-]/,
  longest: 255,
  otherwise: 'this pattern is empty',
  rule: 'use letters, digits and . _ + @ ~ - / * and ? for any one character',
}

const option: Alphabet = {
  code: 'bad-option',
  thing: 'an option',
  allowed: /[A-Za-z0-9=-]/,
  longest: 40,
  otherwise: 'this is not among the options of rsync that may be added',
  rule: [
    'there are --max-size=4G, --min-size=1K, --modify-window=1, --compress, --checksum, --size-only, --whole-file,',
    '--fuzzy, --sparse, --preallocate, --no-hard-links, --omit-dir-times and --no-inc-recursive',
  ].join(' '),
}

/** By the name of the definition in mirror.schema.json. */
export const alphabets = {
  ...{ name, hostname, email, path, user, text, url, fingerprint },
  ...{ duration, subpath, exclude, option },
}

/** The alphabet of a definition, if it has one. */
export function alphabetOf(definition: string): Alphabet | undefined {
  return Object.entries(alphabets).find(([name]) => name === definition)?.[1]
}
