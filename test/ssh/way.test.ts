import { rmSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { connect, fetchHostKey } from '../../src/ssh/connection.ts'
import { ownKnownHostsFile, recordHostKey } from '../../src/ssh/trust/store.ts'
import { TurnedAway } from '../../src/ssh/unreachable.ts'
import { startRawHost } from './fake-host.ts'
import { knownAs, logins, sayHello, useMap, visits } from './map.ts'
import { hasOpenSsh } from './openssh-host.ts'
import { failToConnect } from './stage.ts'
import { sshOptions, target } from './workspace.ts'

describe.runIf(hasOpenSsh)('the way to a host', () => {
  const map = useMap('gate', 'inner', 'mirror')
  const { places, place, configure } = map

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
        known.map(knownAs),
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
      const user = map.user()
      user.makeKey('other')
      onTestFinished(() => rmSync(user.path('other')))
      configure(places, {})
      const config = user.read('config')
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

    test('ends at a revoked key, although it is known too, or pinned', async () => {
      const config = configure(places, {})
      const { port } = place('mirror').host
      const key = place('mirror').workspace.publicKey('host')
      const line = `[127.0.0.1]:${port} ${key}\n`
      map.user().write('known_hosts', `${line}@revoked ${line}`)
      for (const hostKey of [undefined, place('mirror').workspace.fingerprint('host')]) {
        const { message } = await failToConnect(config, {}, { transport, hostKey })
        expect(message).toMatch(/^mirror: its host key is revoked: ssh-ed25519 SHA256/)
      }
    })

    test('is open to hosts that mirrorc itself was told to trust', async () => {
      const { key } = await fetchHostKey(
        { ...target, transport },
        sshOptions(configure(places, {}, [])),
      )
      await recordHostKey(`[127.0.0.1]:${place('mirror').host.port}`, key)
      onTestFinished(() => rmSync(ownKnownHostsFile()))
      expect(await sayHello(configure(places, {}, []), { transport })).toContain('hello')
    })

    test('is given up after a while, also behind another host', async () => {
      const silent = await startRawHost(() => {})
      onTestFinished(() => silent.stop())
      const user = map.user()
      configure(places, { mirror: '  ProxyJump gate' })
      const { port } = place('mirror').host
      const config = user.read('config').replace(String(port), String(silent.port))
      const file = user.write('silent', config)
      const { message } = await failToConnect(file, { timeoutMs: 2000 }, { transport })
      expect(message).toMatch(/^mirror: no answer after 2 s while /)
    })

    test('ends when nobody is there any more', async () => {
      const alive = '  ServerAliveInterval 1\n  ServerAliveCountMax 1'
      const frozen = await map.start('mirror')
      const config = configure([frozen], { mirror: alive })
      const connection = await connect({ ...target, transport }, sshOptions(config))
      // The parent of the shell is the sshd of this connection.
      const command = await connection.exec('echo $PPID; exec sleep 20')
      command.stdout.once('data', (chunk: Buffer) => {
        process.kill(Number(chunk), 'SIGSTOP')
        onTestFinished(() => void process.kill(Number(chunk), 'SIGKILL'))
      })
      expect((await command.exit).lost).toContain('the connection is lost')
      connection.close()
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
    const closed = await map.start('gate', 'AllowTcpForwarding no')
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
    const gate = await map.start('gate')
    const config = configure([gate, place('mirror')], { mirror: '  ProxyJump gate' })
    const connection = await connect(target, sshOptions(config))
    const process = await connection.exec('exec sleep 20')
    // The parent of a shell there is the sshd that carries the tunnel.
    const onGate = await connect({ ...target, address: 'gate' }, sshOptions(config))
    const killer = await onGate.exec(`exec pkill -KILL -P ${gate.host.child.pid}`)
    killer.stdin.end()
    expect((await process.exit).lost).toContain('the connection is lost')
  })
})
