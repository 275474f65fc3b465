import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { connect } from '../../src/ssh/connection.ts'
import { type FakeHost, startFakeHost } from './fake-host.ts'
import { makeWorkspace, sshOptions, target, type Workspace } from './workspace.ts'

let workspace: Workspace
let host: FakeHost
let config: string

beforeAll(() => {
  workspace = makeWorkspace()
  workspace.makeKey('id')
  workspace.makeKey('host')
  workspace.makeKey('other')
  workspace.makeKey('rsa', '-t', 'rsa', '-b', '2048', '-m', 'PEM')
})
afterAll(() => workspace.remove())

beforeEach(async () => {
  vi.stubEnv('XDG_STATE_HOME', workspace.path('state'))
  host = await startFakeHost({ hostKeys: [workspace.path('host'), workspace.path('rsa')] })
  config = workspace.configure(host.port)
})
afterEach(() => host.stop())

function know(...lines: string[]): void {
  workspace.write('known_hosts', `${lines.join('\n')}\n`)
}

function name(): string {
  return `[127.0.0.1]:${host.port}`
}

async function failure(more: Partial<typeof target> | { hostKey: string } = {}) {
  const error = await connect({ ...target, ...more }, sshOptions(config)).then(
    connection => connection.close(),
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name: 'Failure', exit: 4 })
  // Whatever the reason: nothing was said to a host that is not trusted.
  expect(host.logins()).toEqual([])
  expect(host.connections()).toBe(1)
  return error as { message: string; hint: string }
}

async function keyType(more: { hostKey?: string } = {}): Promise<string> {
  const connection = await connect({ ...target, ...more }, sshOptions(config))
  connection.close()
  return connection.hostKey.type
}

test('a known key is trusted', async () => {
  know(`${name()} ${workspace.publicKey('host')}`)
  const connection = await connect(target, sshOptions(config))
  connection.close()
  expect(connection.hostKey).toEqual({
    type: 'ssh-ed25519',
    fingerprint: workspace.fingerprint('host'),
  })
})

test('a hashed name with a port is found', async () => {
  know(`${name()} ${workspace.publicKey('host')}`)
  execFileSync('ssh-keygen', ['-H', '-f', workspace.path('known_hosts')], { stdio: 'ignore' })
  expect(workspace.read('known_hosts')).toMatch(/^\|1\|/)
  expect(await keyType()).toBe('ssh-ed25519')
})

test('the kind of key that is known is asked for', async () => {
  know(`${name()} ${workspace.publicKey('rsa')}`)
  expect(await keyType()).toBe('ssh-rsa')
})

test('an entry without the port counts where none has it', async () => {
  know(`127.0.0.1 ${workspace.publicKey('host')}`)
  expect(await keyType()).toBe('ssh-ed25519')
})

test('HostKeyAlias is the name to look for', async () => {
  config = workspace.configure(host.port, 'HostKeyAlias Mirror.Example')
  know(`mirror.example ${workspace.publicKey('host')}`)
  expect(await keyType()).toBe('ssh-ed25519')
})

test('an unknown key is refused with its fingerprint and the way to trust it', async () => {
  know(`other.example ${workspace.publicKey('host')}`)
  const { message, hint } = await failure()
  expect(message).toBe(
    `mirror: its host key is not known: ssh-ed25519 ${workspace.fingerprint('host')}`,
  )
  expect(hint).toContain('mirrorc trust mirror')
  expect(hint).toContain('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
})

test.for(['no', 'off', 'accept-new'])('StrictHostKeyChecking %s weakens nothing', async value => {
  config = workspace.configure(host.port, `StrictHostKeyChecking ${value}`)
  know('')
  expect((await failure()).message).toContain('not known')
})

test('a changed key is refused with both fingerprints and the line', async () => {
  know('# a comment', `${name()} ${workspace.publicKey('other')}`)
  const { message, hint } = await failure()
  expect(message).toContain(workspace.fingerprint('host'))
  expect(message).toContain(workspace.fingerprint('other'))
  expect(message).toContain(`${workspace.path('known_hosts')}:2`)
  expect(hint).toContain(`remove the line ${workspace.path('known_hosts')}:2`)
})

test('a key of another type than the known one is a changed key', async () => {
  workspace.makeKey('gone', '-t', 'ecdsa')
  know(`${name()} ${workspace.publicKey('gone')}`)
  expect((await failure()).message).toContain('has changed')
})

test('a revoked key is refused, even where another line knows it', async () => {
  const key = workspace.publicKey('host')
  know(`${name()} ${key}`, `@revoked * ${key}`)
  expect((await failure()).message).toContain(`revoked: ssh-ed25519`)
})

test('an authority does not vouch for a plain key', async () => {
  know(`@cert-authority * ${workspace.publicKey('host')}`)
  expect((await failure()).message).toContain('not known')
})

test('a known_hosts that cannot be read is not passed over', async () => {
  mkdirSync(workspace.path('directory'), { recursive: true })
  config = workspace.configure(host.port, `UserKnownHostsFile ${workspace.path('directory')}`)
  const error = await connect(target, sshOptions(config)).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ exit: 4, message: expect.stringContaining('EISDIR') })
  expect(host.logins()).toEqual([])
})

test('a pinned key is trusted without known_hosts', async () => {
  know(`${name()} ${workspace.publicKey('other')}`, `@revoked * ${workspace.publicKey('other')}`)
  expect(await keyType({ hostKey: workspace.fingerprint('host') })).toBe('ssh-ed25519')
})

test('another key than the pinned one is refused, even when known_hosts has it', async () => {
  know(`${name()} ${workspace.publicKey('host')}`)
  const pinned = workspace.fingerprint('other')
  const { message } = await failure({ hostKey: pinned })
  expect(message).toContain(`not ${pinned} as pinned`)
})

test('a pinned key that is revoked is refused', async () => {
  know(`@revoked * ${workspace.publicKey('host')}`)
  const { message } = await failure({ hostKey: workspace.fingerprint('host') })
  expect(message).toContain(`is revoked: ssh-ed25519 ${workspace.fingerprint('host')}`)
  expect(message).toContain(`${workspace.path('known_hosts')}:1`)
})
