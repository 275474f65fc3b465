import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runtimeProgram } from '../../src/ssh/runtime.ts'
import type { Sandbox } from '../runtime/sandbox.ts'
import { startSandbox } from '../runtime/sandbox.ts'
import { sampleFtp, sampleHost, sampleModule } from '../sample-mirror.ts'
import { artifactsOf } from './artifacts.ts'
import { skipReason } from './tools.ts'

const skip = skipReason()
const configFile = '/etc/vsftpd.conf'
const dropIn = '/etc/systemd/system/vsftpd.service.d/mirrorc.conf'

const { files } = artifactsOf(
  'here',
  sampleHost({
    ftp: sampleFtp({ connectionsPerAddress: 3, passiveFirst: 41000, passiveLast: 41009 }),
    modules: [
      sampleModule('athena', { serve: ['ftp'] }),
      sampleModule('elsewhere', { serve: ['ftp'], path: '/mnt/disk/elsewhere' }),
      sampleModule('quiet', { serve: ['rsync'] }),
    ],
  }),
)

/** What a sync has not finished, and what is its own. */
const unfinished = [
  ...[
    '.~tmp~/half',
    'sub/.~tmp~/half',
    '.mirrorc/marker',
    '.mirrorc/deeper/marker',
    '.in.a.iso',
    'sub/.in.a.iso.sha256',
  ],
  ...['.a.Ab1cD2', '.a-1.0-1.pkg.tar.zst.Ab1cD2', 'sub/.a-1.0-1.pkg.tar.zst.Ab1cD2'],
]

describe.skipIf(skip !== undefined)('vsftpd', () => {
  let sandbox: Sandbox
  const curl = (...words: readonly string[]) =>
    sandbox.run(['curl', '-sS', '--max-time', '10', ...words])
  const url = (path: string, at = '127.0.0.1'): string => `ftp://${at}/${path}`

  beforeAll(async () => {
    sandbox = await startSandbox()
    for (const path of ['/srv/mirrors/athena', '/mnt/disk/elsewhere', '/srv/mirrors/quiet']) {
      sandbox.write(`${path}/sub/file.iso`, '0123456789')
      sandbox.write(`${path}/.~tmp~/half`, 'half')
      for (const name of ['.treeinfo', 'sub/.discinfo']) sandbox.write(`${path}/${name}`, 'whole')
      for (const name of unfinished) sandbox.write(`${path}/${name}`, 'half')
      sandbox.sh('ln -s sub "$1/latest"; ln -s /etc "$1/out"; chmod -R a+rX "$1"', path)
    }
    sandbox.write(configFile, files.get(configFile) ?? '')
    showTrees(sandbox)
    sandbox.sh('mkdir -p /var/run/vsftpd/empty; rm -rf "$(getent passwd ftp | cut -d: -f6)"')
    sandbox.start(['vsftpd', configFile])
    sandbox.waitFor('ss -Hltn | grep -q :21')
  })
  afterAll(() => sandbox?.stop())

  test('lists the modules that it serves, and no other', () => {
    expect(curl('-l', url('')).stdout.split(/\s+/).filter(Boolean)).toEqual(['athena', 'elsewhere'])
    expect(curl(url('quiet/sub/file.iso')).code).not.toBe(0)
  })

  test('shows what an apply asks for in the end: the modules, and not what it does not see', () => {
    const programs = ['runner/health', 'runner/ask'].map(runtimeProgram).join('')
    sandbox.write('/tmp/ask.sh', `${programs}answers_ftp 21 "$@" || echo "$complaint"\n`)
    const ask = (...modules: readonly string[]): string =>
      sandbox.sh('sh /tmp/ask.sh "$@"', ...modules)
    expect(ask('athena', 'elsewhere')).toBe('')
    expect(ask('athena', 'quiet')).toMatch(/^FTP at port 21 does not list the module quiet: /)
  })

  test.each(['127.0.0.1', '[::1]'])('gives files and parts of them at %s', at => {
    for (const name of [
      'athena/sub/file.iso',
      'elsewhere/sub/file.iso',
      'athena/latest/file.iso',
    ]) {
      expect(curl(url(name, at))).toMatchObject({ code: 0, stdout: '0123456789' })
    }
    expect(curl('-C', '4', url('athena/sub/file.iso', at)).stdout).toBe('456789')
  })

  test('gives what installers ask for, and lists nothing that begins with a dot', () => {
    for (const name of ['.treeinfo', 'sub/.discinfo'])
      expect(curl(url(`athena/${name}`))).toMatchObject({ code: 0, stdout: 'whole' })
    for (const path of ['athena/', 'athena/sub/'])
      expect(curl('-l', url(path)).stdout).not.toMatch(/^\./m)
  })

  test('gives nothing that is unfinished, and nothing beside the trees', () => {
    const directories = ['.~tmp~/', 'sub/.~tmp~/', '.mirrorc/']
    const odd = ['sub/../.mirrorc/marker', './/.mirrorc//marker']
    const names = [...unfinished, ...directories, ...odd, 'out/passwd', '../../etc/passwd']
    // A client goes from directory to directory, into the last one at once, or asks for the file by all of its path.
    for (const way of ['multicwd', 'singlecwd', 'nocwd']) {
      for (const name of names) {
        const answer = curl('--path-as-is', '--ftp-method', way, url(`athena/${name}`))
        expect({ way, name, ...answer }).not.toMatchObject({ code: 0 })
      }
    }
  })

  test('takes nothing, and changes nothing', () => {
    sandbox.write('/tmp/mine', 'mine')
    expect(curl('-T', '/tmp/mine', url('athena/mine')).code).not.toBe(0)
    for (const order of [
      'DELE athena/sub/file.iso',
      'MKD athena/x',
      'RMD athena/sub',
      'SITE CHMOD 777 athena',
    ]) {
      expect(curl('-Q', order, url('')).code, order).not.toBe(0)
    }
  })

  test('lets nobody in but anonymous', () => {
    sandbox.sh('useradd -m anna && echo anna:secret | chpasswd')
    expect(curl('-u', 'anna:secret', url('')).code).toBe(67)
    expect(curl('-u', 'root:x', url('')).code).toBe(67)
  })

  test('uses the passive ports that it is given', () => {
    const { stderr } = curl('-v', '--disable-epsv', url('athena/sub/file.iso'))
    const [, high = '', low = ''] = /227 .*,(\d+),(\d+)\)/.exec(stderr) ?? []
    const port = Number(high) * 256 + Number(low)
    expect(port).toBeGreaterThanOrEqual(41000)
    expect(port).toBeLessThanOrEqual(41009)
  })

  test('says whose mirror it is', () => {
    const banner = '220 The mirror athena at mirror.example.org, run by admin@example.org'
    expect(curl('-v', '-l', url('')).stderr).toContain(banner)
  })

  test('serves an address so many times at once', () => {
    // Who came before may still be counted for a moment.
    const hold =
      'until exec 3<>/dev/tcp/127.0.0.1/21; read -r code _ <&3; [ "$code" = 220 ]; do sleep 0.1; done; sleep 60'
    const held = [1, 2, 3].map(() => sandbox.start(['bash', '-c', hold]))
    sandbox.waitFor('[ "$(ss -Htn state established "dport = :21" | wc -l)" -ge 3 ]')
    expect(curl('-v', url('')).stderr).toContain('< 421 ')
    for (const child of held) child.kill('SIGKILL')
  })
})

/** Does by hand what systemd does with the drop-in. */
function showTrees(sandbox: Sandbox): void {
  const text = files.get(dropIn) ?? ''
  const root = /^TemporaryFileSystem=(.*):ro$/m.exec(text)?.[1] ?? ''
  sandbox.sh('mkdir "$1"; mount -t tmpfs -o mode=755 tmpfs "$1"', root)
  const binds = [...text.matchAll(/^BindReadOnlyPaths=-(.*):(.*)$/gm)]
  if (binds.length === 0) throw new Error('nothing is served')
  for (const [, from = '', to = ''] of binds) {
    sandbox.sh('mkdir "$2"; mount --bind "$1" "$2"; mount -o remount,bind,ro "$2"', from, to)
  }
}
