import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MirrorHost } from '../../src/compiler/mirror.ts'
import type { Sandbox } from '../runtime/sandbox.ts'
import { sampleHost, sampleModule } from '../sample-mirror.ts'
import { type Artifacts, artifactsOf } from './artifacts.ts'
import { skipReason } from './tools.ts'
import { ask, startNginx } from './web.ts'

const skip = skipReason()
const unitOf = ({ files }: Artifacts, name: string): string =>
  files.get(`/etc/systemd/system/${name}`) ?? ''

const host: MirrorHost = sampleHost({
  git: { maxConnections: 4, daemon: true },
  modules: [
    sampleModule('both', { serve: ['http', 'git'] }),
    sampleModule('repositories', { serve: ['git'], path: '/mnt/disk/repositories' }),
    sampleModule('athena'),
  ],
})
const artifacts = artifactsOf('here', host)

describe.skipIf(skip !== undefined)('git', () => {
  let sandbox: Sandbox

  beforeAll(async () => {
    sandbox = await startNginx(artifacts)
    sandbox.sh('echo 127.0.0.1 mirror.example.org >>/etc/hosts')
    // The repositories belong to the user that syncs, whom git must not mind.
    sandbox.sh(`useradd --system rsyncuser
      export GIT_CONFIG_GLOBAL=/dev/null
      git init -q -b main /tmp/work && cd /tmp/work
      git config user.email a@example.org && git config user.name a
      echo one >file && git add file && git commit -qm one
      for bare in /srv/mirrors/both/project.git /mnt/disk/repositories/nested/other.git /srv/mirrors/athena/hidden.git; do
        git clone -q --bare /tmp/work "$bare"
        git -C "$bare" config http.receivepack true
        git -C "$bare" config daemon.receivepack true
        chown -R rsyncuser: "$bare"
      done`)
    startUnits(sandbox)
  })
  afterAll(() => sandbox?.stop())

  /** What a client's git does, with nobody to ask. */
  const git = (...words: readonly string[]) =>
    sandbox.run(['env', 'GIT_TERMINAL_PROMPT=0', 'GIT_CONFIG_GLOBAL=/dev/null', 'git', ...words])

  test.each([
    'http://mirror.example.org/both/project.git',
    'http://mirror.example.org/both/project',
    'http://mirror.example.org/repositories/nested/other.git',
    'git://mirror.example.org/both/project.git',
    'git://mirror.example.org/repositories/nested/other.git',
  ])('%s is cloned and fetched', url => {
    sandbox.sh('rm -rf /tmp/clone')
    expect(git('clone', '-q', url, '/tmp/clone')).toMatchObject({ code: 0, stderr: '' })
    expect(sandbox.sh('cat /tmp/clone/file')).toBe('one\n')
    expect(git('-C', '/tmp/clone', 'fetch', '-q')).toMatchObject({ code: 0, stderr: '' })
    expect(git('clone', '-q', '--depth=1', '--filter=blob:none', url, '/tmp/clone2').code).toBe(0)
    sandbox.sh('rm -rf /tmp/clone2')
  })

  test.each(['http', 'git'])('no file is taken for a list of patterns, over %s', scheme => {
    const url = `${scheme}://mirror.example.org/both/project.git`
    const clone = (filter: string) => git('clone', '-q', '--bare', filter, url, '/tmp/part')
    expect(clone('--filter=sparse:oid=main:file').stderr).toMatch(
      /filter 'sparse:oid' not supported/,
    )
    expect(clone('--filter=tree:0').code).toBe(0)
    sandbox.sh('rm -rf /tmp/part')
  })

  test('what is new is fetched by a client that has much of its own, and packs its question', () => {
    sandbox.sh('rm -rf /tmp/clone')
    git('clone', '-q', 'http://mirror.example.org/both/project.git', '/tmp/clone')
    sandbox.sh(`cd /tmp/clone && git config user.email a@example.org && git config user.name a
      for n in $(seq 60); do git commit -q --allow-empty -m "$n"; done`)
    sandbox.sh(`cd /tmp/work && echo two >file && git commit -qam two
      chown -R root: /srv/mirrors/both && git push -q /srv/mirrors/both/project.git main
      chown -R rsyncuser: /srv/mirrors/both`)
    const traced = ['env', 'GIT_CURL_VERBOSE=1', 'git', '-C', '/tmp/clone', 'fetch']
    const { code, stderr } = sandbox.run(traced)
    expect(code).toBe(0)
    expect(stderr).toMatch(/=> Send header: content-encoding: gzip/i)
    expect(sandbox.sh('git -C /tmp/clone show origin/main:file')).toBe('two\n')
  })

  test('one address has no more than its part of the processes, and files beside them', () => {
    const page = 'http://mirror.example.org/both/project.git/info/refs?service=git-upload-pack'
    const status = (url: string) =>
      sandbox.run(['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', url]).stdout
    // Of the four, one.
    const hold = `exec 3<>/dev/tcp/127.0.0.1/80
      printf 'POST /both/project.git/git-upload-pack HTTP/1.1\\r\\nHost: mirror.example.org\\r\\nContent-Length: 9\\r\\n\\r\\n' >&3
      touch /tmp/holds; sleep 60`
    const held = sandbox.start(['bash', '-c', hold])
    sandbox.waitFor('[ -e /tmp/holds ]')
    sandbox.waitFor('[ "$(curl -s -o /dev/null -w "%{http_code}" "$1")" = 429 ]', page)
    expect(status('http://mirror.example.org/both/project.git/HEAD')).toBe('200')
    held.kill('SIGKILL')
    sandbox.waitFor('[ "$(curl -s -o /dev/null -w "%{http_code}" "$1")" = 200 ]', page)
  })

  test.each(['http', 'git'])('nobody pushes over %s, whatever a repository says', scheme => {
    sandbox.sh('cd /tmp/work && git commit -q --allow-empty -m three')
    const push = git(
      '-C',
      '/tmp/work',
      'push',
      `${scheme}://mirror.example.org/both/project.git`,
      'main',
    )
    expect(push.code).not.toBe(0)
    expect(push.stderr).toMatch(/403|405|not enabled|access denied/)
  })

  test('a module that is not served by git is none', () => {
    for (const scheme of ['http', 'git']) {
      expect(git('ls-remote', `${scheme}://mirror.example.org/athena/hidden.git`).code).not.toBe(0)
    }
  })

  test('a module that is served by git alone shows no file and no listing', () => {
    const paths = ['/repositories/', '/repositories/nested/', '/repositories/nested/other.git/HEAD']
    const codes = ask(
      sandbox,
      host,
      paths.map(path => ['GET', path]),
    ).map(({ code }) => code)
    expect(codes).toEqual([404, 404, 404])
    const [file, listing] = ask(sandbox, host, [
      ['GET', '/both/project.git/HEAD'],
      ['GET', '/both/'],
    ])
    expect(file).toMatchObject({ code: 200, body: 'ref: refs/heads/main\n' })
    expect(listing?.body).toContain('project.git/')
  })

  // The third is a file that is not there.
  test('only the question of git may be a POST', () => {
    const answers = ask(sandbox, host, [
      ['POST', '/both/project.git/git-receive-pack'],
      ['POST', '/both/project.git/HEAD'],
      ['POST', '/athena/hidden.git/git-upload-pack'],
      ['PUT', '/both/project.git/git-upload-pack'],
      ['POST', '/'],
    ])
    expect(answers.map(({ code }) => code)).toEqual([405, 405, 404, 405, 405])
  })

  test('nothing of an answer is kept', () => {
    const [answer] = ask(sandbox, host, [
      ['GET', '/both/project.git/info/refs?service=git-upload-pack'],
    ])
    expect(answer?.code).toBe(200)
    expect(answer?.headers['cache-control']).toBe('no-cache, max-age=0, must-revalidate')
    expect(answer?.headers['content-type']).toBe('application/x-git-upload-pack-advertisement')
  })

  test('a repository that is not there is not found, and no server error', () => {
    const [answer] = ask(sandbox, host, [
      ['GET', '/both/absent.git/info/refs?service=git-upload-pack'],
    ])
    expect(answer?.code).toBe(404)
  })
})

/** Does by hand what systemd does with the units: their commands, their users, and what they see. */
function startUnits(sandbox: Sandbox): void {
  const http = unitOf(artifacts, 'mirrorc-git.service')
  sandbox.sh('mkdir -m 0750 /run/mirrorc-git; chown nobody:www-data /run/mirrorc-git')
  const as = ['env', 'HOME=/', 'setpriv', '--reuid=nobody', '--regid=www-data', '--clear-groups']
  sandbox.start(['sh', '-c', 'umask 0117; exec "$@" </dev/null', 'sh', ...as, ...commandOf(http)])
  const daemon = unitOf(artifacts, 'mirrorc-git-daemon@.service')
  const binds = [...daemon.matchAll(/^BindReadOnlyPaths=-(.*):(.*)$/gm)]
  for (const [, from = '', to = ''] of binds) {
    sandbox.sh('mkdir -p "$2"; mount --bind "$1" "$2"; mount -o remount,bind,ro "$2"', from, to)
  }
  const environment = /^Environment=(.*)$/m.exec(daemon)?.[1]?.split(' ') ?? []
  const nobody = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups']
  const port = /^ListenStream=0\.0\.0\.0:(\d+)$/m.exec(
    unitOf(artifacts, 'mirrorc-git-daemon.socket'),
  )?.[1]
  const listen = ['systemd-socket-activate', '--accept', '--inetd', `--listen=${port}`]
  const client = ['env', 'HOME=/', ...environment, ...nobody, ...commandOf(daemon)]
  sandbox.start([...listen, ...client])
  sandbox.waitFor('[ -S /run/mirrorc-git/socket ] && ss -Hltn | grep -q :9418')
}

const commandOf = (unit: string): readonly string[] =>
  /^ExecStart=-?(.*)$/m.exec(unit)?.[1]?.split(' ') ?? []
