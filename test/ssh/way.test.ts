import { rmSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { connect, fetchHostKey } from '../../src/ssh/connection.ts'
import type { HostTarget } from '../../src/ssh/transport.ts'
import { TurnedAway } from '../../src/ssh/unreachable.ts'
import { hasOpenSsh, type OpenSshHost, startOpenSsh } from './openssh-host.ts'
import { failToConnect } from './stage.ts'
import { makeWorkspace, sshOptions, target, type Workspace } from './workspace.ts'

/** A real sshd, its own key and what it logs; `name` is what ssh_config calls it. */
interface Place {
  readonly name: string
  readonly workspace: Workspace
  readonly host: OpenSshHost
}

let user: Workspace
const places: Place[] = []

/** Starts a host that lets the user in. */
async function startPlace(name: string, ...lines: string[]): Promise<Place> {
  const workspace = makeWorkspace()
  workspace.makeKey('host')
  workspace.write('authorized_keys', `${user.publicKey('id')}\n`)
  const host = await startOpenSsh(workspace, ...lines)
  return { name, workspace, host }
}

async function stopPlace({ host, workspace }: Place): Promise<void> {
  await host.stop()
  workspace.remove()
}

/** An ssh_config with a section for each place; `more` goes into the section of that name. */
function configure(
  all: readonly Place[],
  more: Readonly<Record<string, string>>,
  known = all.map(({ host, workspace }) => [host.port, workspace.publicKey('host')]),
): string {
  user.write('known_hosts', known.map(([port, key]) => `[127.0.0.1]:${port} ${key}\n`).join(''))
  const sections = all.map(
    ({ name, host }) =>
      `Host ${name}\n  HostName 127.0.0.1\n  Port ${host.port}\n${more[name] ?? ''}\n`,
  )
  const common = `Host *\n  User root\n  IdentityFile ${user.path('id')}\n  IdentitiesOnly yes
  IdentityAgent none\n  UserKnownHostsFile ${user.path('known_hosts')}\n  GlobalKnownHostsFile none\n`
  return user.write('config', `${sections.join('')}${common}`)
}

async function sayHello(config: string, host: Partial<HostTarget> = {}): Promise<string> {
  const connection = await connect({ ...target, ...host }, sshOptions(config))
  onTestFinished(() => connection.close())
  const process = await connection.exec('echo hello from "$SSH_CONNECTION"')
  process.stdin.end()
  const [said] = await Promise.all([text(process.stdout), process.exit])
  return said
}

const logins = ({ host }: Place): number => host.log().match(/Accepted publickey/g)?.length ?? 0
const visits = ({ host }: Place): number =>
  host.log().match(/Connection from 127\.0\.0\.1 port \d+ on/g)?.length ?? 0

describe.runIf(hasOpenSsh)('the way to a host', () => {
  beforeAll(async () => {
    user = makeWorkspace()
    user.makeKey('id')
    vi.stubEnv('XDG_STATE_HOME', user.path('state'))
    for (const name of ['gate', 'inner', 'mirror']) places.push(await startPlace(name))
  })
  afterAll(async () => {
    await Promise.all(places.map(stopPlace))
    user?.remove()
  })
  afterEach(() => vi.unstubAllEnvs())

  const place = (name: string): Place => {
    const found = places.find(one => one.name === name)
    if (found === undefined) throw new Error(`no place ${name}`)
    return found
  }

  describe.each(['ssh2', 'openssh'] as const)('with %s', transport => {
    test('leads over two hosts, with one login on each', async () => {
      const before = places.map(logins)
      const config = configure(places, { mirror: '  ProxyJump gate,inner' })
      expect(await sayHello(config, { transport })).toMatch(/^hello from 127\.0\.0\.1 /)
      expect(places.map(logins)).toEqual(before.map(count => count + 1))
    })

    test('leads over the jump host of a jump host', async () => {
      const before = places.map(logins)
      const more = { mirror: '  ProxyJump inner', inner: '  ProxyJump gate' }
      expect(await sayHello(configure(places, more), { transport })).toContain('hello')
      expect(places.map(logins)).toEqual(before.map(count => count + 1))
    })

    test('ends at a host on it whose key is not known, whatever the configuration allows', async () => {
      const [seen, before] = [logins(place('gate')), visits(place('mirror'))]
      const known = ['inner', 'mirror'].map(place)
      const config = configure(
        places,
        { mirror: '  ProxyJump gate,inner', gate: '  StrictHostKeyChecking no' },
        known.map(({ host, workspace }) => [host.port, workspace.publicKey('host')]),
      )
      const error = await failToConnect(config, {}, { transport })
      expect(error.message).toMatch(
        transport === 'ssh2'
          ? /^mirror, by way of gate: its host key is not known: ssh-ed25519 SHA256/
          : /Host key verification failed/,
      )
      expect(error).toBeInstanceOf(TurnedAway)
      expect([logins(place('gate')), visits(place('mirror'))]).toEqual([seen, before])
    })

    test('ends at a host that shows the key of another one', async () => {
      const before = logins(place('mirror'))
      const swapped = places.map(({ name, host, workspace }) => [
        host.port,
        (name === 'mirror' ? place('gate').workspace : workspace).publicKey('host'),
      ])
      const config = configure(
        places,
        { mirror: '  ProxyJump gate' },
        swapped as [number, string][],
      )
      const { message, hint } = await failToConnect(config, {}, { transport })
      expect(message).toMatch(/^mirror: its host key has changed: it is ssh-ed25519 SHA256/)
      expect(hint).toContain('run `mirrorc trust mirror`')
      expect(logins(place('mirror'))).toBe(before)
    })

    test('ends where no key is accepted, and where nobody answers: only that is worth another try', async () => {
      user.makeKey('other')
      onTestFinished(() => rmSync(user.path('other')))
      const config = user.read(configure(places, {}).replace(`${user.directory}/`, ''))
      const wrong = config.replaceAll(user.path('id'), user.path('other'))
      const refused = await failToConnect(user.write('wrong', wrong), {}, { transport })
      expect(refused).toBeInstanceOf(TurnedAway)
      const closed = config.replaceAll(/Port \d+/g, 'Port 1')
      const silent = await failToConnect(user.write('closed', closed), {}, { transport })
      expect(silent.message).toMatch(/refuse/i)
      expect(silent).not.toBeInstanceOf(TurnedAway)
    })

    test('a pinned key counts, and only that', async () => {
      const config = configure(places, { mirror: '  ProxyJump gate' }, [
        [place('gate').host.port, place('gate').workspace.publicKey('host')],
      ])
      const hostKey = place('mirror').workspace.fingerprint('host')
      expect(await sayHello(config, { transport, hostKey })).toContain('hello')
      const wrong = { transport, hostKey: place('gate').workspace.fingerprint('host') }
      const { message } = await failToConnect(configure(places, {}), {}, wrong)
      expect(message).toMatch(/^mirror: its host key is .* not SHA256:.* as pinned/)
    })

    test("the host's key can be looked at, without a login", async () => {
      const before = logins(place('mirror'))
      const config = configure(places, { mirror: '  ProxyJump gate' }, [
        [place('gate').host.port, place('gate').workspace.publicKey('host')],
      ])
      const seen = await fetchHostKey({ ...target, transport }, sshOptions(config))
      expect(seen.verdict.kind).toBe('unknown')
      expect(seen.key.fingerprint).toBe(place('mirror').workspace.fingerprint('host'))
      expect(seen.name).toBe(`[127.0.0.1]:${place('mirror').host.port}`)
      expect(logins(place('mirror'))).toBe(before)
    })
  })

  test('a jump host that forwards nothing is named', async () => {
    const closed = await startPlace('gate', 'AllowTcpForwarding no')
    onTestFinished(() => stopPlace(closed))
    const all = [closed, place('mirror')]
    const config = configure(all, { mirror: '  ProxyJump gate' })
    const { message, hint } = await failToConnect(config)
    expect(message).toMatch(/^mirror: mirror, by way of gate does not connect to 127\.0\.0\.1 port/)
    expect(hint).toContain('AllowTcpForwarding')
  })

  test('a circle of jump hosts is given up', async () => {
    const more = {
      mirror: '  ProxyJump gate',
      gate: '  ProxyJump inner',
      inner: '  ProxyJump gate',
    }
    const { hint } = await failToConnect(configure(places, more))
    expect(hint).toContain('circle')
  })

  test('when a host on the way goes, so does the connection', async () => {
    const gate = await startPlace('gate')
    onTestFinished(() => stopPlace(gate))
    const config = configure([gate, place('mirror')], { mirror: '  ProxyJump gate' })
    const connection = await connect(target, sshOptions(config))
    const process = await connection.exec('exec sleep 60')
    // The parent of a shell there is the sshd that carries the tunnel.
    const onGate = await connect({ ...target, address: 'gate' }, sshOptions(config))
    const killer = await onGate.exec(`exec pkill -KILL -P ${gate.host.child.pid}`)
    killer.stdin.end()
    expect((await process.exit).lost).toContain('the connection is lost')
  })

  describe('chooses the ssh program by itself', () => {
    const viaProgram = async (config: string): Promise<string> => {
      const said = await sayHello(config)
      // The library would have been refused.
      await failToConnect(config, {}, { transport: 'ssh2' })
      return said
    }

    test('for a ProxyCommand', async () => {
      const { port } = place('mirror').host
      const command = `  ProxyCommand /usr/bin/env bash -c "exec 3<>/dev/tcp/127.0.0.1/${port}; cat <&3 & cat >&3; kill %%1"`
      expect(await viaProgram(configure(places, { mirror: command }))).toContain('hello')
    })

    test('for post-quantum key exchange alone', async () => {
      const only = 'KexAlgorithms sntrup761x25519-sha512@openssh.com'
      const strict = await startPlace('mirror', only)
      onTestFinished(() => stopPlace(strict))
      expect(await viaProgram(configure([strict], { mirror: `  ${only}` }))).toContain('hello')
      // The host's wish alone is not seen before it is too late: one try, and a word about the way out.
      const { hint } = await failToConnect(configure([strict], {}))
      expect(hint).toContain('transport: openssh')
    })

    test('for a certificate beside the key', async () => {
      const workspace = makeWorkspace()
      onTestFinished(() => workspace.remove())
      workspace.makeKey('ca')
      workspace.makeKey('id')
      workspace.certify('ca', 'id', '-n', 'root')
      const strict = await startPlace('mirror', `TrustedUserCAKeys ${workspace.path('ca.pub')}`)
      onTestFinished(() => stopPlace(strict))
      const config = user
        .read(configure([strict], {}).split('/').at(-1) ?? '')
        .replaceAll(user.path('id'), workspace.path('id'))
      expect(await viaProgram(user.write('config', config))).toContain('hello')
    })

    test('for a host that is known by its authority', async () => {
      const workspace = makeWorkspace()
      onTestFinished(() => workspace.remove())
      workspace.makeKey('ca')
      const strict = await startPlace('mirror')
      await strict.host.stop()
      const certificate = workspace.certify(
        'ca',
        strict.workspace.path('host'),
        '-h',
        '-n',
        '127.0.0.1',
      )
      const host = await startOpenSsh(strict.workspace, `HostCertificate ${certificate}`)
      const certified = { ...strict, host }
      onTestFinished(() => stopPlace(certified))
      const config = configure([certified], {})
      user.write(
        'known_hosts',
        `@cert-authority [127.0.0.1]:${host.port} ${workspace.publicKey('ca')}\n`,
      )
      expect(await viaProgram(config)).toContain('hello')
    })
  })
})
