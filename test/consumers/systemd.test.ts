import { afterEach, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../runtime/sandbox.ts'
import { withFile } from './artifacts.ts'
import { skipReason } from './tools.ts'

const skip = skipReason()

// The unit that Arch's rsync package ships; Debian's is here, with its package.
const archUnit = `[Unit]
Description=fast remote file copy program daemon
ConditionPathExists=/etc/rsyncd.conf
After=network.target

[Service]
ExecStart=/usr/bin/rsync --daemon --no-detach
ProtectSystem=full
PrivateDevices=on
NoNewPrivileges=on

[Install]
WantedBy=multi-user.target
`

const units = ['rsync.service', 'rsyncd.service']
const cases = units.flatMap(unit => {
  const path = `/etc/systemd/system/${unit}.d/mirrorc.conf`
  return withFile(path).map(found => ({ ...found, unit, path }))
})

const own = ['mirrorc-git.service', 'mirrorc-git-daemon.service'].flatMap(unit => {
  const path = `/etc/systemd/system/${unit}`
  return withFile(path).map(found => ({ ...found, unit, path }))
})

let sandbox: Sandbox
afterEach(() => sandbox?.stop())

async function place(path: string, text: string): Promise<void> {
  sandbox = await startSandbox()
  sandbox.write('/usr/lib/systemd/system/rsyncd.service', archUnit)
  sandbox.write(path, text)
}

test('a daemon on another port has a drop-in on every distro', () => {
  expect(cases.map(({ unit }) => unit)).toEqual(units)
})

test('git has units of its own', () => {
  expect(new Set(own.map(({ unit }) => unit)).size).toBe(2)
})

describe.skipIf(skip !== undefined).each(cases)('systemd, $title', ({ host, unit, path, text }) => {
  test('accepts the drop-in', async () => {
    await place(path, text)
    const { code, stdout, stderr } = sandbox.run(['systemd-analyze', 'verify', unit])
    expect({ code, said: stdout + stderr }).toEqual({ code: 0, said: '' })
  })

  test('objects to what is wrong', async () => {
    await place(path, text.replace(/^ExecStart=\n/m, '').replace('/usr/bin/rsync', 'rsync-absent'))
    const { stdout, stderr } = sandbox.run(['systemd-analyze', 'verify', unit])
    expect(stdout + stderr).toMatch(/ExecStart|rsync-absent/)
  })

  test('its command listens on the port', async () => {
    await place(path, text)
    const command = /^ExecStart=(\/.*)$/m.exec(text)?.[1] ?? ''
    // rsync alone reads its stdin for a socket, as it would be under inetd.
    sandbox.write('/etc/rsyncd.conf', '[m]\npath = /srv\n')
    sandbox.start(['sh', '-c', `exec ${command} </dev/null`])
    sandbox.waitFor('ss -Hltn | grep -q .')
    const sockets = sandbox.sh('ss -Hltn').trim().split('\n')
    for (const socket of sockets) expect(socket).toContain(`:${host.rsync?.port} `)
  })
})

describe.skipIf(skip !== undefined).each(own)('systemd, $unit, $title', ({ unit, path, text }) => {
  const verify = async (changed: string): Promise<{ code: number; said: string }> => {
    await place(path, changed)
    const { code, stdout, stderr } = sandbox.run(['systemd-analyze', 'verify', unit])
    return { code, said: stdout + stderr }
  }

  test('accepts the unit', async () => {
    expect(await verify(text)).toEqual({ code: 0, said: '' })
  })

  test('objects to what is wrong', async () => {
    expect((await verify(text.replace('PrivateDevices', 'PrivateDevice'))).said).toContain(
      "'PrivateDevice'",
    )
  })
})
