import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../../src/ssh/connection.ts'
import { startRawHost } from './fake-host.ts'
import { failToConnect, useStage } from './stage.ts'
import { sshOptions, target } from './workspace.ts'

const { workspace, start } = useStage()

test('a host that lets in without a key is entered', async () => {
  const { host, config } = await start({
    onLogin: context => (context.method === 'none' ? context.accept() : context.reject(['none'])),
  })
  const connection = await connect(target, sshOptions(config))
  connection.close()
  expect(host.logins()).toEqual(['publickey', 'none'])
})

test('keys that are not accepted are listed, and the host is asked once', async () => {
  const { host, config } = await start({ onLogin: context => context.reject(['publickey']) })
  const { message, hint } = await failToConnect(config)
  expect(message).toContain('mirror: the host accepts none of the keys for root')
  expect(message).toContain(
    `offered: ${workspace().path('id')} (ssh-ed25519 ${workspace().fingerprint('id')})`,
  )
  expect(hint).toContain('PermitRootLogin')
  expect(host.connections()).toBe(1)
})

test('a host that wants a password says so', async () => {
  const { config } = await start({ onLogin: context => context.reject(['password']) })
  expect((await failToConnect(config)).message).toContain('the host wants password from root')
})

test('no key at all says so', async () => {
  const { config } = await start({}, 'IdentityFile none')
  workspace().write(
    'config',
    workspace()
      .read('config')
      .replace(/IdentityFile \/.*/, ''),
  )
  const { message } = await failToConnect(config)
  expect(message).toContain('there is no key to log in as root with')
})

test('a silent server is given up, and the phase is named', async () => {
  const host = await startRawHost(() => {})
  onTestFinished(() => host.stop())
  const started = performance.now()
  const { message } = await failToConnect(workspace().configure(host.port), { timeoutMs: 500 })
  expect(message).toBe('mirror: no answer after 0.5 s while waiting for its SSH greeting')
  expect(performance.now() - started).toBeLessThan(5000)
})

test('a server that falls silent after its greeting is given up', async () => {
  const host = await startRawHost(socket => socket.write('SSH-2.0-Mirror\r\n'))
  onTestFinished(() => host.stop())
  const { message } = await failToConnect(workspace().configure(host.port), { timeoutMs: 500 })
  expect(message).toContain('while exchanging keys')
})

test('ConnectTimeout shortens the wait for the greeting', async () => {
  const host = await startRawHost(() => {})
  onTestFinished(() => host.stop())
  const { message } = await failToConnect(workspace().configure(host.port, 'ConnectTimeout 1'))
  expect(message).toContain('no answer after 1 s')
})

test('what a host says before it hangs up is passed on', async () => {
  const host = await startRawHost(socket => socket.end('Not allowed at this time\u001b[2J\r\n'))
  onTestFinished(() => host.stop())
  const { message, hint } = await failToConnect(workspace().configure(host.port))
  expect(message).toContain('the host closed the connection')
  expect(message).toContain('saying: Not allowed at this time [2J')
  expect(hint).toContain('PerSourcePenalties')
})

test('a web server is recognized', async () => {
  const host = await startRawHost(socket =>
    socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  )
  onTestFinished(() => host.stop())
  expect((await failToConnect(workspace().configure(host.port))).message).toContain(
    'a web server answers',
  )
})

test('a closed port says so', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  const { message } = await failToConnect(workspace().configure(port))
  expect(message).toBe(`mirror: 127.0.0.1 port ${port} refuses the connection`)
})

test('a name without an address says so', async () => {
  const { message } = await failToConnect(workspace().configure(22, 'HostName mirror.invalid'))
  expect(message).toMatch(/there is no address for mirror\.invalid|name server does not answer/)
})

test('the signal ends a connection that is being made', async () => {
  const host = await startRawHost(() => {})
  onTestFinished(() => host.stop())
  const controller = new AbortController()
  const options = sshOptions(workspace().configure(host.port), { signal: controller.signal })
  const connecting = connect(target, options)
  setTimeout(() => controller.abort(new Error('interrupted')), 200)
  await expect(connecting).rejects.toThrow('interrupted')
  await expect(connect(target, options)).rejects.toThrow('interrupted')
})
