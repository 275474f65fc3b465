import { type NginxDirective, readNginxDirectives } from './ports/nginx.ts'

/** What may stand in http{}, where every other site of the host has to live with it. */
const atTheTop = [
  'map',
  'limit_conn_zone',
  'limit_req_zone',
  'server',
  'server_names_hash_bucket_size',
]

// What has no use here and has been the way in elsewhere; stapling asks for an answer that the certificate authority
// does not give any more.
const never = [
  ...['rewrite', 'proxy_pass', 'resolver', 'valid_referers', 'merge_slashes', 'error_page', 'perl'],
  ...['ssl_stapling', 'ssl_dhparam', 'dav_methods', 'allow', 'deny', 'stub_status'],
]

// A redirect to another name leads to one that was written down, and keeps the question as it was.
const elsewhere = /^\d+ (?!https?:\/\/[a-z0-9.:[\]-]+\$request_uri$)\S*:\/\//

// The client chooses these, or a line break may come with them.
const untrusted = /\$(?:host|http_host|uri|document_uri)\b/

/** What a server that only gives files is held to, as the words of a directive. */
const needed: readonly (readonly string[])[] = [
  ['server_tokens', 'off'],
  ['absolute_redirect', 'off'],
  ['gzip', 'off'],
  ['client_max_body_size', '1k'],
  ['client_body_timeout'],
  ['client_header_timeout'],
  ['send_timeout', '300s'],
  ['reset_timedout_connection', 'on'],
  ['limit_conn', 'mirrorc_clients'],
  ['add_header', 'Cache-Control'],
  ['add_header', 'X-Content-Type-Options', 'nosniff'],
  ['disable_symlinks', 'if_not_owner'],
]

/** What is left out of what every mirror's server is to have. */
export function nginxOmissions(files: ReadonlyMap<string, string>): readonly string[] {
  const text = files.get('/etc/nginx/mirrorc-site.conf')
  if (text === undefined) return []
  const directives = readNginxDirectives(text)
  return needed
    .filter(words => !directives.some(found => words.every((word, at) => found[at] === word)))
    .map(words => words.join(' '))
}

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
  if (/mirrorc-(?:site|redirect|hsts)\.conf$/.test(path)) return ['server']
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
    [name]: never.includes(name),
    'add_header in a location': name === 'add_header' && outer[0] === 'location',
    [`alias of ${place}`]: name === 'alias' && !(place.endsWith('/') && text.endsWith('/')),
    // A directory that another name leads to is looked up each time.
    open_file_cache: name === 'open_file_cache' && text !== 'off',
    // A variable is safe in a server; in a location the request would go on in a location of if's own.
    [`${name} in if`]:
      outer[0] === 'if' && name !== 'return' && !(name === 'set' && open.at(-2)?.[0] === 'server'),
    ...hazardsOfWords(name, text),
  }
  return Object.keys(hazards).filter(hazard => hazards[hazard])
}

/** What is wrong with a directive wherever it stands. */
function hazardsOfWords(name: string, text: string): Readonly<Record<string, boolean>> {
  const said: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
    location: { [`captures in ${text}`]: /^~.*\((?!\?[:!=])/ },
    server_name: { [`${text} in server_name`]: /[*~^]/ },
    listen: { default_server: /\bdefault_server\b/ },
    return: {
      [`${untrusted.exec(text)?.[0]} in return`]: untrusted,
      [`return ${text}`]: elsewhere,
    },
    add_header: {
      [`${untrusted.exec(text)?.[0]} in add_header`]: untrusted,
      'a line break in add_header': /[\r\n]/,
      'add_header of the Content-Type': /^content-type /i,
    },
  }
  const found = { ...said[name], [`${text} in ${name}, of a capture`]: /\$\d/ }
  return Object.fromEntries(Object.entries(found).map(([what, how]) => [what, how.test(text)]))
}
