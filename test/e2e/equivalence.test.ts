import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sleep } from '../../src/lab/command.ts'
import { describeHost, type Lab, startLab } from '../../src/lab/lab.ts'
import { lookFromOutside } from './outside.ts'
import { mirrorText, releases } from './releases.ts'
import {
  announce,
  checkout,
  mirrorc,
  mirrorDirectory,
  onHost,
  standIns,
  withoutLab,
} from './support.ts'

/** The rows of the table in the documents, by what is looked at and where it differs. */
const documented = (
  readFileSync(join(checkout, 'docs/distros.md'), 'utf8')
    .split('\n## ')
    .find(section => section.startsWith("What a mirror's users")) ?? ''
)
  .split('\n')
  .filter(line => line.startsWith('| `'))
  .flatMap(row => {
    const [what = '', where = ''] = row.replace(/^\| /, '').split(' | ')
    return where.split(', ').map(host => ({ what: what.replaceAll('`', ''), host }))
  })

/** For whoever reads that a job did not run. */
const whatCronDid = `exec 2>&1; date; ls -la --time-style=full-iso /etc/cron.d; cat /etc/cron.d/often
  journalctl --no-pager -n 30 -u cron -u cronie; tail -v -n 20 /var/lib/mirrorc-sync/*/log/* /var/lib/mirrorc-sync/*/record || true`

// Root file systems may have to be made first.
const startTimeout = 600_000

describe.skipIf(withoutLab)('one mirror.yaml, on every release', () => {
  let lab: Lab
  let mirror: ReturnType<typeof mirrorDirectory>
  let seen: Record<string, string>[]

  const everyHost = <Result>(work: (name: string) => Promise<Result>): Promise<Result[]> =>
    Promise.all(releases.map(({ name }) => work(name)))
  const everywhere = (command: string): Promise<string[]> =>
    everyHost(name => onHost(lab, name, command))
  const look = (): Promise<Record<string, string>[]> => Promise.all(lab.hosts.map(lookFromOutside))
  const words = (): string[] => ['-f', mirror.file, '--ssh-config', lab.sshConfigFile]

  beforeAll(async () => {
    const began = Date.now()
    lab = await startLab({ hosts: releases, standIns }, step => console.log(step))
    console.log(`${releases.length} hosts are up after ${(Date.now() - began) / 1000} s`)
    mirror = mirrorDirectory(mirrorText)
    await announce(lab)
  }, startTimeout)

  afterAll(async () => {
    mirror?.remove()
    await lab?.stop()
  })

  test('one apply takes each host there, and leaves nothing to do', async () => {
    const { code, stdout, stderr } = await mirrorc(['apply', '--all', '--yes', ...words()])
    expect(code, stdout + stderr).toBe(0)
    const diff = await mirrorc(['diff', ...words()])
    expect(diff.stdout.match(/nothing to do/g)).toHaveLength(releases.length)
    expect(diff.code, diff.stdout).toBe(0)
  })

  test("each host's cron runs the jobs, once an hour, as an unprivileged user", async () => {
    const minute = /^\d+ (?=\* \* \* \* rsyncuser )/gm
    const jobs = (await everywhere('grep rsyncuser /etc/cron.d/mirrorc')).map(text =>
      text.replaceAll(minute, 'N '),
    )
    expect(jobs[0]?.match(/^N \* \* \* \* rsyncuser /gm)).toHaveLength(2)
    for (const job of jobs) expect(job).toBe(jobs[0])

    // The same lines, but every minute: an hour is too long to wait.
    const often = '/etc/cron.d/often'
    // Whole at once: what cron has seen half written it does not read again in the same second.
    await everywhere(
      `sed 's/^[0-9]\\{1,2\\} /* /' /etc/cron.d/mirrorc >/etc/often && mv /etc/often ${often}`,
    )
    await everyHost(async name => {
      for (let waited = 0; !hasSynced(name); waited += 1) {
        const about = waited < 150 ? '' : await onHost(lab, name, whatCronDid)
        expect(waited, `${name} has not called the upstream\n${about}`).toBeLessThan(150)
        await sleep(1000)
      }
    })
    await everywhere(`rm ${often}`)
    await everywhere('while pgrep -x rsync -u rsyncuser; do sleep 0.2; done')
    for (const owners of await everywhere("find /srv/mirrors -type f -printf '%u:%g\\n' | uniq"))
      expect(owners).toBe('rsyncuser:rsyncuser\n')
    for (const ids of await everywhere('id -u rsyncuser; id -G rsyncuser'))
      expect(ids).toMatch(/^\d{3}\n\d{3}\n$/)
  })

  /** What the upstream says of it: both modules asked for from the host's address. */
  function hasSynced(name: string): boolean {
    const host = lab.hosts.find(each => each.name === name)
    const lines = readFileSync(join(lab.directory, 'hub.log'), 'utf8').split('\n')
    return ['athena', 'athena-images'].every(module =>
      lines.some(
        line =>
          line.includes(`allowed access on module ${module} from`) &&
          (line.endsWith(`(${host?.address})`) || line.endsWith(`(${host?.address6})`)),
      ),
    )
  }

  describe('each is, to whoever administers it, like', () => {
    const said = (host: string, command: string) => onHost(lab, host, command)
    const isEnabled = (unit: string): string => `systemctl is-enabled ${unit} || true`

    test('Arch: sh is bash, and there is no `service`', async () => {
      expect(await said('arch-rolling', 'readlink -f /bin/sh')).toBe('/usr/bin/bash\n')
      expect(await said('arch-rolling', 'command -v service || true')).toBe('')
    })

    test.each(releases.filter(({ distro }) => distro === 'ubuntu'))(
      '$distro $release: who listens for sshd, and no firewall',
      async ({ name, release }) => {
        const bySocket = release !== '22.04'
        expect(await said(name, isEnabled('ssh.socket'))).toBe(
          bySocket ? 'enabled\n' : 'disabled\n',
        )
        expect(await said(name, isEnabled('ssh.service'))).toBe(
          bySocket ? 'disabled\n' : 'enabled\n',
        )
        expect(await said(name, 'ufw status')).toBe('Status: inactive\n')
      },
    )

    test('Ubuntu 26.04: sudo and the core utilities in Rust', async () => {
      expect(await said('ubuntu-26-04', 'sudo --version 2>&1')).toMatch(/^sudo-rs /)
      expect(await said('ubuntu-26-04', 'readlink "$(command -v ls)"')).toMatch(
        /^\/usr\/lib\/cargo\/bin\/coreutils/,
      )
      expect(await said('ubuntu-26-04', 'cp --version')).toMatch(/GNU coreutils/)
    })
  })

  test('seen from outside they are the same, but for what docs/distros.md says', async () => {
    seen = await look()
    const [model = {}] = seen
    expect(Object.keys(model).length).toBeGreaterThan(30)
    expect(model['a file, IPv6']).toMatch(
      /^curl 0\nAccept-Ranges: bytes\nCache-Control: no-cache\nContent-Length: 11\n/,
    )
    expect(model['modules, IPv4']).toContain('The Athena Hub')
    const different = releases.flatMap(({ name: host }, index) =>
      Object.entries(seen[index] ?? {})
        .filter(([what, answer]) => answer !== model[what])
        .map(([what]) => ({ what: what.replace(/, IPv[46]$/, ''), host })),
    )
    expect(unique(different)).toEqual(unique(documented))
  })

  test('they are the same after a reboot', async () => {
    const before = await everyHost(name => describeHost(lab, name))
    await everyHost(name => lab.restart(name))
    const after = await everyHost(name => describeHost(lab, name))
    for (const [index, { boot }] of after.entries()) expect(boot).not.toBe(before[index]?.boot)
    expect(await look()).toEqual(seen)
    const diff = await mirrorc(['diff', ...words()])
    expect(diff.code, diff.stdout).toBe(0)
  })
})

function unique(rows: readonly { what: string; host: string }[]): string[] {
  return [...new Set(rows.map(({ what, host }) => `${what} on ${host}`))].sort()
}
