import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MirrorHost } from '../../src/compiler/mirror.ts'
import { type Sandbox, startSandbox } from '../runtime/sandbox.ts'
import { withFile } from './artifacts.ts'
import { skipReason } from './tools.ts'

const skip = skipReason()
const configFile = '/etc/rsyncd.conf'

let sandbox: Sandbox

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

describe.skipIf(skip !== undefined).each(withFile(configFile))(
  'rsync, $title',
  ({ host, text }) => {
    const modules = host.modules.slice(0, 5)

    beforeAll(async () => {
      sandbox = await startSandbox()
      // Arch's group of nobody; Debian's is nogroup.
      sandbox.sh('getent group nobody >/dev/null || groupadd nobody')
      sandbox.write(configFile, text)
      for (const { path } of host.modules) sandbox.write(`${path}/file.iso`, 'content\n')
      for (const { path } of modules) {
        sandbox.sh(
          `cd "$1"
        ln -s file.iso link
        ln -s /etc/passwd elsewhere
        mkdir -p .~tmp~ sub/.~tmp~
        echo half | tee .~tmp~/file.iso >sub/.~tmp~/file.iso
        echo secret >closed; chmod 600 closed`,
          path,
        )
      }
      sandbox.start(['rsync', '--daemon', '--no-detach', '--address=127.0.0.1'])
      sandbox.sh('until rsync rsync://127.0.0.1/ >/dev/null 2>&1; do sleep 0.05; done')
    })
    afterAll(() => sandbox?.stop())

    test('lists every module with its comment', () => {
      const lines = client(url('')).stdout.trimEnd().split('\n')
      expect(lines.map(line => line.split('\t').map(part => part.trim()))).toEqual(
        host.modules.map(({ name, comment }) => [name, comment ?? '']),
      )
    })

    test('gives every module, its links as they are, and not what is unfinished or closed', () => {
      for (const { name } of modules) {
        const { code, stderr } = client('-rlpt', url(`${name}/`), `/tmp/got/${name}/`, '--mkpath')
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
        expect(
          sandbox.sh(
            'cd "$1"; find . ! -type d | sort; readlink link elsewhere',
            `/tmp/got/${name}`,
          ),
        ).toBe('./elsewhere\n./file.iso\n./link\nfile.iso\n/etc/passwd\n')
        expect(sandbox.sh('cat "$1"', `/tmp/got/${name}/file.iso`)).toBe('content\n')
      }
    })

    test('takes nothing, deletes nothing, and reckons no checksums', () => {
      const [module] = modules
      const where = url(`${module?.name}/`)
      sandbox.write('/tmp/mine/file', 'mine\n')
      expect(client('-r', '/tmp/mine/', where)).toMatchObject({
        code: 5,
        stderr: expect.stringContaining('module is read only'),
      })
      expect(client('-r', '--delete', '/tmp/mine/', where).code).not.toBe(0)
      expect(client('-rc', where, '/tmp/got/sums/', '--mkpath')).toMatchObject({
        stderr: expect.stringContaining('The server is configured to refuse --checksum'),
      })
      expect(sandbox.sh('ls "$1"', module?.path ?? '')).toBe(
        'closed\nelsewhere\nfile.iso\nlink\nsub\n',
      )
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
      const held = holdModule(host, first?.name ?? '')
      const worker = sandbox.sh(`
      for status in /proc/[0-9]*/status; do
        grep -q "^Uid:	$(id -u nobody)	" "$status" && echo "\${status%/status}"
      done`)
      expect(worker).toMatch(/^\/proc\/\d+\n/)
      const process = worker.split('\n')[0] ?? ''
      expect(sandbox.sh('readlink "$1/root"; grep ^Gid "$1/status"', process)).toMatch(
        new RegExp(`^${first?.path.replaceAll(/[.+]/g, '\\\\$&')}\nGid:\\t65534\\t|^${'/'}`),
      )
      if (host.rsync?.maxConnections === 1) {
        expect(client(url(`${first?.name}/`)).stderr).toContain('max connections (1) reached')
        expect(client(url(`${second?.name}/`)).code).toBe(0)
      } else expect(client(url(`${first?.name}/`)).code).toBe(0)
      held()
    })
  },
)

/** Begins a transfer and leaves it there; the answer ends it. */
function holdModule(host: MirrorHost, name: string): () => void {
  const script = `exec 3<>/dev/tcp/127.0.0.1/873
    read -r greeting <&3
    printf '@RSYNCD: 31.0\\n%s\\n' "$1" >&3
    while read -r line <&3; do [ "$line" = '@RSYNCD: OK' ] && break; done
    echo held
    sleep 60`
  const child = sandbox.start(['bash', '-c', script, host.name, name])
  sandbox.sh(
    'until ss -Htn state established "sport = :873" | grep -q .; do sleep 0.02; done; sleep 0.2',
  )
  return () => child.kill('SIGKILL')
}
