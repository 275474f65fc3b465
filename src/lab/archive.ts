import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runOrFail } from './command.ts'

/** Where this machine gets a distro's packages from; empty when its apt knows no archive of it. */
export interface Archive {
  readonly main?: string
  readonly security?: string
}

interface Source {
  uris: string[]
  suites: string[]
  components: string[]
}

/** The names under which Debian's archive has its releases. */
const debianReleases = [
  ...['bullseye', 'bookworm', 'trixie', 'forky', 'duke', 'sid'],
  ...['unstable', 'testing', 'stable', 'oldstable', 'oldoldstable'],
]

/** Reads the machine's own apt configuration: an archive's address is never written into this program. */
export function findArchive(configuration = '/etc/apt', releases = debianReleases): Archive {
  const names = releases.join('|')
  const releaseSuite = new RegExp(`^(${names})$`)
  // Third parties name their suites after releases too, but none has this one.
  const updatesSuite = new RegExp(`^(${names})-updates$`)
  const securitySuite = new RegExp(`^(${names})(-security|/updates)$`)
  const sources = sourceFiles(configuration).flatMap(file => {
    const text = readFileSync(file, 'utf8')
    return file.endsWith('.sources') ? parseDeb822(text) : parseOneLineStyle(text)
  })
  const find = (pattern: RegExp) =>
    sources
      .filter(source => source.suites.some(suite => pattern.test(suite)))
      .map(firstUri)
      .find(uri => uri !== undefined)
  const main = find(updatesSuite) ?? find(releaseSuite)
  const security = find(securitySuite)
  if (main === undefined) return {}
  return security === undefined ? { main } : { main, security }
}

/**
 * The lines of apt.conf(5) that this machine needs to reach an archive.
 * A proxy on its loopback device cannot be reached from a host, so it is left out.
 */
export async function readAptOptions(): Promise<string[]> {
  const dump = await runOrFail('apt-config', ['dump', '--format', '%F "%v";%n', 'Acquire'])
  return dump
    .split('\n')
    .filter(line => /^Acquire::(Check-|https?::|ForceIP|Retries|Max-ValidTime)/i.test(line))
    .filter(line => !line.includes('""') && !/127\.0\.0\.1|localhost|\[::1\]/.test(line))
}

/** sources.list(5): only names that end so are read. */
function sourceFiles(configuration: string): string[] {
  const directory = join(configuration, 'sources.list.d')
  const files = existsSync(directory) ? readdirSync(directory).sort() : []
  return [
    join(configuration, 'sources.list'),
    ...files.filter(name => /\.(list|sources)$/.test(name)).map(name => join(directory, name)),
  ].filter(existsSync)
}

/** sources.list(5), "DEB822-STYLE FORMAT". */
function parseDeb822(text: string): Source[] {
  const stanzas = text.replace(/^#.*\n?/gm, '').split(/\n\s*\n/)
  return stanzas.map(parseStanza).filter(source => source !== undefined)
}

function parseStanza(stanza: string): Source | undefined {
  const fields = new Map<string, string[]>()
  for (const field of stanza.split(/\n(?=\S)/)) {
    const colon = field.indexOf(':')
    const name = field.slice(0, colon).trim().toLowerCase()
    if (colon > 0) fields.set(name, words(field.slice(colon + 1)))
  }
  const values = (name: string) => fields.get(name) ?? []
  if (!values('types').includes('deb') || values('enabled').includes('no')) return undefined
  return usable({
    uris: values('uris'),
    suites: values('suites'),
    components: values('components'),
  })
}

/** sources.list(5), "ONE-LINE-STYLE FORMAT": `deb [options] uri suite component…`. */
function parseOneLineStyle(text: string): Source[] {
  const lines = text.split('\n').map(line => line.replace(/#.*/, '').trim())
  return lines.flatMap(line => {
    const match = /^deb\s+(?:\[[^\]]*\]\s*)?(\S+)\s+(\S+)\s+(.+)$/.exec(line)
    if (match === null) return []
    const [, uri = '', suite = '', components = ''] = match
    const source = usable({ uris: [uri], suites: [suite], components: words(components) })
    return source === undefined ? [] : [source]
  })
}

function usable(source: Source): Source | undefined {
  return source.components.includes('main') ? source : undefined
}

/** Cloud images name a file that lists the mirrors instead of a mirror: apt-transport-mirror(1). */
function firstUri(source: Source): string | undefined {
  return source.uris
    .flatMap(uri => {
      const list = /^mirror\+file:(?:\/\/)?(\/.*)$/.exec(uri)?.[1]
      if (list === undefined) return [uri]
      return existsSync(list) ? words(readFileSync(list, 'utf8').replace(/#.*/g, '')) : []
    })
    .find(uri => /^https?:\/\//.test(uri))
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(word => word !== '')
}
