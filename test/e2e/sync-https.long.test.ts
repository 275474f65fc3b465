import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createSilence } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { namespacePath } from '../../src/lab/network.ts'
import { authorityOf } from './https-support.ts'
import { run, withoutLab } from './support.ts'
import { type SyncLab, startSyncLab } from './sync-host.ts'
import { publish } from './sync-readers.ts'

const upstream = 'hub.athenaos.org'
const modules = `
  web: { upstream: https://${upstream}/tree, family: 6, max_delete_percent: 60, verify: [sha256sums] }
  project: { upstream: git+https://${upstream}/git/project, family: 6 }
  hung: { upstream: https://${upstream}/silent/tree, timeout: 4s }
  long: { upstream: rsync://${upstream}/athena/tree, bandwidth_kib: 20, stale_after: 3s }
`

describe.skipIf(withoutLab)('trees that come by HTTPS, and what a module says of its sync', () => {
  let host: SyncLab
  let source: Source
  beforeAll(async () => {
    host = await startSyncLab('debian', '12', { authority: { refusedNonces: 0 } })
    publish(host.upstream('tree'), 1)
    source = await serveHttps(host)
    await host.apply(modules, 'schedule: { parallel: 1 }')
  })
  afterAll(async () => {
    source?.stop()
    await host?.stop()
  })

  const files = 'find . -path ./.mirrorc -prune -o -type f -print | sort | xargs sha256sum'
  const here = (name: string) => host.on(`cd /srv/mirrors/${name} && ${files}`)
  const there = () => shell(`cd ${host.upstream('tree')} && ${files}`)
  const references = (path: string) =>
    `cat ${path}/HEAD; git -c safe.directory='*' --git-dir=${path} for-each-ref`
  const program = '/usr/local/lib/mirrorc/mirror-sync'
  const attempt = (words: string) => host.lab.ssh('syncs', `${program} ${words}`)

  test('nothing comes from a server whose certificate the host does not trust', async () => {
    for (const name of ['web', 'project']) {
      const { code, stdout } = await attempt(`${name} --now`)
      expect(code).toBe(1)
      expect(stdout).toMatch(/certificate/i)
      expect(await host.on(`ls /srv/mirrors/${name}`)).toBe('')
    }
    await host.on(`cp ${authorityOf(host.lab).file} /usr/local/share/ca-certificates/lab.crt
      update-ca-certificates`)
  })

  test('a directory listing, by IPv6 alone', async () => {
    source.asked()
    await host.sync('web')
    expect(await here('web')).toBe(await there())
    publish(host.upstream('tree'), 2)
    expect(await host.sync('web')).toMatch(/entries changed, 6 deleted/)
    expect(await here('web')).toBe(await there())
    expect(await host.sync('web')).toContain('nothing new')
    const asked = source.asked()
    expect(asked.length).toBeGreaterThan(10)
    expect(asked.filter(line => !line.includes(':'))).toEqual([])
  })

  test('a git repository, by IPv6 alone, its changes, and the branch that it shows', async () => {
    source.asked()
    await host.sync('project')
    const { repository } = source
    const mirrored = () => host.on(references('/srv/mirrors/project'))
    expect(await mirrored()).toBe(await shell(references(repository)))
    await shell(`git --git-dir=${repository} branch next main~1
      git --git-dir=${repository} symbolic-ref HEAD refs/heads/next
      git --git-dir=${repository} tag -d one`)
    expect(await host.sync('project')).toContain('2 entries changed, 1 deleted')
    expect(await mirrored()).toBe(await shell(references(repository)))
    expect(await host.sync('project')).toContain('nothing new')
    const asked = source.asked()
    expect(asked.filter(line => line.includes(' POST ')).length).toBeGreaterThan(0)
    expect(asked.filter(line => !line.includes(':'))).toEqual([])
    await host.on(`${program} --fsck project`)
  })

  test('a transfer from an upstream that hangs is over in time', async () => {
    const { code, stdout } = await attempt('hung --now')
    expect(code).toBe(1)
    expect(stdout).toContain('no end after 4 seconds')
  })

  test('one at a time: the other waits; and a run that is at it for too long is told about', async () => {
    await host.on(`setsid -f ${program} long --now >/tmp/long 2>&1 </dev/null
      until grep -q pulling /tmp/long; do sleep 0.2; done
      setsid -f ${program} web --now >/tmp/web 2>&1 </dev/null; sleep 4`)
    const second = await attempt('long')
    expect(second.code).toBe(75)
    expect(second.stderr).toMatch(
      /another run \(process \d+\) is at it for \d+ seconds, more than 3/,
    )
    expect(await host.on('cat /tmp/web')).toBe(
      '1 syncs of this host are running: waiting for one to end\n',
    )
    await host.on('for tries in $(seq 100); do grep -q done: /tmp/web && break; sleep 1; done')
    expect(await host.on('cat /tmp/long')).toContain('done: ')
    expect(await host.on('cat /tmp/web')).toContain('done: nothing new')
    expect(await here('long')).toBe(await there())
  })
})

async function shell(script: string): Promise<string> {
  const { code, stdout, stderr } = await run('sh', ['-euc', script])
  expect(code, stderr).toBe(0)
  return stdout
}

/** What stands in the hub's place beside rsync. */
interface Source {
  readonly repository: string
  /** Address and request of whoever asked since the last time. */
  asked(): readonly string[]
  stop(): void
}

/** The hub's trees by nginx, /git by git itself, /silent by nobody: with a certificate by the lab's root. */
async function serveHttps({ lab, upstream: tree }: SyncLab): Promise<Source> {
  const at = (name: string) => join(lab.directory, name)
  const { certificate, key } = await authorityOf(lab).issue(upstream)
  const repository = join(lab.directory, 'repositories/project')
  mkdirSync(repository, { recursive: true })
  await shell(`cd ${repository}; git init -q --bare -b main .
    tree=$(git mktree </dev/null)
    who() { git -c user.name=a -c user.email=a@example.org "$@"; }
    one=$(who commit-tree -m one "$tree"); git update-ref refs/heads/main "$(who commit-tree -m two -p "$one" "$tree")"
    for tag in one two three; do git tag $tag $one; done`)
  const git = serveGit(join(lab.directory, 'repositories')).listen(at('git.socket'))
  const silent = createSilence().listen(at('silent.socket'))
  writeFileSync(
    at('https.conf'),
    `daemon off; user root; pid ${at('https.pid')}; error_log ${at('https.log')}; events {}
http {
  log_format asked '$remote_addr $request'; access_log ${at('asked.log')} asked;
  server {
    listen 443 ssl; listen [::]:443 ssl; root ${join(tree('tree'), '..')}; autoindex on;
    ssl_certificate ${certificate}; ssl_certificate_key ${key};
    location /git/ { proxy_pass http://unix:${at('git.socket')}:/; }
    location /silent/ { proxy_pass http://unix:${at('silent.socket')}:/; }
  }
}
`,
  )
  const within = `--net=${namespacePath(lab.id, 'hub')}`
  const nginx: ChildProcess = spawn('nsenter', [within, 'nginx', '-c', at('https.conf')], {
    stdio: 'inherit',
  })
  let read = 0
  return {
    repository,
    asked: () => {
      const lines = readFileSync(at('asked.log'), 'utf8').split('\n').slice(0, -1)
      const fresh = lines.slice(read)
      read = lines.length
      return fresh
    },
    stop() {
      nginx.kill()
      git.close()
      silent.close()
    },
  }
}

/** git-http-backend(1) */
function serveGit(root: string): Server {
  return createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const env = {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    }
    const git = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'inherit'] })
    request.pipe(git.stdin)
    const chunks: Buffer[] = []
    git.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    git.on('close', () => {
      const all = Buffer.concat(chunks)
      const end = all.indexOf('\r\n\r\n')
      const headers = all.subarray(0, end).toString().split('\r\n')
      const [status] = headers.flatMap(line => /^Status: (\d+)/.exec(line)?.[1] ?? [])
      response.writeHead(
        Number(status ?? 200),
        headers.flatMap(line => line.split(': ')),
      )
      response.end(all.subarray(end + 4))
    })
  })
}
