import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../runtime/sandbox.ts'
import { sampleHost, sampleRsync } from '../sample-mirror.ts'
import { artifactsOf, withFile } from './artifacts.ts'
import { skipReason } from './tools.ts'

const skip = skipReason()
const configFile = '/etc/rsyncd.conf'
const motdFile = '/usr/local/share/mirrorc/rsyncd.motd'

let sandbox: Sandbox

type Served = Pick<ReturnType<typeof withFile>[number], 'host' | 'text' | 'files'>

interface Said {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What an anonymous client sees. */
function client(...words: readonly string[]): Said {
  return sandbox.run(['env', 'LC_ALL=C.UTF-8', 'rsync', '-8', ...words])
}

const url = (path: string): string => `rsync://127.0.0.1/${path}`

/** Starts the daemon on its file, with trees to serve. */
async function startDaemon(served: Served): Promise<void> {
  const { host, text } = served
  sandbox = await startSandbox()
  sandbox.sh('mkdir -p /var/lib/mirrorc-rsyncd')
  // Arch's group of nobody; Debian's is nogroup.
  sandbox.sh('getent group nobody >/dev/null || groupadd nobody')
  sandbox.write(configFile, text)
  sandbox.write(motdFile, served.files.get(motdFile) ?? '')
  for (const { path } of host.modules) sandbox.write(`${path}/file.iso`, 'content\n')
  for (const { path, serve } of host.modules) {
    if (!serve.includes('rsync')) continue
    sandbox.sh(
      `cd "$1"
        ln -s file.iso link
        ln -s /etc/passwd elsewhere
        mkdir -p .~tmp~ sub/.~tmp~ .mirrorc; ln -s .. .mirrorc/current
        echo half | tee .~tmp~/file.iso >sub/.~tmp~/file.iso
        echo half >.file.iso.Ab1cD2; echo half >.in.file.iso
        echo whole >.treeinfo
        echo secret >closed; chmod 600 closed`,
      path,
    )
  }
  // On a socket as its stdin, which is what Node's pipes are, rsync would take itself for inetd's.
  const daemon = 'exec rsync --daemon --no-detach </dev/null'
  sandbox.start(['sh', '-c', daemon])
  sandbox.waitFor('rsync rsync://127.0.0.1/ >/dev/null 2>&1')
}

// Between distros only the group of nobody differs.
const cases = withFile(configFile).filter(
  ({ host, title }) => host.distro === 'debian' || title.endsWith('the guide'),
)

describe.skipIf(skip !== undefined).each(cases)('rsync, $title', served => {
  const { host } = served
  const modules = host.modules.filter(({ serve }) => serve.includes('rsync')).slice(0, 2)

  beforeAll(() => startDaemon(served))
  afterAll(() => sandbox?.stop())

  test('lists every module with its comment', () => {
    const lines = client(url(''))
      .stdout.split('\n')
      .filter(line => line.includes('\t'))
    expect(lines.map(line => line.split('\t').map(part => part.trim()))).toEqual(
      host.modules
        .filter(({ serve }) => serve.includes('rsync'))
        .map(({ name, comment }) => [name, comment ?? '']),
    )
  })

  test('gives every module, its links as they are, and not what is unfinished or closed', () => {
    for (const { name } of modules) {
      const { code, stderr } = client('-rlpt', url(`${name}/`), `/tmp/got/${name}/`, '--mkpath')
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(
        sandbox.sh('cd "$1"; find . ! -type d | sort; readlink link elsewhere', `/tmp/got/${name}`),
      ).toBe('./.treeinfo\n./elsewhere\n./file.iso\n./link\nfile.iso\n/etc/passwd\n')
      expect(sandbox.sh('cat "$1"', `/tmp/got/${name}/file.iso`)).toBe('content\n')
    }
  })
})

// The part of the file that these depend on is the same for all.
const different = cases.filter(
  ({ host, title }) => host.distro === 'debian' && /the guide|other ports/.test(title),
)

describe.skipIf(skip !== undefined).each(different)('rsync, $title', served => {
  const { host, text } = served
  const modules = host.modules

  beforeAll(() => startDaemon(served))
  afterAll(() => sandbox?.stop())

  test('takes nothing, deletes nothing, and reckons no checksums', () => {
    const [module] = modules
    const where = url(`${module?.name}/`)
    sandbox.write('/tmp/mine/file', 'mine\n')
    expect(client('-r', '/tmp/mine/', where)).toMatchObject({
      stderr: expect.stringContaining('ERROR: module is read only'),
    })
    expect(client('-r', '--delete', '/tmp/mine/', where).code).not.toBe(0)
    expect(client('-rc', where, '/tmp/got/sums/', '--mkpath')).toMatchObject({
      stderr: expect.stringContaining('The server is configured to refuse --checksum'),
    })
    expect(sandbox.sh('ls "$1"', module?.path ?? '')).toBe(
      'closed\nelsewhere\nfile.iso\nlink\nsub\n',
    )
  })

  test('says first whose mirror this is', () => {
    const { stdout } = client(url(''))
    expect(stdout).toContain(`The mirror athena at ${host.domain}`)
    expect(stdout).toContain(`Run by ${host.contact}`)
  })

  test('leads nowhere else', () => {
    const [module] = modules
    expect(client(url(`${module?.name}/../../etc/passwd`), '/tmp/').code).not.toBe(0)
    expect(client(url(`${module?.name}/elsewhere`), '-L', '/tmp/').code).not.toBe(0)
    expect(client(url('etc/'), '/tmp/')).toMatchObject({
      stderr: expect.stringContaining("Unknown module 'etc'"),
    })
  })

  test('serves as nobody, in a root of its own, each module up to its own limit', async () => {
    const [first, second] = modules
    const letGo = holdModule(first?.name ?? '')
    const worker = sandbox.sh(`
        pid=$(ss -Htnp state established "sport = :873" | sed 's/.*pid=\\([0-9]*\\).*/\\1/')
        cd "/proc/$pid"
        grep -E '^(Uid|Gid):' status | tr '\\n\\t' '  '
        readlink root`)
    const [, user, group] = /^Uid: (\d+) .* Gid: (\d+) /.exec(worker) ?? []
    const nobody = sandbox.sh('id -u nobody; getent group "$1" | cut -d: -f3', nobodyGroup(text))
    expect(`${user}\n${group}\n`).toBe(nobody)
    expect(worker.endsWith(` ${first?.path}\n`)).toBe(true)
    if (host.rsync?.maxConnections === 1) {
      expect(client(url(`${first?.name}/`)).stderr).toContain('max connections (1) reached')
    } else expect(client(url(`${first?.name}/`)).code).toBe(0)
    if (second !== undefined) expect(client(url(`${second.name}/`)).code).toBe(0)
    letGo()
  })
})

describe.skipIf(skip !== undefined)('rsync, for some networks alone', () => {
  const others = Array.from({ length: 98 }, (_, n) => `2001:db8:ffff:ffff:ffff:ffff:ffff:${n}/128`)
  const startFor = (allow: readonly string[]): Promise<void> => {
    const host = sampleHost({ rsync: sampleRsync({ allow }) })
    const artifacts = artifactsOf('here', host)
    return startDaemon({ ...artifacts, text: artifacts.files.get(configFile) ?? '' })
  }
  afterEach(() => sandbox?.stop())

  test('lets them in, the last of many too', async () => {
    await startFor([...others, '127.0.0.0/8'])
    expect(client(url('athena/')).code).toBe(0)
    expect(client('rsync://[::1]/athena/').stderr).toContain('access denied')
  })

  test('lets nobody else in', async () => {
    await startFor([...others, '127.0.0.2'])
    expect(client(url('athena/'))).toMatchObject({
      stderr: expect.stringContaining('@ERROR: access denied to athena from'),
    })
  })
})

const nobodyGroup = (text: string): string => /^gid = (.*)$/m.exec(text)?.[1] ?? ''

/** Begins a transfer and leaves it there; the answer ends it. */
function holdModule(name: string): () => void {
  const script = `exec 3<>/dev/tcp/127.0.0.1/873
    printf '@RSYNCD: 31.0 md5\\n%s\\n' "$1" >&3
    while read -r line <&3; do [ "$line" != '@RSYNCD: OK' ] || : >/tmp/held; done`
  sandbox.sh('rm -f /tmp/held')
  const child = sandbox.start(['bash', '-c', script, 'bash', name])
  sandbox.waitFor('[ -e /tmp/held ]')
  return () => child.kill('SIGKILL')
}
