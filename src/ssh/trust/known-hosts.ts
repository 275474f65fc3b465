import { createHmac } from 'node:crypto'
import { publicKeyType } from '../wire.ts'

/** One line of a known_hosts file that is about a host: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. */
export interface KnownKey {
  readonly file: string
  readonly line: number
  readonly marker: 'none' | 'revoked' | 'cert-authority'
  readonly type: string
  readonly blob: Buffer
}

/** The text of a known_hosts file and where it is from. */
export interface KnownHostsFile {
  readonly path: string
  readonly text: string
}

/** The lines of a file that are about a host, `name` being `host` or `[host]:port`. */
export function findKnownKeys(file: KnownHostsFile, name: string): readonly KnownKey[] {
  const lowered = name.toLowerCase()
  return file.text.split('\n').flatMap((line, index) => {
    const entry = parseLine(line.replace(/\r$/, ''))
    if (entry === undefined || !matchesHosts(entry.hosts, lowered)) return []
    const { marker, type, blob } = entry
    return [{ file: file.path, line: index + 1, marker, type, blob }]
  })
}

type Entry = Omit<KnownKey, 'file' | 'line'> & { readonly hosts: string }

/** A line that ssh would not understand is passed over, as ssh does. */
function parseLine(line: string): Entry | undefined {
  const fields = line.replace(/^[ \t]+/, '').split(/[ \t]+/)
  const marker = fields[0]?.startsWith('@') ? markers[fields.shift() ?? ''] : 'none'
  const [hosts, type, key] = fields
  if (marker === undefined || hosts === undefined || hosts.startsWith('#')) return undefined
  if (type === undefined || key === undefined) return undefined
  const blob = Buffer.from(key, 'base64')
  return publicKeyType(blob) === type ? { marker, hosts, type, blob } : undefined
}

const markers: Readonly<Record<string, KnownKey['marker']>> = {
  '@revoked': 'revoked',
  '@cert-authority': 'cert-authority',
}

function matchesHosts(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return matchesHash(hosts, name)
  const patterns = hosts.toLowerCase().split(',')
  const denied = patterns.some(text => text.startsWith('!') && matchesPattern(text.slice(1), name))
  return !denied && patterns.some(text => !text.startsWith('!') && matchesPattern(text, name))
}

/** `|1|salt|hash`: the HMAC-SHA1 of the name, which hides which hosts the user knows. */
function matchesHash(hosts: string, name: string): boolean {
  const [, version, salt, hash] = hosts.split('|')
  if (version !== '1' || salt === undefined || hash === undefined) return false
  const own = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest()
  return own.equals(Buffer.from(hash, 'base64'))
}

/** `*` and `?` as in ssh_config(5) PATTERNS; without a regular expression, which could take for ever. */
function matchesPattern(pattern: string, name: string): boolean {
  let at = 0
  let star = -1
  let retry = 0
  for (let index = 0; index < name.length; ) {
    if (pattern[at] === '*') {
      star = at
      at += 1
      retry = index
    } else if (pattern[at] === '?' || pattern[at] === name[index]) {
      at += 1
      index += 1
    } else if (star >= 0) {
      at = star + 1
      retry += 1
      index = retry
    } else {
      return false
    }
  }
  return /^\**$/.test(pattern.slice(at))
}
