import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type Settings, type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

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
  }
}
`

describe.skipIf(skip !== undefined)('upstreams by HTTPS', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
    host.sandbox.sh(`mkdir /tmp/tls; cd /tmp/tls
      openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key -out cert 2>/dev/null
      cat cert >>/etc/ssl/certs/ca-certificates.crt`)
    host.sandbox.write('/tmp/server.cjs', server)
    host.sandbox.write('/tmp/nginx.conf', nginx)
    host.sandbox.start([process.execPath, '/tmp/server.cjs'])
    host.sandbox.sh('nginx -c /tmp/nginx.conf')
    host.sandbox.waitFor('[ "$(ss -ltn | grep -c -e :8443 -e :8444)" -eq 2 ]')
  })
  afterAll(() => host?.sandbox.stop())

  const git = (name: string) =>
    host.sandbox.sh(
      'git -c safe.directory="*" --git-dir="$1" for-each-ref --format="%(objectname) %(refname)"',
      name,
    )

  function repository(name: string, settings: Settings = {}): void {
    host.module(name, { upstream: `git+https://localhost:8443/${name}`, ...settings })
    host.sandbox.sh(
      `export HOME=/root; cd "/hub/$1"; git init -q --bare -b trunk .; git init -q -b trunk "/tmp/work-$1"; cd "/tmp/work-$1"
      git config user.email a@b; git config user.name a; git remote add origin "/hub/$1"
      for n in 1 2 3 4 5 6 7 8; do echo "$n" >file; git add file; git commit -qm "$n"; git tag "v$n"; git branch "b$n"; done
      git push -q --all; git push -q --tags`,
      name,
    )
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(git(`/srv/mirrors/${name}`)).toBe(git(`/hub/${name}`))
  }

  test('a git repository with all its references, and the branch that it shows', () => {
    repository('git')
    expect(host.sandbox.sh('cat /srv/mirrors/git/HEAD')).toBe('ref: refs/heads/trunk\n')
    expect(host.sync('git', '--now').stdout).toContain('nothing new among 17 references')
    host.sandbox.sh(`export HOME=/root; cd /tmp/work-git; echo new >file; git commit -qam new
      git push -q origin HEAD; git push -q origin :b1; git push -q origin trunk:b1/below; git push -q -f origin v1:refs/heads/b2`)
    expect(host.sync('git')).toMatchObject({ code: 0, stderr: '' })
    expect(git('/srv/mirrors/git')).toBe(git('/hub/git'))
    expect(host.sync('--fsck', 'git').code).toBe(0)
    host.sandbox.sh(
      'cd /srv/mirrors/git; find objects -name "*.pack" -exec chmod u+w {} + -exec truncate -s 100 {} +',
    )
    expect(host.sync('--fsck', 'git').code).not.toBe(0)
    host.sandbox.sh('git -C /tmp clone -q https://localhost:8443/git cloned')
  })

  test('a git upstream that lost its references takes none from here', () => {
    repository('empty')
    const before = git('/srv/mirrors/empty')
    // What was acknowledged is gone with a run that finds nothing new.
    host.sandbox.sh('mv /hub/empty /hub/whole; git init -q --bare /hub/empty')
    expect(host.sync('empty').code).toBe(2)
    expect(host.sync('--ack', 'empty').code).toBe(0)
    host.sandbox.sh('rm -rf /hub/empty; mv /hub/whole /hub/empty')
    expect(host.sync('empty').code).toBe(0)
    host.sandbox.sh('rm -rf /hub/empty; git init -q --bare /hub/empty')
    expect(host.sync('empty')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the upstream lists no file'),
    })
    host.sandbox.sh(
      'cd /hub/empty; git --git-dir=. fetch -q /tmp/work-empty refs/heads/b1:refs/heads/b1 2>/dev/null',
    )
    expect(host.sync('empty').code).toBe(2)
    expect(git('/srv/mirrors/empty')).toBe(before)
    expect(host.sync('--ack', 'empty').code).toBe(0)
    expect(host.sync('empty').code).toBe(0)
    expect(git('/srv/mirrors/empty')).toBe(git('/hub/empty'))
  })

  test('a git upstream that is not there, or not trusted, is named', () => {
    host.module('absent', { upstream: 'git+https://localhost:8443/nothing' })
    expect(host.sync('absent').stderr).toMatch(/git: fatal: .*not found/)
    host.module('absent', { upstream: 'git+https://localhost:8999/nothing' })
    expect(host.sync('absent').stderr).toContain('Failed to connect')
    host.module('absent', { upstream: 'git+https://127.0.0.1:8443/absent' })
    expect(host.sync('absent').stderr).toMatch(/SSL|certificate/)
  })

  test('a directory listing by HTTPS comes, changes and goes; one that is empty takes nothing', () => {
    host.module('web', { upstream: 'https://localhost:8444/web', verify: 'sha256sums' })
    host.sandbox.sh(
      'cd /hub/web; mkdir d; for n in 1 2 3 4 5 6 7 8; do echo "$n" >"d/$n"; done; echo x >"d/a b+c%41"; (cd d; sha256sum * >SHA256SUMS)',
    )
    expect(host.sync('web')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/web')).toEqual(host.tree('/hub/web'))
    expect(host.sync('web', '--now').stdout).toContain('nothing new')
    host.sandbox.sh(
      'cd /hub/web; rm d/1 "d/a b+c%41"; echo longer >d/2; mkdir e; echo new >e/new; (cd d; rm SHA256SUMS; sha256sum * >SHA256SUMS)',
    )
    expect(host.sync('web')).toMatchObject({ code: 0, stderr: '' })
    const before = host.tree('/srv/mirrors/web')
    expect(before).toEqual(host.tree('/hub/web'))
    host.sandbox.sh('rm -r /hub/web/d /hub/web/e')
    expect(host.sync('web').code).toBe(2)
    expect(host.tree('/srv/mirrors/web')).toEqual(before)
    host.sandbox.sh('rmdir /hub/web')
    expect(host.sync('web').code).toBe(1)
    expect(host.tree('/srv/mirrors/web')).toEqual(before)
  })
})
