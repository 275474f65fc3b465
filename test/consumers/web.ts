import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MirrorHost } from '../../src/compiler/mirror.ts'
import { certificateLink } from '../../src/resource.ts'
import { type Sandbox, startSandbox } from '../runtime/sandbox.ts'
import type { Artifacts } from './artifacts.ts'

// What Arch's nginx package ships, without its comments; it includes no directory.
const archConf = readFileSync(
  join(import.meta.dirname, '../stand-ins/arch/files/nginx.conf'),
  'utf8',
).replace('http {', 'http {\n    include mirrorc.d/*.conf; # added by mirrorc')

export const onDebian = '/etc/nginx/sites-available/mirrorc'
export const onArch = '/etc/nginx/mirrorc.d/mirrorc.conf'
const ours = ['/etc/nginx/', '/usr/local/share/mirrorc/']

// What comes with a certificate is not there at first.
const later = /\/mirrorc-(?:redirect|hsts)\.conf$/

/** What nginx reads, of what a host compiles to. */
export function webFiles({ files }: Artifacts): readonly (readonly [path: string, text: string])[] {
  return [...files]
    .filter(([path]) => ours.some(directory => path.startsWith(directory)) && !later.test(path))
    .map(([path, text]) => [path, forThisNginx(text)])
}

/** What is new in nginx 1.25.1 and OpenSSL 3.5, in the words of the ones before, of which this machine may have one. */
function forThisNginx(text: string): string {
  return text
    .replaceAll(/^( *listen .*) ssl;$/gm, '$1 ssl http2;')
    .replaceAll(/^ *http2 on;\n/gm, '')
    .replaceAll('X25519MLKEM768:', '')
}

/** Puts the files where their distro has them, beside what that distro's package ships. */
export function placeFiles(sandbox: Sandbox, artifacts: Artifacts): void {
  for (const [path, text] of webFiles(artifacts)) sandbox.write(path, text)
  if (artifacts.host.https !== undefined) placePlaceholder(sandbox, artifacts.host.domain)
  if (artifacts.files.has(onArch)) sandbox.write('/etc/nginx/nginx.conf', archConf)
  else
    sandbox.sh('rm -f /etc/nginx/sites-enabled/*; ln -s "$1" /etc/nginx/sites-enabled/', onDebian)
}

/** What stands in the place of a certificate. */
function placePlaceholder(sandbox: Sandbox, domain: string): void {
  sandbox.sh(
    `mkdir -p "$1" && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
      -subj '/CN=placeholder' -keyout "$1/privkey.pem" -out "$1/fullchain.pem" 2>/dev/null`,
    certificateLink(domain),
  )
}

/** An nginx with trees to serve. */
export async function startNginx(artifacts: Artifacts): Promise<Sandbox> {
  const sandbox = await startSandbox()
  placeFiles(sandbox, artifacts)
  for (const module of artifacts.host.modules) plantTree(sandbox, module.path)
  sandbox.start(['nginx', '-g', 'daemon off;'])
  sandbox.waitFor('curl -s -o /dev/null "$1"', base(artifacts.host))
  return sandbox
}

/** Files to be served, and files to be hidden. */
function plantTree(sandbox: Sandbox, path: string): void {
  const texts = [
    'file.iso',
    'sub/wörds two',
    'wörds two',
    '.hidden',
    'sub/.hidden',
    '.~tmp~/file.iso',
  ]
  for (const name of [...texts, 'sub/.~tmp~/file.iso', '.git/config']) {
    sandbox.write(`${path}/${name}`, 'content\n')
  }
}

/** The address of the server, as this machine reaches it. */
export const base = ({ http }: MirrorHost): string =>
  `http://127.0.0.1${http?.port === 80 ? '' : `:${http?.port}`}`

export interface Answer {
  readonly code: number
  readonly location: string
  readonly body: string
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>
}

const mark = '~~~answer\n'
const ending = '\n~~~end\n'

/** Requests over one connection, with the paths as they are given, and with more words for curl. */
export function ask(
  sandbox: Sandbox,
  host: MirrorHost,
  requests: readonly (readonly [method: string, path: string, ...more: string[]])[],
): readonly Answer[] {
  const format = `${mark}%{http_code}\n%{redirect_url}\n%{header_json}${ending}`
  const words = requests.flatMap(([method, path, ...more]) => [
    // Of two Host headers curl sends the first.
    ...['--next', '-sS', '--path-as-is', ...more, '-H', `Host: ${host.domain}`, '-w', format],
    ...(method === 'HEAD' ? ['-I', '-o', '/dev/null'] : ['-X', method]),
    `${base(host)}${path}`,
  ])
  let left = sandbox.run(['curl', ...words.slice(1)]).stdout
  return requests.map(() => {
    const at = left.indexOf(mark)
    const end = left.indexOf(ending)
    const body = left.slice(0, at)
    const [code = '', location = '', ...json] = left.slice(at + mark.length, end).split('\n')
    left = left.slice(end + ending.length)
    return { code: Number(code), location, body, headers: readHeaders(json.join('\n')) }
  })
}

// curl gives a list of values for each name.
function readHeaders(json: string): Record<string, string> {
  const lists: Record<string, string[]> = JSON.parse(json === '' ? '{}' : json)
  return Object.fromEntries(
    Object.entries(lists).map(([name, values]) => [name, values.join(', ')]),
  )
}
