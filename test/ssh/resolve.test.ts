import { existsSync, mkdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { resolveTarget } from '../../src/ssh/config/resolve.ts'
import type { HostTarget } from '../../src/ssh/transport.ts'
import { makeWorkspace, type Workspace } from './workspace.ts'

let workspace: Workspace

beforeAll(() => {
  workspace = makeWorkspace()
  mkdirSync(workspace.path('empty'))
})
afterAll(() => workspace.remove())
afterEach(() => vi.unstubAllEnvs())

const home = userInfo().homedir

function resolve(config: string, target: Partial<HostTarget> = {}) {
  const all = { address: 'web', port: undefined, user: undefined, hostKey: undefined, ...target }
  const file = workspace.write('config', config)
  return resolveTarget(all, file, new AbortController().signal)
}

const ways = [
  { way: 'with ssh', leaveOut: false },
  { way: 'without ssh', leaveOut: true },
]

function choose(leaveOut: boolean): void {
  // An empty PATH leaves the system's default in place, so it has to be a directory without ssh.
  if (leaveOut) vi.stubEnv('PATH', workspace.path('empty'))
}

test.for(ways)('a Host section is followed $way', async ({ leaveOut }) => {
  choose(leaveOut)
  const config = [
    'Host web',
    '  HostName Web1.Example',
    '  Port 2222',
    '  User bob',
    '  IdentityFile ~/keys/%h-%r-%p-%%',
    '  IdentityFile "/keys/with space"',
    '  IdentitiesOnly yes',
    '  IdentityAgent /run/agent',
    '  UserKnownHostsFile /known/one "/known/with space" /known/two',
    '  AddressFamily inet6',
    '  ConnectTimeout 7',
    'Host *',
    '  User nobody',
  ]
  const resolved = await resolve(config.join('\n'))
  expect(resolved).toMatchObject({
    label: 'web',
    hostname: 'web1.example',
    port: 2222,
    user: 'bob',
    family: 6,
    connectTimeoutMs: 7000,
    login: {
      identityFiles: [`${home}/keys/web1.example-bob-2222-%`, '/keys/with space'],
      identitiesOnly: true,
      agentSocket: '/run/agent',
    },
    trust: { names: { exact: '[web1.example]:2222', withoutPort: 'web1.example' } },
  })
  expect(resolved.trust.knownHostsFiles.slice(0, 3)).toEqual([
    '/known/one',
    '/known/with space',
    '/known/two',
  ])
})

test.for(ways)('mirror.yaml overrides the configuration $way', async ({ leaveOut }) => {
  choose(leaveOut)
  const resolved = await resolve('Host web\n  Port 2222\n  User bob\n', { port: 22, user: 'root' })
  expect(resolved).toMatchObject({ port: 22, user: 'root', trust: { names: { exact: 'web' } } })
})

test.for(ways)('there are defaults $way', async ({ leaveOut }) => {
  choose(leaveOut)
  vi.stubEnv('SSH_AUTH_SOCK', '/run/user-agent')
  const resolved = await resolve('', { address: '2001:DB8::1' })
  expect(resolved).toMatchObject({
    hostname: '2001:db8::1',
    port: 22,
    user: userInfo().username,
    family: 0,
    keepalive: { intervalMs: 15_000, count: 3 },
    login: { identitiesOnly: false, agentSocket: '/run/user-agent' },
    trust: { names: { exact: '2001:db8::1', withoutPort: undefined } },
  })
  expect(resolved.login.identityFiles).toContain(`${home}/.ssh/id_ed25519`)
  expect(resolved.trust.knownHostsFiles).toContain(`${home}/.ssh/known_hosts`)
  expect(resolved.trust.knownHostsFiles).toContain('/etc/ssh/ssh_known_hosts')
})

test.for(ways)('HostKeyAlias stands for name and port $way', async ({ leaveOut }) => {
  choose(leaveOut)
  const resolved = await resolve('Host web\n  HostKeyAlias Mirror\n  Port 2222\n')
  expect(resolved.trust.names).toEqual({ exact: 'mirror', withoutPort: undefined })
})

test.for(ways)('none means none $way', async ({ leaveOut }) => {
  choose(leaveOut)
  vi.stubEnv('SSH_AUTH_SOCK', '/run/user-agent')
  const lines = ['IdentityAgent none', 'IdentityFile none', 'ProxyCommand none', 'ProxyJump none']
  const { login } = await resolve(lines.join('\n'))
  expect(login).toMatchObject({ agentSocket: undefined, identityFiles: [] })
})

test.for([
  ['SSH_AUTH_SOCK', '/run/user-agent'],
  ['$OTHER_AGENT', '/run/other-agent'],
  ['~/agent', `${home}/agent`],
])('IdentityAgent %s leads to %s', async ([value, socket]) => {
  vi.stubEnv('SSH_AUTH_SOCK', '/run/user-agent')
  vi.stubEnv('OTHER_AGENT', '/run/other-agent')
  expect((await resolve(`IdentityAgent ${value}`)).login.agentSocket).toBe(socket)
})

test.for(ways)('the hosts to jump over are read in order $way', async ({ leaveOut }) => {
  choose(leaveOut)
  const { jump } = await resolve('Host web\n  ProxyJump bob@gate,[2001:db8::1]:2222,inner:22\n')
  const hop = { hostKey: undefined, wayTo: 'web' }
  expect(jump).toEqual([
    { ...hop, address: 'gate', port: undefined, user: 'bob' },
    { ...hop, address: '2001:db8::1', port: 2222, user: undefined },
    { ...hop, address: 'inner', port: 22, user: undefined },
  ])
})

test.for([
  ['ProxyCommand nc %h %p', 'ProxyCommand nc %h %p'],
  ['CertificateFile /keys/id-cert.pub', 'the certificate /keys/id-cert.pub'],
  ['PKCS11Provider /lib/token.so', 'PKCS11Provider /lib/token.so'],
  [
    'KexAlgorithms sntrup761x25519-sha512@openssh.com',
    'KexAlgorithms sntrup761x25519-sha512@openssh.com',
  ],
  ['KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256', undefined],
  ['ProxyCommand none', undefined],
])('%s needs of the ssh program: %s', async ([line, need]) => {
  expect((await resolve(line ?? '')).need).toBe(need)
})

test.for(['-oProxyCommand=x', '-F/etc/passwd', 'bob@web', 'ssh://web', 'a b', 'a\nb', ''])(
  'the address %j is refused',
  async address => {
    await expect(resolve('', { address })).rejects.toMatchObject({
      exit: 4,
      message: expect.stringContaining('is not an address'),
    })
  },
)

test('a configuration that ssh refuses is shown with its line', async () => {
  await expect(resolve('Host web\n  Bogus yes\n')).rejects.toMatchObject({
    exit: 4,
    message: expect.stringMatching(/config: line 2: Bad configuration option: bogus/),
  })
})

test('a configuration that is not there is an error', async () => {
  const target = { address: 'web', port: undefined, user: undefined, hostKey: undefined }
  const resolving = resolveTarget(target, '/nowhere/config', new AbortController().signal)
  await expect(resolving).rejects.toMatchObject({
    exit: 4,
    message: expect.stringContaining('/nowhere/config'),
  })
})

test('without ssh no command of the configuration is run, and Include is refused', async () => {
  choose(true)
  const mark = workspace.path('mark')
  await resolve(`Match exec ": >${mark}"\n  User bob\n`)
  expect(existsSync(mark)).toBe(false)
  await expect(resolve('Include more\n')).rejects.toMatchObject({
    exit: 4,
    message: expect.stringContaining('Include'),
  })
})
