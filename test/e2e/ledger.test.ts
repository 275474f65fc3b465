import { statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import {
  announce,
  type Ended,
  run as execute,
  mirrorc,
  mirrorDirectory,
  onHost,
  snapshot,
  withoutLab,
} from './support.ts'

const ledgerFile = '/var/lib/mirrorc/ledger.json'

interface Variant {
  readonly site?: string
  readonly user?: string
  readonly modules?: readonly string[]
  readonly http?: string
  readonly rsync?: string
}

function mirrorText({
  site = 'athena',
  user = 'rsyncuser',
  modules,
  http,
  rsync,
}: Variant): string {
  const names = modules ?? ['athena', 'athena-images']
  const serve = [http ?? '  http: {}', rsync ?? '  rsync: {}'].filter(line => line !== '')
  return `version: 1
site: ${site}
domain: mirror.example.org
contact: admin@example.org
storage: { root: /srv/mirrors, user: ${user} }
modules:
${names.map(name => `  ${name}: { upstream: rsync://hub.athenaos.org/${name}, every: 1h }`).join('\n')}
serve:
${serve.join('\n')}
hosts:
  fra1: { address: fra1.example.org, distro: debian, release: "12" }
`
}

describe.skipIf(withoutLab)('what mirrorc remembers of a host', () => {
  let lab: Lab
  let mirror: ReturnType<typeof mirrorDirectory>
  const write = (variant: Variant): void => writeFileSync(mirror.file, mirrorText(variant))
  const run = (...words: string[]): Promise<Ended> =>
    mirrorc([...words, '-f', mirror.file, '--ssh-config', lab.sshConfigFile])
  const host = (command: string): Promise<string> => onHost(lab, 'fra1', command)

  const getSite = (): Promise<Ended> => {
    const address = lab.hosts[0]?.address
    return execute('curl', ['-sf', '-H', 'Host: mirror.example.org', `http://${address}/`])
  }

  async function apply(...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await run('apply', '--yes', ...words)
    expect(code, stdout + stderr).toBe(0)
    const left = await run('diff')
    expect(left.code, left.stdout).toBe(0)
    return stdout
  }

  async function refuses(text: string | RegExp, ...words: string[]): Promise<void> {
    const before = await snapshot(lab, 'fra1')
    const { code, stdout, stderr } = await run('apply', '--yes', ...words)
    expect(stdout + stderr).toMatch(text)
    expect(code).toBe(5)
    expect(await snapshot(lab, 'fra1')).toBe(before)
  }

  beforeAll(async () => {
    lab = await startLab({
      hosts: [{ name: 'fra1', aliases: ['fra1.example.org'], release: '12' }],
    })
    mirror = mirrorDirectory(mirrorText({}))
    await announce(lab)
    await apply()
  })

  afterAll(async () => {
    mirror?.remove()
    await lab?.stop()
  })

  test('only root reads it', async () => {
    expect(
      await host(`stat -c '%U:%G %a' ${ledgerFile} /var/lib/mirrorc /var/lib/mirrorc/tx`),
    ).toBe('root:root 600\nroot:root 755\nroot:root 700\n')
  })

  test('an edit on the host is shown as drift and put right; a copy is kept', async () => {
    await host('echo "# mine" >>/etc/cron.d/mirrorc')
    const { code, stdout } = await run('diff')
    expect(code).toBe(2)
    expect(stdout).toMatch(/~ file \/etc\/cron.d\/mirrorc {2}\(drift, edited on the host/)
    await apply()
    expect(await host('cat /var/lib/mirrorc/tx/*/old/*')).toContain('# mine')
  })

  test('an edit on the host and a new wish for the same file are a conflict', async () => {
    await host('echo "# mine" >>/etc/cron.d/mirrorc')
    write({ modules: ['athena'] })
    await refuses(
      /\/etc\/cron.d\/mirrorc was edited on the host, and mirror.yaml wants something new/,
    )
    await apply('--adopt')
  })

  test('a module that is taken out leaves the host, its tree stays', async () => {
    expect(await host('cat /etc/rsyncd.conf /etc/cron.d/mirrorc')).not.toContain('athena-images')
    await host('test -d /srv/mirrors/athena-images')
    write({})
    await apply()
  })

  test('the web server that is taken out leaves the host, and what others serve goes on', async () => {
    write({ http: '' })
    const { stdout } = await run('diff')
    expect(stdout).toContain(
      '- symlink /etc/nginx/sites-enabled/mirrorc  (no longer in mirror.yaml)',
    )
    expect(stdout).toMatch(/note: nginx.service goes on/)
    expect(stdout).toMatch(/note: package nginx stays/)
    await apply()
    expect(await host('ls -A /etc/nginx/sites-enabled; systemctl is-active nginx')).toBe('active\n')
    expect((await getSite()).code).not.toBe(0)
    expect(await host('ls /etc/nginx/sites-available')).toBe('default\n')
  })

  test('the rsync daemon that is taken out stops', async () => {
    write({ rsync: '' })
    await apply()
    expect(
      await host(
        'test ! -e /etc/rsyncd.conf; systemctl is-enabled rsync || true; systemctl is-active rsync || true',
      ),
    ).toBe('disabled\ninactive\n')
    expect(
      await host('curl -s -o /dev/null http://[::1]/ 2>/dev/null; systemctl is-active nginx'),
    ).toBe('active\n')
    write({})
    await apply()
  })

  test('a port that goes back to the usual one takes its drop-in along', async () => {
    write({ rsync: '  rsync: { port: 8730 }' })
    await apply()
    expect(await host("ss -H -4 -ltn 'sport = :8730' | wc -l")).toBe('1\n')
    write({})
    await apply()
    expect(
      await host(
        "ss -H -4 -ltn 'sport = :8730' | wc -l; ss -H -4 -ltn 'sport = :873' | wc -l; ls /etc/systemd/system | grep -c rsync.service.d || true",
      ),
    ).toBe('0\n1\n0\n')
  })

  test('a reload that an earlier run did not come to is made up for', async () => {
    await host(
      `sed -i 's/"nginx.service":{"reload":"./"nginx.service":{"reload":"0/' ${ledgerFile}`,
    )
    const { code, stdout } = await run('diff')
    expect(stdout).toContain('~ service nginx.service  (reload)')
    expect(code).toBe(2)
    await apply()
  })

  test('without a record, equal things are only recorded', async () => {
    await host(`mv ${ledgerFile} /root/`)
    const { code, stdout } = await run('diff')
    expect(stdout).toMatch(/nothing to do but to write the record \(\d+ not yet recorded\)/)
    expect(code).toBe(0)
    const workers = await host('pgrep nginx')
    expect(await apply()).toMatch(/write the record/)
    expect(await host('pgrep nginx')).toBe(workers)
    expect(await host(`grep -v '"run"' ${ledgerFile}`)).toBe(
      await host(`grep -v '"run"' /root/ledger.json`),
    )
  })

  test("another site's host, and another machine's record, are refused until taken over", async () => {
    write({ site: 'other' })
    await refuses(/the host carries the mirror "athena", not "other"/)
    await apply('--take-over')
    await host(`sed -i 's/"machine": "."*/"machine": "x/' ${ledgerFile}`)
    await refuses(/record on this host is of another machine/)
    write({})
    await apply('--take-over')
  })

  test('a record that cannot be read is refused', async () => {
    await host(`cp ${ledgerFile} /root/good; echo '{' >${ledgerFile}`)
    await refuses(/ledger.json cannot be read/)
    await host(`cp -p /root/good ${ledgerFile}`)
  })

  test('a plan that was written down is done as it stands, or not at all', async () => {
    const plan = join(dirname(mirror.file), 'plan.json')
    const config = ['--ssh-config', lab.sshConfigFile]
    write({ modules: ['athena'] })
    const made = await run('diff', '-o', plan)
    expect(made.code, made.stderr).toBe(2)
    expect(statSync(plan).mode & 0o777).toBe(0o600)
    await host('echo "# mine" >>/etc/rsyncd.conf')
    const before = await snapshot(lab, 'fra1')
    const stale = await mirrorc(['apply', plan, ...config])
    expect(stale.stderr).toContain('the host has changed since the plan was made: nothing was done')
    expect(stale.code).toBe(8)
    expect(await snapshot(lab, 'fra1')).toBe(before)
    await host("sed -i '$d' /etc/rsyncd.conf")
    const done = await mirrorc(['apply', plan, ...config])
    expect(done.code, done.stderr).toBe(0)
    expect((await run('diff')).code).toBe(0)
    expect((await mirrorc(['apply', plan, ...config])).code).toBe(8)
    write({})
    await apply()
  })

  test('another storage user is refused with the commands to run', async () => {
    write({ user: 'someone' })
    await refuses(/storage.user was rsyncuser and is someone now[\s\S]*chown -R --from=rsyncuser/)
    write({})
  })

  test('a tree that is gone may be a disk that is not mounted', async () => {
    await host('mv /srv/mirrors/athena /srv/away')
    await refuses(/\/srv\/mirrors\/athena was there and is gone: is its disk mounted\?/)
    await apply('--new-storage')
  })
})
