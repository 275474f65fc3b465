import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { mirrorText, releases } from './releases.ts'
import { announce, mirrorc, mirrorDirectory, onHost, standIns, withoutLab } from './support.ts'

/** The logins that an Ubuntu stand-in has, made on the others too. */
const logins = `set -e
id -u outsider >/dev/null 2>&1 || useradd -m outsider
command -v sudo >/dev/null || {
  apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy --no-install-recommends install sudo ||
    pacman -S --noconfirm sudo
} >/dev/null
for login in ubuntu alex outsider; do
  id -u "$login" >/dev/null 2>&1 || useradd -m -s /bin/bash "$login"
  install -d -o "$login" -g "$login" -m 700 "/home/$login/.ssh"
  install -o "$login" -g "$login" -m 600 /root/.ssh/authorized_keys "/home/$login/.ssh/authorized_keys"
done
echo 'alex:correct horse battery' | chpasswd
printf '%s\\n' 'ubuntu ALL=(ALL) NOPASSWD: ALL' 'alex ALL=(ALL) ALL' >/etc/sudoers.d/zz-test
chmod 440 /etc/sudoers.d/zz-test`

describe.skipIf(withoutLab)('a login with sudo, on every release', () => {
  let lab: Lab
  let directory: string
  const mirrors = new Map<string, ReturnType<typeof mirrorDirectory>>()

  beforeAll(async () => {
    lab = await startLab({ hosts: releases, standIns }, step => console.log(step))
    directory = mkdtempSync(join(tmpdir(), 'mirrorc-e2e-'))
    for (const name of ['right', 'wrong']) {
      const password = name === 'right' ? 'correct horse battery' : 'correct horse'
      writeFileSync(join(directory, name), `${password}\n`, { mode: 0o600 })
    }
    for (const user of ['root', 'ubuntu', 'alex', 'outsider']) {
      mirrors.set(
        user,
        mirrorDirectory(mirrorText.replaceAll('{ address:', `{ user: ${user}, address:`)),
      )
    }
    await announce(lab)
  }, 600_000)

  afterAll(async () => {
    for (const mirror of mirrors.values()) mirror.remove()
    if (directory !== undefined) rmSync(directory, { recursive: true })
    await lab?.stop()
  })

  test.concurrent.each(releases)('$name', async ({ name }) => {
    await onHost(lab, name, logins)
    const way =
      (config: string) =>
      (user: string, command: string, ...flags: string[]) =>
        mirrorc([
          ...[command, name, '-f', mirrors.get(user)?.file ?? ''],
          ...['--ssh-config', config, ...flags],
        ])
    const run = way(lab.sshConfigFile)
    const password = (file: string): string[] => ['--become-password-file', join(directory, file)]
    const root = await run('root', 'diff')
    expect(root.code, root.stderr).toBe(2)
    expect(await run('ubuntu', 'diff')).toEqual(root)
    expect(await run('alex', 'diff', ...password('right'))).toEqual(root)
    const wrong = await run('alex', 'diff', ...password('wrong'))
    expect(wrong.stderr).toMatch(/sudo does not make alex root. It said: /)
    expect(wrong.code).toBe(5)
    expect(await run('alex', 'diff')).toMatchObject({ code: 5, stdout: '' })
    const outsider = await run('outsider', 'diff', ...password('right'))
    expect(outsider).toMatchObject({ code: 5, stdout: '' })
    const applied = await way(jumpsTo(name))('alex', 'apply', '--yes', ...password('right'))
    expect(applied.code, applied.stdout + applied.stderr).toBe(0)
    expect((await run('ubuntu', 'diff')).code).toBe(0)
    await onHost(lab, name, 'sudo=$(command -v sudo); mv "$sudo" /root/; echo "$sudo" >/root/place')
    const without = await run('ubuntu', 'diff')
    await onHost(lab, name, 'mv /root/sudo "$(cat /root/place)"')
    expect(without).toMatchObject({ code: 5, stdout: '', stderr: expect.stringMatching(/sudo/) })
  })

  /** A configuration that leads to a host by way of two others. */
  function jumpsTo(name: string): string {
    const others = releases.filter(other => other.name !== name).slice(0, 2)
    const jumps = others.map(other => `root@${other.name}`).join(',')
    const file = join(directory, `to-${name}`)
    const config = readFileSync(lab.sshConfigFile, 'utf8')
    writeFileSync(file, `Host ${name}\n  ProxyJump ${jumps}\n${config}`)
    return file
  }
})
