import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { connect } from '../../src/ssh/connection.ts'
import type { HostTarget } from '../../src/ssh/transport.ts'
import { hasOpenSsh, type OpenSshHost, startOpenSsh } from './openssh-host.ts'
import { makeWorkspace, sshOptions, target, type Workspace } from './workspace.ts'

let workspace: Workspace
let host: OpenSshHost

type Transport = NonNullable<HostTarget['transport']>

async function runWith(
  transport: Transport,
  command: string,
  input = '',
  config = workspace.path('config'),
) {
  const connection = await connect({ ...target, transport }, sshOptions(config))
  onTestFinished(() => connection.close())
  const process = await connection.exec(command)
  process.stdin.end(input)
  const [out, err] = await Promise.all([text(process.stdout), text(process.stderr)])
  return { out, err, ...(await process.exit) }
}

describe.runIf(hasOpenSsh)('OpenSSH', () => {
  beforeAll(async () => {
    workspace = makeWorkspace()
    workspace.makeKey('id')
    workspace.makeKey('host')
    vi.stubEnv('XDG_STATE_HOME', workspace.path('state'))
    workspace.write('authorized_keys', `${workspace.publicKey('id')}\n`)
    host = await startOpenSsh(workspace)
    const key = workspace.publicKey('host')
    workspace.write('known_hosts', `[127.0.0.1]:${host.port},[::1]:${host.port} ${key}\n`)
    workspace.configure(host.port)
  })
  afterAll(async () => {
    await host?.stop()
    workspace?.remove()
  })

  describe.each(['ssh2', 'openssh'] as const)('over %s', transport => {
    const run = (command: string, input?: string, config?: string) =>
      runWith(transport, command, input, config)

    test('a script on the input of sh runs', async () => {
      const script = 'echo out\necho err >&2\ncat <<EOF\n$0\nEOF\nexit 3\n'
      expect(await run('exec sh -s', script)).toMatchObject({
        out: 'out\nsh\n',
        err: 'err\n',
        code: 3,
      })
    })

    test('4 MB go in and come out', { timeout: 60_000 }, async () => {
      const input = '0123456789abcdef'.repeat(1 << 18)
      const { out, code } = await run('cat', input)
      expect(out === input).toBe(true)
      expect(code).toBe(0)
    })

    test('a process that is killed has a signal', async () => {
      expect(await run('exec sh -s', 'kill -KILL $$')).toMatchObject({
        code: undefined,
        // ssh(1) does not say which.
        signal: transport === 'ssh2' ? 'SIGKILL' : undefined,
        lost: undefined,
      })
    })

    test('a session that dies is a lost connection', async () => {
      // The parent of the shell is the sshd that serves this connection.
      const { code, lost } = await run('exec sh -s', 'kill -KILL $PPID')
      expect(code).toBeUndefined()
      expect(lost).toContain('the connection is lost')
    })

    test('IPv6 addresses work', async () => {
      const config = workspace
        .read('config')
        .replace('HostName 127.0.0.1', 'HostName ::1\nAddressFamily inet6')
      expect(
        await run('echo $SSH_CONNECTION', '', workspace.write('config6', config)),
      ).toMatchObject({
        out: expect.stringContaining('::1'),
      })
    })

    test('a name with several addresses is tried until one answers', async () => {
      const config = workspace.read('config').replace('HostName 127.0.0.1', 'HostName localhost')
      const { port } = host
      workspace.write('known_hosts_name', `[localhost]:${port} ${workspace.publicKey('host')}\n`)
      const named = `UserKnownHostsFile ${workspace.path('known_hosts_name')}\n${config}`
      expect((await run('echo here', '', workspace.write('config_name', named))).out).toBe('here\n')
    })

    test('255 is a status like any other', async () => {
      expect(await run('exit 255')).toMatchObject({ code: 255, lost: undefined })
    })

    test('several commands run, one after the other and at once', async () => {
      const connection = await connect(
        { ...target, transport },
        sshOptions(workspace.path('config')),
      )
      onTestFinished(() => connection.close())
      const say = async (word: string): Promise<string> => {
        const process = await connection.exec(`read line; echo ${word} "$line"`)
        process.stdin.end('and more\n')
        return await text(process.stdout)
      }
      expect(await say('one')).toBe('one and more\n')
      expect(await Promise.all([say('two'), say('three')])).toEqual([
        'two and more\n',
        'three and more\n',
      ])
    })

    test('a user who gives up is heard at once', async () => {
      const controller = new AbortController()
      const options = sshOptions(workspace.path('config'), { signal: controller.signal })
      const connection = await connect({ ...target, transport }, options)
      const process = await connection.exec('exec sleep 20')
      controller.abort(new Error('enough'))
      expect(await process.exit).toMatchObject({ code: undefined, lost: 'enough' })
    })
  })

  test('the host is not made to prove keys that nobody asked about', async () => {
    await runWith('ssh2', 'true')
    expect(host.log()).toContain('Accepted publickey')
    expect(host.log()).not.toContain('hostkeys-prove')
  })

  test('nothing with SHA-1 and no compression is offered', async () => {
    await runWith('ssh2', 'true')
    const [, offer = ''] = host.log().split('peer client KEXINIT proposal')
    const lists = offer.split('\n').slice(1, 9).join('\n')
    expect(lists).toMatch(/KEX algorithms: curve25519-sha256/)
    expect(lists).toMatch(/MACs stoc: hmac-sha2-256-etm@openssh.com/)
    expect(lists).toMatch(/compression stoc: none *\n|compression stoc: none +\[/)
    expect(lists).not.toMatch(/sha1\b|ssh-rsa|ssh-dss|-cbc|zlib/)
  })
})
