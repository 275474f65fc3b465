import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { openShell } from '../../src/ssh/become.ts'
import { connect } from '../../src/ssh/connection.ts'
import { keepSecrets } from '../../src/ssh/secrets.ts'
import type { SshOptions } from '../../src/ssh/transport.ts'
import {
  announce,
  checkout,
  type Ended,
  mirrorc,
  mirrorDirectory,
  onHost,
  run as runProgram,
  snapshot,
  withoutLab,
} from './support.ts'

/** Classic sudo on one host, sudo-rs on the other; `password` may use it with a password, `free` without one. */
const releases = { classic: '12', rust: '13' } as const
type Name = keyof typeof releases
const names = Object.keys(releases) as Name[]

const secret = 'pass "word" $(id) \\ 1'

const users = `
make_user() {
  useradd -m -s "$2" "$1" && printf '%s:%s\\n' "$1" '${secret.replace(/'/g, "'\\''")}' | chpasswd
  install -d -o "$1" -g "$1" -m 700 "/home/$1/.ssh"
  install -o "$1" -g "$1" -m 600 /root/.ssh/authorized_keys "/home/$1/.ssh/authorized_keys"
}
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -q update >/dev/null
apt-get -q install -y --no-install-recommends PACKAGES >/dev/null
make_user password /bin/bash
make_user free /bin/bash
make_user outsider /bin/sh
# Start files that talk, and an environment that would give the password away.
printf 'echo welcome; echo careful >&2; export password=\\n' >/home/password/.bashrc
printf 'root ALL=(ALL:ALL) ALL\\n@includedir /etc/sudoers.d\\n' >/etc/sudoers
printf '%s ALL=(ALL:ALL) ALL\\n' password csher fisher >/etc/sudoers.d/test
printf 'free ALL=(ALL:ALL) NOPASSWD: ALL\\n' >>/etc/sudoers.d/test
chmod 440 /etc/sudoers /etc/sudoers.d/test
`

const setUp: Readonly<Record<Name, string>> = {
  classic: `${users.replace('PACKAGES', 'sudo csh fish')}
make_user csher /bin/csh
make_user fisher /usr/bin/fish
printf 'echo welcome\\n' >/home/csher/.cshrc
install -d -o fisher /home/fisher/.config/fish
printf 'echo welcome\\n' >/home/fisher/.config/fish/config.fish
printf 'Banner /etc/issue.net\\n' >/etc/ssh/sshd_config.d/banner.conf`,
  // As Ubuntu 26.04 has it: sudo-rs under the name of sudo.
  rust: `${users.replace('PACKAGES', 'sudo-rs')}
ln -s /usr/bin/sudo-rs /usr/local/bin/sudo`,
}

describe.skipIf(withoutLab)('a login that is not root', () => {
  let lab: Lab
  let directory: string
  let passwordFile: string
  let mirror: ReturnType<typeof mirrorDirectory>

  beforeAll(async () => {
    lab = await startLab({ hosts: names.map(name => ({ name, release: releases[name] })) })
    await Promise.all(names.map(name => onHost(lab, name, setUp[name])))
    directory = mkdtempSync(join(tmpdir(), 'mirrorc-e2e-'))
    passwordFile = join(directory, 'password')
    writeFileSync(passwordFile, `${secret}\n`, { mode: 0o600 })
    mirror = mirrorDirectory('')
    await announce(lab)
  })

  afterAll(async () => {
    mirror?.remove()
    if (directory !== undefined) rmSync(directory, { recursive: true })
    await lab?.stop()
  })

  const hostOf = (name: Name, user: string, more = ''): string =>
    `  ${name}:\n    address: ${name}\n    user: ${user}\n    distro: debian\n    release: "${releases[name]}"\n${more}`

  /** Runs a command on a mirror.yaml with these hosts. */
  function run(hosts: string, words: readonly string[], config?: string): Promise<Ended> {
    writeFileSync(mirror.file, `${site}hosts:\n${hosts}`)
    const [command = '', ...rest] = words
    const ssh = ['--ssh-config', config ?? lab.sshConfigFile]
    return mirrorc([command, ...rest, '-f', mirror.file, ...ssh])
  }

  const withPassword = (command: string): string[] => [
    command,
    '--become-password-file',
    passwordFile,
  ]

  /** How often sudo was given a wrong password on a host, as PAM counts it. */
  const failures = async (name: Name): Promise<number> =>
    Number(
      await onHost(lab, name, "journalctl -q -b | grep -c 'sudo.*authentication failure' || true"),
    )

  const sshOptions = (more: Partial<SshOptions> = {}): SshOptions => ({
    configFile: lab.sshConfigFile,
    timeoutMs: 30_000,
    signal: new AbortController().signal,
    askSecret: undefined,
    secrets: keepSecrets(),
    sudoPassword: undefined,
    ...more,
  })

  const targetOf = (name: Name, user: string) => ({
    address: name,
    user,
    port: undefined,
    hostKey: undefined,
  })

  const withoutSudosOwn = (text: string): string =>
    text
      .split('\n')
      .filter(line => !line.startsWith('/var/lib/sudo'))
      .join('\n')

  describe.each(names)('with the sudo of %s', name => {
    test('diff looks as root, with a password and without, and writes nothing', async () => {
      const before = withoutSudosOwn(await snapshot(lab, name))
      const asked = await run(hostOf(name, 'password'), withPassword('diff'))
      expect(asked.stderr).toBe('')
      expect(asked.code).toBe(2)
      const free = await run(hostOf(name, 'free'), ['diff'])
      expect(free).toEqual(asked)
      // What is not needed is not used.
      expect(await run(hostOf(name, 'free'), withPassword('diff'))).toEqual(asked)
      const root = await run(hostOf(name, 'root'), ['diff'])
      expect(root).toEqual(asked)
      expect(withoutSudosOwn(await snapshot(lab, name))).toBe(before)
      expect(await failures(name)).toBe(0)
    })

    test('a wrong password is one attempt, and the host says so', async () => {
      const before = await failures(name)
      const wrong = join(directory, 'wrong')
      writeFileSync(wrong, 'not it\n', { mode: 0o600 })
      const ended = await run(hostOf(name, 'password'), ['diff', '--become-password-file', wrong])
      expect(ended.stderr).toMatch(/sudo does not make password root. It said: .*[Ii]ncorrect/)
      expect(ended.code).toBe(5)
      expect(await failures(name)).toBe(before + 1)
    })

    test('a password that nobody can be asked for is no attempt', async () => {
      const before = await failures(name)
      const ended = await run(hostOf(name, 'password'), ['diff', '--no-input'])
      expect(ended.stderr).toMatch(/nobody can be asked[\s\S]*--become-password-file/)
      expect(ended.code).toBe(5)
      expect(await failures(name)).toBe(before)
    })

    test('a user whom sudo does not know is refused', async () => {
      const ended = await run(hostOf(name, 'outsider'), withPassword('diff'))
      expect(ended.stderr).toMatch(/sudo does not make outsider root. It said: .*outsider/)
      expect(ended.code).toBe(5)
    })

    test('the password is in no argument, environment or file of the host', async () => {
      const connection = await connect(
        targetOf(name, 'password'),
        sshOptions({ sudoPassword: secret }),
      )
      onTestFinished(() => connection.close())
      const shell = await openShell(connection, sshOptions({ sudoPassword: secret }))
      const look = `cat >/root/pattern
        tr '\\0' ' ' </proc/$(pgrep -o sudo)/cmdline
        grep -laFf /root/pattern /proc/[0-9]*/cmdline /proc/[0-9]*/environ
        grep -rlaFf /root/pattern /home /tmp /run /var /etc /root --exclude=pattern 2>/dev/null
        journalctl -b | grep -aFf /root/pattern
        rm /root/pattern`
      // The pattern comes on stdin, so that it is not in the arguments of the search.
      const { stdout: found } = await lab.ssh(name, look, { input: `${secret}\n` })
      expect(found).toMatch(/^sudo -k -S [^\n]*$/)
      shell.stdin.end('id -u\n--mirrorc-run\n')
      expect(await text(shell.stdout)).toBe('0\n')
    })

    test('apply does all of it through sudo, and leaves nothing', async () => {
      const host = hostOf(name, name === 'classic' ? 'csher' : 'password')
      const ended = await run(host, [...withPassword('apply'), '--yes'])
      expect(ended.stderr).toMatch(/changes made in/)
      expect(ended.code).toBe(0)
      expect(await run(host, withPassword('diff'))).toMatchObject({ code: 0, stderr: '' })
    })
  })

  test.each(['csher', 'fisher'])('the login shell of %s starts ours', async user => {
    const before = await failures('classic')
    const [asked, root] = [
      await run(hostOf('classic', user), withPassword('diff')),
      await run(hostOf('classic', 'root'), ['diff']),
    ]
    expect(asked).toEqual(root)
    expect(await failures('classic')).toBe(before)
  })

  test('a host without sudo is refused', async () => {
    await onHost(lab, 'rust', 'rm /usr/local/bin/sudo')
    onTestFinished(async () => {
      await onHost(lab, 'rust', 'ln -s /usr/bin/sudo-rs /usr/local/bin/sudo')
    })
    const ended = await run(hostOf('rust', 'password'), withPassword('diff'))
    expect(ended.stderr).toMatch(/password is not root, and the host has no sudo/)
    expect(ended.code).toBe(5)
  })

  test('a password file that others can read is refused before any host is contacted', async () => {
    const open = join(directory, 'open')
    writeFileSync(open, secret)
    chmodSync(open, 0o644)
    const ended = await run(hostOf('classic', 'password'), ['diff', '--become-password-file', open])
    expect(ended.stderr).toMatch(/can be read by others/)
    expect(ended.code).toBe(64)
  })

  test('at a terminal the password is asked for, and not shown', async () => {
    writeFileSync(mirror.file, `${site}hosts:\n${hostOf('classic', 'password')}`)
    const command = [process.execPath, join(checkout, 'dist/main.js'), 'diff', '-f', mirror.file]
    const line = [...command, '--ssh-config', lab.sshConfigFile].join(' ')
    const child = spawn('script', ['-qec', `stty cols 200; ${line}`, '/dev/null'])
    let shown = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const asked = shown.includes('Password of password on classic, for sudo')
      shown += chunk.toString()
      if (!asked && shown.includes('for sudo')) child.stdin.write(`${secret}\r`)
    })
    const code = await new Promise(resolve => child.once('close', resolve))
    expect(shown).toContain('Password of password on classic, for sudo')
    expect(shown).not.toContain(secret)
    expect(code, shown).toBe(0)
  })

  test('what was typed is not asked for by a second connection', async () => {
    const questions: string[] = []
    const options = sshOptions({
      askSecret: async question => {
        questions.push(question)
        return secret
      },
    })
    for (const _ of ['first', 'after the connection was lost']) {
      const connection = await connect(targetOf('classic', 'password'), options)
      const shell = await openShell(connection, options)
      shell.stdin.end('id -u\n--mirrorc-run\n')
      expect(await text(shell.stdout)).toBe('0\n')
      connection.close()
    }
    expect(questions).toEqual(['Password of password on classic, for sudo'])
  })

  describe.each(['ssh2', 'openssh'])('over %s', transport => {
    const line = `    transport: ${transport}\n`

    test('a jump host leads to the other, as ssh_config says', async () => {
      const config = join(directory, 'jump')
      const jump = 'Host rust\n  ProxyJump root@classic\n'
      writeFileSync(config, `${jump}${readFileSync(lab.sshConfigFile, 'utf8')}`)
      const host = hostOf('rust', 'password', line)
      const ended = await run(host, withPassword('diff'), config)
      expect(ended).toEqual(await run(host, withPassword('diff')))
      const via = lab.hosts.find(one => one.name === 'classic')?.address
      const log = await onHost(lab, 'rust', 'journalctl -q -b -t sshd -t sshd-session -t sshd-auth')
      expect(log).toContain(`Accepted publickey for password from ${via} `)
    })

    test('no file is left on this machine', async () => {
      const empty = mkdtempSync(join(directory, 'empty-'))
      writeFileSync(mirror.file, `${site}hosts:\n${hostOf('classic', 'free', line)}`)
      const words = ['diff', '-f', mirror.file, '--ssh-config', lab.sshConfigFile]
      const main = join(checkout, 'dist/main.js')
      const ended = await runProgram('env', [`TMPDIR=${empty}`, process.execPath, main, ...words])
      expect(ended.stderr).toBe('')
      expect(readdirSync(empty)).toEqual([])
    })

    test('a host that fails stops no other, and each says how it went', async () => {
      const hosts = [
        hostOf('classic', 'password', line),
        hostOf('rust', 'outsider', line),
        `  gone:\n    address: 127.0.0.1\n    port: 1\n    distro: debian\n    release: "12"\n${line}`,
      ]
      const ended = await run(hosts.join(''), [...withPassword('diff'), '--json'])
      const { hosts: answers } = JSON.parse(ended.stdout) as {
        hosts: { host: string; exit: number }[]
      }
      expect(answers.map(({ host, exit }) => [host, exit])).toEqual([
        ['classic', 0],
        ['rust', 5],
        ['gone', 4],
      ])
      expect(ended.code).toBe(5)
    })
  })
})

const site = `version: 1
site: example
domain: mirror.example.org
contact: admin@example.org
modules:
  athena:
    upstream: rsync://hub.athenaos.org/athena
    every: 1h
serve:
  rsync: {}
`
