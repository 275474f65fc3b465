import { spawnSync } from 'node:child_process'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sayHello, useMap } from './map.ts'
import { hasOpenSsh, startOpenSsh } from './openssh-host.ts'
import { failToConnect } from './stage.ts'
import { makeWorkspace } from './workspace.ts'

describe.runIf(hasOpenSsh)('the ssh program is chosen', () => {
  const map = useMap('mirror', 'gate')
  const { places, place, configure } = map

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
    const strict = await map.start('mirror', only)
    expect(await viaProgram(configure([strict], { mirror: `  ${only}` }))).toContain('hello')
    // The host's wish alone is not seen before it is too late: one try, and a word about the way out.
    const { hint } = await failToConnect(configure([strict], {}))
    expect(hint).toContain('transport: openssh')
  })

  test('for a file of revoked keys, and none of them is trusted', async () => {
    const revoked = map.user().write('revoked', `${place('gate').workspace.publicKey('host')}\n`)
    const config = configure(places, { mirror: `  RevokedHostKeys ${revoked}` })
    expect(await viaProgram(config)).toContain('hello')
    map.user().write('revoked', `${place('mirror').workspace.publicKey('host')}\n`)
    const hostKey = place('mirror').workspace.fingerprint('host')
    for (const pin of [undefined, hostKey]) {
      const { message } = await failToConnect(config, {}, { hostKey: pin })
      expect(message).toMatch(/revoked by file/)
    }
    configure(places, { mirror: '  RevokedHostKeys none' })
    expect(await sayHello(config, { transport: 'ssh2' })).toContain('hello')
  })

  test('for a certificate beside the key', async () => {
    const workspace = makeWorkspace()
    onTestFinished(() => workspace.remove())
    workspace.makeKey('ca')
    workspace.makeKey('id')
    workspace.certify('ca', 'id', '-n', 'root')
    const strict = await map.start('mirror', `TrustedUserCAKeys ${workspace.path('ca.pub')}`)
    configure([strict], {})
    const user = map.user()
    const config = user.read('config').replaceAll(user.path('id'), workspace.path('id'))
    expect(await viaProgram(user.write('config', config))).toContain('hello')
  })

  test('for a FIDO key that is named', async () => {
    const user = map.user()
    const blob = Buffer.from('\0\0\0\x1ask-ssh-ed25519@openssh.com\0\0\0\x01x')
    user.write('token.pub', `sk-ssh-ed25519@openssh.com ${blob.toString('base64')} me\n`)
    user.write('token', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END-----\n')
    const config = configure(places, { mirror: `  IdentityFile ${user.path('token')}` })
    // There is no token here, so the host is let in by the other key.
    expect(await sayHello(config)).toContain('hello')
    const clients = place('mirror')
      .host.log()
      .match(/remote software version \S+/g)
    expect(clients?.at(-1)).toContain('OpenSSH')
    await sayHello(config, { transport: 'ssh2' })
    expect(
      place('mirror')
        .host.log()
        .match(/remote software version \S+/g)
        ?.at(-1),
    ).toContain('ssh2')
  })

  test('for a host that is known by its authority', async () => {
    const workspace = makeWorkspace()
    onTestFinished(() => workspace.remove())
    workspace.makeKey('ca')
    const strict = await map.start('mirror')
    await strict.host.stop()
    const certificate = workspace.certify(
      'ca',
      strict.workspace.path('host'),
      '-h',
      '-n',
      '127.0.0.1',
    )
    const host = await startOpenSsh(strict.workspace, `HostCertificate ${certificate}`)
    onTestFinished(() => host.stop())
    const config = configure([{ ...strict, host }], {})
    const authority = `@cert-authority [127.0.0.1]:${host.port} ${workspace.publicKey('ca')}\n`
    map.user().write('known_hosts', authority)
    expect(await viaProgram(config)).toContain('hello')
  })

  test('and when it does not get in, the hint is the same login', async () => {
    const user = map.user()
    configure(places, {})
    user.makeKey('stranger')
    const { host } = place('mirror')
    const wrong = user.read('config').replace(user.path('id'), user.path('stranger'))
    const config = user.write('wrong', wrong.replace(`Port ${host.port}`, 'Port 1'))
    const target = { transport: 'openssh', port: host.port, user: 'root' } as const
    const { message, hint = '' } = await failToConnect(config, {}, target)
    expect(message).toContain('Permission denied')
    const [, command = ''] = /`(.*)`/.exec(hint) ?? []
    expect(spawnSync('sh', ['-c', command], { encoding: 'utf8' }).stderr).toContain(
      `root@127.0.0.1: Permission denied`,
    )
  })
})
