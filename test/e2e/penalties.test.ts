import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runOrFail } from '../../src/lab/command.ts'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { announce, type Ended, mirrorc, onHost, withoutLab } from './support.ts'

const mirror = (transport: string): string => `version: 1
site: example
domain: mirror.example.org
contact: admin@example.org
modules:
  athena:
    upstream: rsync://hub.athenaos.org/athena
    every: 1h
serve:
  rsync: {}
hosts:
  strict:
    address: strict
    transport: ${transport}
    distro: debian
    release: "13"
`

// OpenSSH 9.8 and later: sshd_config(5), PerSourcePenalties.
describe.skipIf(withoutLab)('a host that keeps count of failed logins', () => {
  let lab: Lab
  let directory: string
  let configs: Readonly<Record<'good' | 'wrong' | 'unknown', string>>

  beforeAll(async () => {
    lab = await startLab({ hosts: [{ name: 'strict', release: '13' }] })
    directory = mkdtempSync(join(tmpdir(), 'mirrorc-e2e-'))
    await onHost(
      lab,
      'strict',
      "echo 'LogLevel VERBOSE' >/etc/ssh/sshd_config.d/verbose.conf && systemctl reload ssh",
    )
    const key = join(directory, 'key')
    await runOrFail('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    // Over IPv6 this machine is another client, so that the lab itself is not shut out.
    const { address = '', address6 = '' } = lab.hosts[0] ?? {}
    const good = readFileSync(lab.sshConfigFile, 'utf8').replaceAll(
      address,
      `${address6}\n  HostKeyAlias strict`,
    )
    configs = {
      good: write('good', good),
      wrong: write('wrong', good.replaceAll(/IdentityFile .*/g, `IdentityFile ${key}`)),
      unknown: write(
        'unknown',
        good.replaceAll(/UserKnownHostsFile .*/g, 'UserKnownHostsFile /dev/null'),
      ),
    }
    await announce(lab)
  })

  afterAll(async () => {
    if (directory !== undefined) rmSync(directory, { recursive: true })
    await lab?.stop()
  })

  function write(name: string, text: string): string {
    writeFileSync(join(directory, name), text)
    return join(directory, name)
  }

  const look = (config: keyof typeof configs, transport: string): Promise<Ended> => {
    const file = write('mirror.yaml', mirror(transport))
    return mirrorc(['diff', '-f', file, '--ssh-config', configs[config]])
  }

  const count = async (text: string): Promise<number> =>
    Number(await onHost(lab, 'strict', `journalctl -q -b -o cat | grep -c '${text}' || true`))
  const connections = (): Promise<number> => count('^Connection from fd')
  const dropped = (): Promise<number> => count('^drop connection .* from \\[fd.* penalty')

  test('hears of each failure once, and lets the next login in', async () => {
    expect(await onHost(lab, 'strict', 'sshd -T')).toMatch(
      /^persourcepenalties .*authfail:5 .*min:15 /m,
    )
    for (const transport of ['ssh2', 'openssh']) {
      const before = await connections()
      expect((await look('unknown', transport)).stderr).toContain('its host key is not known')
      expect(await connections()).toBe(before + 1)
      expect(await look('wrong', transport)).toMatchObject({ code: 4, stdout: '' })
      expect(await connections()).toBe(before + 2)
      expect(await look('good', transport)).toMatchObject({ code: 2, stderr: '' })
      expect(await connections()).toBe(before + 3)
    }
    expect(await dropped()).toBe(0)
  })

  test('is left alone once it shuts its door, and the message says why', async () => {
    // Penalties wane with time: four in a row are enough on an idle machine, a busy one needs more.
    for (let tries = 0; (await dropped()) === 0; tries += 1) {
      expect(tries, 'the host never shut its door').toBeLessThan(10)
      await look('wrong', 'ssh2')
    }
    const [before, turnedAway] = [await connections(), await dropped()]
    const ended = await look('good', 'ssh2')
    expect(ended.stderr).toMatch(/closed the connection while waiting[\s\S]*PerSourcePenalties/)
    expect(ended.code).toBe(4)
    expect([await connections(), await dropped()]).toEqual([before, turnedAway + 1])
  })
})
