import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { File } from '../../src/resource.ts'
import { lower } from '../../src/targets/lower.ts'
import { type Sandbox, startSandbox } from '../runtime/sandbox.ts'
import { sampleHost, sampleModule, sampleSync } from '../sample-mirror.ts'
import { artifactsOf, withFile } from './artifacts.ts'
import { type CronJob, readCronTable } from './ports/cron.ts'
import { skipReason } from './tools.ts'

const skip = skipReason()
const cronFile = '/etc/cron.d/mirrorc'

test('the file is one that cron(8) reads', () => {
  const files = lower(sampleHost()).filter((r): r is File => r.kind === 'file')
  const [file] = files.filter(({ path }) => path.startsWith('/etc/cron.d/'))
  expect(file).toMatchObject({ path: cronFile, owner: 'root', group: 'root', mode: '0644' })
  // Debian's cron skips other names without a word.
  expect(file?.path).toMatch(/^\/etc\/cron\.d\/[A-Za-z0-9_-]+$/)
})

describe.skipIf(skip !== undefined)('crontab(1)', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterAll(() => sandbox?.stop())

  /** What it says of a table of a user's own, which has no column for the user. */
  const check = (text: string) => sandbox.run(['crontab', '-n', '-'], { input: text })

  test.each(withFile(cronFile))('accepts $title', ({ host, text }) => {
    const own = text.replaceAll(new RegExp(`^((?:\\S+ ){5})${host.storage.user} `, 'gm'), '$1')
    expect(own.length).toBe(text.length - host.modules.length * (host.storage.user.length + 1))
    expect(check(own)).toMatchObject({ code: 0 })
  })

  test('objects to what is wrong', () => {
    expect(check('61 * * * * true\n').code).toBe(1)
    expect(check('1 * * * * true').code).toBe(1)
  })
})

// Cron itself waits for the minute to come. What it would run is what the port of its reader says it would.
describe.skipIf(skip !== undefined)('what cron runs', () => {
  let sandbox: Sandbox
  let jobs: readonly CronJob[]
  let environment: Readonly<Record<string, string>>
  const host = sampleHost({
    storage: { root: '/srv/mirrors', user: 'sync_user-2' },
    modules: [
      sampleModule('athena'),
      sampleModule('odd', {
        path: '/mnt/disk.1/tree_a~b+c@d-e',
        sync: sampleSync({
          kind: 'debian',
          freshness: 'project/trace/master',
          refresh: ['lastsync'],
          maxDelete: 100,
          maxDeletePercent: 50,
          verify: ['sha256sums', 'pacman', 'debian'],
          exclude: ['/left-out/*/', '*.tmp'],
          rsyncOptions: ['--max-size=4G', '--checksum'],
          bandwidthKib: 10_000,
          publish: 'atomic',
          keep: 5,
          grace: 7200,
          jitter: 2,
          timeout: 3600,
          staleAfter: 7200,
          family: 4,
          passwordFile: '/etc/secret_a~b+c@d-e',
        }),
      }),
      sampleModule('six', {
        upstream: { scheme: 'rsync', host: '::1', port: 8730, path: 'athena/sub' },
      }),
    ],
  })

  beforeAll(async () => {
    sandbox = await startSandbox()
    const { files } = artifactsOf('here', host)
    const table = readCronTable(files.get(cronFile) ?? '')
    jobs = table.jobs
    environment = table.environment
    sandbox.sh('useradd --system --user-group --shell /usr/sbin/nologin sync_user-2')
    sandbox.sh('echo 127.0.0.1 hub.athenaos.org >>/etc/hosts')
    const written = [...files].filter(([path]) =>
      /^\/(?:usr\/local\/lib|etc\/mirrorc)\//.test(path),
    )
    expect(written).toHaveLength(5)
    for (const [path, text] of written) sandbox.write(path, text, '755')
    for (const directory of ['/var/lib/mirrorc-sync', ...host.modules.map(({ path }) => path)]) {
      sandbox.sh('mkdir -p "$1"; chown sync_user-2: "$1"', directory)
    }
    const module = (name: string): string => `[${name}]\npath = /hub/${name}\nuse chroot = no\n`
    sandbox.write('/hub.conf', `uid = nobody\ngid = nogroup\n${module('athena')}${module('odd')}`)
    sandbox.sh(`
      mkdir -p /hub/athena/sub /hub/odd
      cd /hub/athena
      echo 1 >file; echo 2 >sub/nested; ln -s file inside; ln -s /etc/passwd outside
      ln file hard; echo 3 >privileged; chmod 6777 privileged`)
    for (const port of ['873', '8730']) {
      const daemon = 'exec rsync --daemon --no-detach --config=/hub.conf --port="$1" </dev/null'
      sandbox.start(['sh', '-c', daemon, 'sh', port])
    }
    sandbox.waitFor('ss -Hltn | grep -q :873 && ss -Hltn | grep -q :8730')
  })
  afterAll(() => sandbox?.stop())

  /** As cron(8) runs it: as the user, in its home, with the table's environment. */
  function run({ user, command }: CronJob) {
    const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
    const as = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups']
    const shell = [environment.SHELL ?? '', '-c', command]
    return sandbox.run(['env', '-i', `LOGNAME=${user}`, ...settings, ...as, ...shell])
  }

  const tree = (path: string): string =>
    sandbox.sh(
      'cd "$1"; find . -mindepth 1 -path ./.mirrorc -prune -o -printf "%P %y %m %n %u %l\\n" | sort',
      path,
    )

  test('brings the tree, links and all, and no more rights than it may', () => {
    const [job] = jobs
    if (job === undefined) throw new Error('there is no job')
    expect(run(job).stdout).toBe('')
    expect(tree('/srv/mirrors/athena')).toBe(
      [
        'file f 644 2 sync_user-2 ',
        'hard f 644 2 sync_user-2 ',
        'inside l 777 1 sync_user-2 file',
        'privileged f 755 1 sync_user-2 ',
        'sub d 755 2 sync_user-2 ',
        'sub/nested f 644 1 sync_user-2 ',
        '',
      ].join('\n'),
    )
  })

  test('takes away what the hub has no longer, and leaves nothing unfinished', () => {
    sandbox.sh('rm /hub/athena/hard; echo new >/hub/athena/sub/nested')
    for (const job of jobs) run(job)
    expect(tree('/srv/mirrors/athena')).toBe(
      'file f 644 1 sync_user-2 \ninside l 777 1 sync_user-2 file\nprivileged f 755 1 sync_user-2 \n' +
        'sub d 755 2 sync_user-2 \nsub/nested f 644 1 sync_user-2 \n',
    )
  })

  test('finds an upstream at an IPv6 address and port, and a tree at an odd path', () => {
    sandbox.sh(
      'cd /hub/odd; echo x >file; echo x >file.tmp; mkdir -p left-out/all dists; echo MD5Sum: >dists/InRelease',
    )
    for (const job of jobs) run(job)
    expect(tree('/srv/mirrors/six')).toBe('nested f 644 1 sync_user-2 \n')
    expect(tree('/mnt/disk.1/tree_a~b+c@d-e')).toBe(
      // The generation that is served shares it.
      'dists d 755 2 sync_user-2 \ndists/InRelease f 644 2 sync_user-2 \nfile f 644 2 sync_user-2 \nleft-out d 755 2 sync_user-2 \n',
    )
  })

  test('does nothing while the one before is still at work', () => {
    const [job] = jobs
    const holder = sandbox.start([
      'flock',
      '-o',
      '/var/lib/mirrorc-sync/athena/lock',
      'sleep',
      '60',
    ])
    sandbox.waitFor('! flock -n /var/lib/mirrorc-sync/athena/lock true')
    sandbox.sh('echo late >/hub/athena/late')
    if (job !== undefined) run(job)
    expect(tree('/srv/mirrors/athena')).not.toContain('late')
    holder.kill('SIGKILL')
    if (job !== undefined) run(job)
    expect(tree('/srv/mirrors/athena')).toContain('late')
  })
})
