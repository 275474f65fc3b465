import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import {
  announce,
  type Ended,
  exampleFile,
  mirrorc,
  mirrorDirectory,
  onHost,
  snapshot,
  withoutLab,
} from './support.ts'

const example = readFileSync(exampleFile, 'utf8')

/** One host, so that `apply` needs no name. */
const single = (address: string): string =>
  `${example.slice(0, example.indexOf('\nhosts:'))}
hosts:
  fra1:
    address: ${address}
    distro: debian
    release: "12"
`

describe.skipIf(withoutLab)('a host that is not as mirror.yaml says', () => {
  let lab: Lab
  let mirror: ReturnType<typeof mirrorDirectory>
  const run = (...words: string[]): Promise<Ended> =>
    mirrorc([...words, '-f', mirror.file, '--ssh-config', lab.sshConfigFile])

  beforeAll(async () => {
    lab = await startLab({
      hosts: [
        { name: 'used', release: '12' },
        { name: 'second', release: '12' },
      ],
    })
    mirror = mirrorDirectory(single('used'))
    await announce(lab)
  })

  afterAll(async () => {
    mirror?.remove()
    await lab?.stop()
  })

  /** The command is refused with this text, and the host is as it was. */
  async function refuses(words: string[], text: string | RegExp, code = 5): Promise<void> {
    const before = await snapshot(lab, 'used')
    const ended = await run(...words)
    expect(ended.stdout + ended.stderr).toMatch(text)
    expect(ended.code).toBe(code)
    expect(await snapshot(lab, 'used')).toBe(before)
  }

  test('another release', async () => {
    writeFileSync(mirror.file, single('used').replace('"12"', '"13"'))
    await refuses(['diff'], /the host says it is debian 12, mirror.yaml says debian 13/)
    await refuses(['apply', '--yes'], /the host says it is debian 12/)
    writeFileSync(mirror.file, single('used').replace('debian', 'arch').replace('"12"', 'rolling'))
    await refuses(['diff'], /the host says it is debian 12, mirror.yaml says arch/)
    writeFileSync(mirror.file, single('used'))
  })

  test('no IPv6, until mirror.yaml says so', async () => {
    await onHost(lab, 'used', 'sysctl -qw net.ipv6.conf.all.disable_ipv6=1')
    await refuses(['diff'], /the host has no IPv6[\s\S]*under hosts.fra1: {2}ipv6: false/)
    writeFileSync(mirror.file, `${single('used')}    ipv6: false\n`)
    const { code, stdout } = await run('diff')
    expect(code).toBe(2)
    expect(stdout).not.toContain('[::]')
    await onHost(lab, 'used', 'sysctl -qw net.ipv6.conf.all.disable_ipv6=0')
    writeFileSync(mirror.file, single('used'))
  })

  test('a file in the way, unless it is to be adopted; then a copy is kept', async () => {
    await onHost(lab, 'used', "printf '[mine]\\npath = /mine\\n' >/etc/rsyncd.conf")
    await refuses(['apply', '--yes'], /\/etc\/rsyncd.conf is in the way/)
    const { code, stderr } = await run('apply', '--yes', '--adopt')
    expect(code, stderr).toBe(0)
    expect(await onHost(lab, 'used', 'cat /etc/rsyncd.conf')).toMatch(/^# Made by mirrorc/)
    expect(await onHost(lab, 'used', 'cat /var/lib/mirrorc/tx/*/old/*')).toContain('[mine]')
  })

  test("somebody's own default site stays", async () => {
    const site = '/etc/nginx/sites-available/default'
    await onHost(
      lab,
      'used',
      `echo '# ours' >>${site}; ln -s ${site} /etc/nginx/sites-enabled/default`,
    )
    const { code, stdout } = await run('diff')
    expect(stdout).toMatch(/default is not the distribution's own default site any more: it stays/)
    expect(code).toBe(0)
    await onHost(lab, 'used', `sed -i '$d' ${site}`)
    expect((await run('diff')).stdout).toContain('- default-site')
    expect((await run('apply', '--yes')).code).toBe(0)
    await onHost(lab, 'used', 'test ! -e /etc/nginx/sites-enabled/default')
  })

  test('what somebody edited by hand is put right, with its mode and owner', async () => {
    await onHost(
      lab,
      'used',
      'echo "* * * * * root true" >>/etc/cron.d/mirrorc; chmod 0600 /etc/cron.d/mirrorc; chown root:root /srv/mirrors/athena; systemctl disable -q --now rsync',
    )
    const { stdout } = await run('diff')
    expect(stdout).toContain('-* * * * * root true')
    expect(stdout).toContain('mode 0600 → 0644')
    expect(stdout).toContain('owner root:root → rsyncuser:rsyncuser')
    expect(stdout).toContain('~ service rsync.service  (enable, start)')
    expect((await run('apply', '--yes')).code).toBe(0)
    expect((await run('diff')).code).toBe(0)
  })

  test("a web server that somebody else's file breaks: nothing goes live", async () => {
    await onHost(lab, 'used', 'echo "nonsense;" >/etc/nginx/conf.d/other.conf')
    writeFileSync(mirror.file, single('used').replace('http: {}', 'http: { port: 8080 }'))
    const before = await onHost(lab, 'used', 'cat /etc/nginx/sites-available/mirrorc')
    const { code, stderr } = await run('apply', '--yes')
    expect(stderr).toMatch(/apply failed[\s\S]*unknown directive "nonsense"/)
    expect(code).toBe(6)
    expect(await onHost(lab, 'used', 'cat /etc/nginx/sites-available/mirrorc')).toBe(before)
    expect(await onHost(lab, 'used', "find /etc -name '.mirrorc*'")).toBe('')
    await onHost(lab, 'used', 'rm /etc/nginx/conf.d/other.conf')
  })

  test("a name that somebody else's file serves already: ours would not be used", async () => {
    const other = '/etc/nginx/conf.d/other.conf'
    const site = 'server { listen 80; server_name mirror.example.org; return 410; }'
    await onHost(
      lab,
      'used',
      `echo '${site}' >${other}; echo '# mine' >>/etc/nginx/sites-available/mirrorc`,
    )
    writeFileSync(mirror.file, single('used'))
    const { code, stderr } = await run('apply', '--yes')
    expect(stderr).toMatch(
      /another file serves mirror.example.org too[\s\S]*\/etc\/nginx\/conf.d\/other.conf/,
    )
    expect(code).toBe(6)
    await onHost(lab, 'used', `rm ${other}`)
    expect((await run('apply', '--yes')).code).toBe(0)
  })

  test('a login shell that reads what is meant for ours', async () => {
    await onHost(
      lab,
      'used',
      "sed -i '1i cat >/dev/null' /root/.bashrc || echo 'cat >/dev/null' >/root/.bashrc",
    )
    const { code, stderr } = await run('diff', '--timeout', '5')
    expect(stderr).toContain('the host let us in and then said nothing for 5 s')
    expect(code).toBe(4)
    await lab.ssh('used', "sed -i '/^cat /d' /root/.bashrc")
    expect((await run('diff')).code).toBe(0)
  })

  test('a unit that does not come up: files and services are put back', async () => {
    // A port that only the daemon finds taken: the probe asks about units that do not run, and this one does.
    writeFileSync(mirror.file, single('used').replace('rsync:\n', 'rsync:\n    port: 8022\n'))
    const holder = 'rsync --daemon --no-detach --address=127.0.0.1 --port=8022 --config=/dev/null'
    await onHost(
      lab,
      'used',
      `systemd-run -q --unit=holder ${holder}; sleep 1; systemctl is-active holder`,
    )
    const before = await onHost(lab, 'used', 'ls -A /etc/systemd/system; systemctl is-active rsync')
    const { code, stderr } = await run('apply', '--yes')
    expect(stderr).toMatch(/apply failed and everything was put back/)
    expect(code).toBe(6)
    expect(
      await onHost(
        lab,
        'used',
        'test ! -e /etc/systemd/system/rsync.service.d/mirrorc.conf; ls -A /etc/systemd/system | grep -v rsync.service.d; systemctl is-active rsync',
      ),
    ).toBe(before)
    await onHost(lab, 'used', 'systemctl stop holder')
    writeFileSync(mirror.file, single('used'))
  })

  test('a host key that is not known, or is another', async () => {
    const strange = join(dirname(mirror.file), 'ssh_config')
    const config = readFileSync(lab.sshConfigFile, 'utf8')
    writeFileSync(strange, config.replace(/UserKnownHostsFile .*/g, 'UserKnownHostsFile /dev/null'))
    const unknown = await mirrorc(['diff', '-f', mirror.file, '--ssh-config', strange])
    expect(unknown.stderr).toMatch(/SHA256:[A-Za-z0-9+/]{43}/)
    expect(unknown.stderr).toContain('mirrorc trust fra1')
    expect(unknown.code).toBe(4)
    const pin = `    host_key: SHA256:${'A'.repeat(43)}\n`
    writeFileSync(mirror.file, single('used') + pin)
    const wrong = await run('diff')
    expect(wrong.code).toBe(4)
    const key = /SHA256:[A-Za-z0-9+/]{43}/.exec(unknown.stderr)?.[0] ?? ''
    writeFileSync(mirror.file, single('used') + pin.replace(/SHA256:.*/, key))
    expect((await mirrorc(['diff', '-f', mirror.file, '--ssh-config', strange])).code).toBe(0)
    writeFileSync(mirror.file, single('used'))
  })

  test('Ctrl-C during apply: nothing goes live, exit 130', async () => {
    writeFileSync(mirror.file, single('second'))
    const names = ['-f', mirror.file, '--ssh-config', lab.sshConfigFile]
    const interrupted = await mirrorc(['apply', ...names, '--yes'], {
      interruptWhen: /to add/,
    })
    expect(interrupted.stderr).toContain('interrupted: what has not gone live stops')
    expect(interrupted.stderr).toContain('stopped before anything that serves was changed')
    expect(interrupted.code).toBe(130)
    await onHost(lab, 'second', 'test ! -e /etc/rsyncd.conf -a ! -e /etc/cron.d/mirrorc')
    expect((await mirrorc(['diff', ...names])).code).toBe(2)
    writeFileSync(mirror.file, single('used'))
  })

  test('one host that fails does not stop another', async () => {
    const other = single('second')
      .slice(single('second').indexOf('  fra1:'))
      .replace('fra1', 'ams1')
    const lost = other.replace('ams1', 'par1').replace('second', '203.0.113.1').replace('12', '13')
    writeFileSync(mirror.file, `${single('used')}${other}${lost}`)
    const { code, stdout } = await run('diff', '--json', '--timeout', '8')
    const { hosts } = JSON.parse(stdout)
    expect(hosts.map((host: { host: string; exit: number }) => [host.host, host.exit])).toEqual([
      ['fra1', 0],
      ['ams1', 2],
      ['par1', 4],
    ])
    expect(code).toBe(4)
    const unnamed = await run('apply', '--yes')
    expect(unnamed.code).toBe(64)
    expect(unnamed.stderr).toContain('fra1, ams1, par1')
  })
})
