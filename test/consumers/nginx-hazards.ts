import { type NginxDirective, readNginxDirectives } from './ports/nginx.ts'

/** What may stand in http{}, where every other site of the host has to live with it. */
const atTheTop = [
  'map',
  'limit_conn_zone',
  'limit_req_zone',
  'server',
  'server_names_hash_bucket_size',
]

// The client chooses these, or a line break may come with them.
const untrusted = /\$(?:host|http_host|uri|document_uri)\b/

/** What is known for doing harm in nginx's configuration; after the checks of gixy. */
export function nginxHazards(
  files: ReadonlyMap<string, string>,
  httpDirectives: readonly string[],
): readonly string[] {
  return [...files].flatMap(([path, text]) => {
    if (!path.startsWith('/etc/nginx/')) return []
    // What is included stands in a server block.
    return hazardsOf(readNginxDirectives(text), outerOf(path), httpDirectives)
  })
}

function outerOf(path: string): readonly string[] {
  if (path.endsWith('mirrorc-site.conf')) return ['server']
  return path.endsWith('mirrorc-git.conf') ? ['server', 'location'] : []
}

function hazardsOf(
  directives: readonly NginxDirective[],
  start: readonly string[],
  httpDirectives: readonly string[],
): readonly string[] {
  const open: NginxDirective[] = start.map(name => [name])
  const found: string[] = []
  for (const directive of directives) {
    if (directive[0] === '}') open.pop()
    else if (open.at(-1)?.[0] !== 'map' && open.at(-1)?.[0] !== 'types') {
      found.push(...hazardOf(directive, open, httpDirectives))
    }
    if (directive.at(-1) === '{') open.push(directive)
  }
  return found
}

function hazardOf(
  directive: NginxDirective,
  open: readonly NginxDirective[],
  httpDirectives: readonly string[],
): readonly string[] {
  const [name = '', ...words] = directive
  const text = words.slice(0, -1).join(' ')
  const outer = open.at(-1) ?? []
  const place = outer.slice(1, -1).join(' ')
  const hazards: Readonly<Record<string, boolean>> = {
    [`${name} at the top`]: open.length === 0 && !atTheTop.includes(name),
    [`${name} is set in http{} already`]: open.length === 0 && httpDirectives.includes(name),
    [name]: ['rewrite', 'ssl_stapling', 'proxy_pass'].includes(name),
    [`captures in ${text}`]: name === 'location' && /^~.*\((?!\?:)/.test(text),
    [`${untrusted.exec(text)?.[0]} in ${name}`]:
      ['return', 'add_header'].includes(name) && untrusted.test(text),
    'add_header in a location': name === 'add_header' && outer[0] === 'location',
    [`alias of ${place}`]: name === 'alias' && !(place.endsWith('/') && text.endsWith('/')),
    [`${name} in if`]: outer[0] === 'if' && name !== 'return',
  }
  return Object.keys(hazards).filter(hazard => hazards[hazard])
}
