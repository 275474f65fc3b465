import { type SyncHost, startSyncHost } from './sync-host.ts'

/** Serves /hub by HTTPS: /hub/git by git itself, the rest as nginx lists directories. */
const server = `
const { createServer } = require('node:https')
const { spawn } = require('node:child_process')
const { readFileSync } = require('node:fs')
const tls = { key: readFileSync('/tmp/tls/key'), cert: readFileSync('/tmp/tls/cert') }
createServer(tls, (request, response) => {
  const url = new URL(request.url, 'https://localhost')
  const env = { ...process.env, GIT_PROJECT_ROOT: '/hub', GIT_HTTP_EXPORT_ALL: '1', PATH_INFO: url.pathname,
    QUERY_STRING: url.search.slice(1), REQUEST_METHOD: request.method, CONTENT_TYPE: request.headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '', GIT_PROTOCOL: request.headers['git-protocol'] ?? '',
    GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' }
  const git = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  request.pipe(git.stdin)
  const chunks = []
  git.stdout.on('data', chunk => chunks.push(chunk))
  git.on('close', () => {
    const all = Buffer.concat(chunks)
    const end = all.indexOf('\\r\\n\\r\\n')
    const headers = Object.fromEntries(all.subarray(0, end).toString().split('\\r\\n').map(line => line.split(': ')))
    response.writeHead(Number.parseInt(headers.Status ?? '200', 10), headers)
    response.end(all.subarray(end + 4))
  })
}).listen(8443, '127.0.0.1')
`

const nginx = `
pid /tmp/nginx.pid;
error_log /tmp/nginx.log;
events {}
http {
  access_log off;
  server {
    listen 127.0.0.1:8444 ssl;
    ssl_certificate /tmp/tls/cert;
    ssl_certificate_key /tmp/tls/key;
    root /hub;
    autoindex on;
    if (-e /tmp/moved\${uri}.mark) { return 302 https://localhost:8444/elsewhere; }
    if (-e /tmp/local\${uri}.mark) { return 302 file:///etc/mirrorc/; }
  }
}
`

/** Such a host, whose hub is served at https://localhost: git at 8443, listings of its directories at 8444. */
export async function startHttpsHost(): Promise<SyncHost> {
  const host = await startSyncHost('dash')
  const { sandbox } = host
  sandbox.sh(`mkdir /tmp/tls; cd /tmp/tls
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key -out cert 2>/dev/null
    cat cert >>/etc/ssl/certs/ca-certificates.crt`)
  sandbox.write('/tmp/server.cjs', server)
  sandbox.write('/tmp/nginx.conf', nginx)
  sandbox.start([process.execPath, '/tmp/server.cjs'])
  sandbox.sh('nginx -c /tmp/nginx.conf')
  sandbox.waitFor('[ "$(ss -ltn | grep -c -e :8443 -e :8444)" -eq 2 ]')
  return host
}
