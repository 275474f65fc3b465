import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import {
  announce,
  checkout,
  type Ended,
  exampleFile,
  mirrorc,
  mirrorDirectory,
  onHost,
  run,
  snapshot,
  withoutLab,
} from './support.ts'

const fra1 = 'fra1.example.org'
const domain = 'mirror.example.org'

describe.skipIf(withoutLab)('the mirror of the guide, on a bare Debian 12', () => {
  let lab: Lab
  let words: string[]

  beforeAll(async () => {
    lab = await startLab({
      hosts: [
        { name: 'bare', aliases: [fra1], release: '12' },
        { name: 'by-hand', release: '12' },
      ],
    })
    words = ['fra1', '-f', exampleFile, '--ssh-config', lab.sshConfigFile]
    await announce(lab)
  })

  afterAll(() => lab?.stop())

  test('diff lists what is to be done and writes nothing', async () => {
    const before = await snapshot(lab, fra1)
    const { code, stdout } = await mirrorc(['diff', ...words])
    expect(code).toBe(2)
    expect(stdout).toContain('+ package nginx')
    expect(stdout).toContain('- default-site /etc/nginx/sites-enabled/default')
    expect(stdout).toContain('+max connections = 25')
    expect(await snapshot(lab, fra1)).toBe(before)
  })

  test('a bare host is as the record on which the demo without a lab relies', async () => {
    const copy = mirrorDirectory('')
    const file = join(dirname(copy.file), 'record.json')
    await mirrorc(['diff', ...words, '--record', file])
    const { facts, ...found } = JSON.parse(readFileSync(file, 'utf8'))
    const record = join(checkout, 'src/lab/fresh-hosts/debian-12.recorded.json')
    const { facts: recorded, ...expected } = JSON.parse(readFileSync(record, 'utf8'))
    const ids = { machineId: '', bootId: '' }
    expect(found).toEqual(expected)
    expect({ ...facts, ...ids }).toEqual({ ...recorded, ...ids })
    copy.remove()
  })

  test('Ctrl-C during diff: says so at once, exit 130', async () => {
    const ended: Ended[] = []
    // A busy machine takes longer to come to our code.
    const isOver = (): boolean => ended.some(({ code }) => code === 130) && ended.length >= 5
    for (let after = 200; after < 10_000 && !isOver(); after *= 1.4) {
      ended.push(await mirrorc(['diff', ...words], { interruptAfter: after }))
    }
    for (const { code, stderr } of ended) {
      // Null: Node itself had not yet come to our code.
      expect([2, 130, null]).toContain(code)
      if (code === 130) expect(stderr).toMatch(/interrupted\n$/)
    }
    expect(ended.map(({ code }) => code)).toContain(130)
  })

  test('apply without a terminal and without --yes asks nobody and does nothing', async () => {
    const before = await snapshot(lab, fra1)
    const { code, stderr } = await mirrorc(['apply', ...words])
    expect(code).toBe(64)
    expect(stderr).toContain('--yes')
    expect(await snapshot(lab, fra1)).toBe(before)
  })

  test('apply does all of what diff said', async () => {
    const { stdout: said } = await mirrorc(['diff', ...words, '--json'])
    const { code, stdout, stderr } = await mirrorc(['apply', ...words, '--yes', '--json'])
    expect(code, stderr).toBe(0)
    const changes = (text: string): unknown => JSON.parse(text).hosts[0].changes
    expect(changes(stdout)).toEqual(changes(said))
  })

  test('the units are enabled and run', async () => {
    const units = 'rsync.service nginx.service cron.service'
    expect(await onHost(lab, fra1, `systemctl is-enabled ${units}`)).toBe('enabled\n'.repeat(3))
    expect(await onHost(lab, fra1, `systemctl is-active ${units}`)).toBe('active\n'.repeat(3))
  })

  test('the sync user is an unprivileged system user without a password', async () => {
    const entry = await onHost(lab, fra1, 'getent passwd rsyncuser; getent shadow rsyncuser')
    expect(entry).toMatch(
      /^rsyncuser:x:\d{3}:\d{3}:mirror sync:\/var\/lib\/mirrorc-sync:\/usr\/sbin\/nologin\nrsyncuser:!/,
    )
  })

  test('cron accepts its file', async () => {
    const file = await onHost(lab, fra1, "stat -c '%U:%G %a %F' /etc/cron.d/mirrorc")
    expect(file).toBe('root:root 644 regular file\n')
    const log = await onHost(lab, fra1, 'sleep 2; journalctl -u cron --no-pager -o cat')
    expect(log).not.toMatch(/mirrorc.*(?:BAD|ERROR|INSECURE|WRONG|Error|bad)/)
    const minutes = await onHost(lab, fra1, "awk '/rsyncuser/ { print $1 }' /etc/cron.d/mirrorc")
    expect(minutes).toMatch(/^(?:[1-9]|[1-5]\d)\n(?:[1-9]|[1-5]\d)\n$/)
  })

  test('the sync jobs, run as cron runs them, bring the trees', async () => {
    const script = `sed -n 's/^.* rsyncuser //p' /etc/cron.d/mirrorc | while read -r command; do
        runuser -u rsyncuser -- env -i PATH=/usr/bin:/bin SHELL=/bin/sh /bin/sh -c "$command" </dev/null || exit
      done`
    await onHost(lab, fra1, script)
    const files = await onHost(lab, fra1, 'find /srv/mirrors -type f -printf "%U %m %P\\n"')
    expect(files).toContain('athena/lastupdate')
    expect(files).toMatch(/athena-images\/.*\.iso/)
    const uid = (await onHost(lab, fra1, 'id -u rsyncuser')).trim()
    for (const line of files.trim().split('\n')) expect(line.split(' ')[0]).toBe(uid)
  })

  test('after the sync there is still nothing to do', async () => {
    const { code, stdout } = await mirrorc(['diff', ...words])
    expect(stdout).toContain('nothing to do')
    expect(code).toBe(0)
  })

  test('a second apply writes nothing and reloads nothing', async () => {
    const workers =
      'pgrep -d " " nginx; systemctl show -p ActiveEnterTimestamp,NRestarts rsync nginx cron'
    const before = [await snapshot(lab, fra1), await onHost(lab, fra1, workers)]
    const { code, stderr } = await mirrorc(['apply', ...words, '--yes'])
    expect(code).toBe(0)
    expect(stderr).toContain('nothing to do')
    expect([await snapshot(lab, fra1), await onHost(lab, fra1, workers)]).toEqual(before)
  })

  test('its users get the trees by rsync', async () => {
    const { address, address6 } = hostOf(lab)
    for (const at of [address, `[${address6}]`]) {
      const modules = await run('rsync', [`rsync://${at}/`])
      expect(modules.stdout).toMatch(
        /^The mirror athena at mirror\.example\.org\n[^\t]*\nathena\s+The Athena Hub\nathena-images\s+The Athena ISO images\n$/,
      )
    }
    const tree = await run('rsync', ['-r', `rsync://${address}/athena/`])
    expect(tree.stdout).toContain('lastupdate')
    const write = await run('rsync', [exampleFile, `rsync://${address}/athena/`])
    expect(write.code).not.toBe(0)
    expect(write.stderr).toContain('read only')
  })

  test('its users get the trees by HTTP, and nothing else', async () => {
    const { address, address6 } = hostOf(lab)
    for (const at of [address, `[${address6}]`]) {
      const get = (path: string, ...more: string[]) =>
        run('curl', [
          '-sS',
          '-i',
          '--resolve',
          `${domain}:80:${at}`,
          ...more,
          `http://${domain}${path}`,
        ])
      const list = await get('/athena/')
      expect(list.stdout).toMatch(/^HTTP\/1.1 200 OK/)
      expect(list.stdout).toMatch(/\nServer: nginx\r/)
      expect(list.stdout).toContain('lastupdate')
      expect(list.stdout).not.toContain('.build-id')
      expect((await get('/athena/.build-id')).stdout).toMatch(/^HTTP\/1.1 404/)
      expect((await get('/athena/.~tmp~/x')).stdout).toMatch(/^HTTP\/1.1 404/)
      expect((await get('/athena/', '-X', 'POST')).stdout).toMatch(/^HTTP\/1.1 405/)
      expect((await get('/athena/lastupdate', '-X', 'DELETE')).stdout).toMatch(/^HTTP\/1.1 405/)
      expect((await get('/athena/lastupdate', '--head')).stdout).toMatch(/^HTTP\/1.1 200/)
    }
  })

  test('commands.sh, copied to another fresh host and run by hand twice, ends where apply ends', async () => {
    const copy = mirrorDirectory(readFileSync(exampleFile, 'utf8').replace(fra1, 'by-hand'))
    const out = join(dirname(copy.file), 'out')
    expect((await mirrorc(['compile', 'fra1', '-f', copy.file, '-o', out])).code).toBe(0)
    const sent = await run('scp', ['-q', '-r', '-F', lab.sshConfigFile, `${out}/fra1`, 'by-hand:'])
    expect(sent.code, sent.stderr).toBe(0)
    await onHost(lab, 'by-hand', 'sh fra1/commands.sh 2>&1')
    await onHost(lab, 'by-hand', 'sh fra1/commands.sh 2>&1')
    const diff = ['diff', 'fra1', '-f', copy.file, '--ssh-config', lab.sshConfigFile]
    const { code, stdout } = await mirrorc(diff)
    expect(stdout).toContain('nothing to do')
    expect(code).toBe(0)
    copy.remove()
  })
})

function hostOf(lab: Lab): Lab['hosts'][number] {
  const host = lab.hosts[0]
  if (host === undefined) throw new Error('the lab has no host')
  return host
}
