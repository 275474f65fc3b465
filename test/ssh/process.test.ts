import { buffer, text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerChannel } from 'ssh2'
import { expect, test } from 'vitest'
import { connect } from '../../src/ssh/connection.ts'
import { useStage } from './stage.ts'
import { sshOptions, target } from './workspace.ts'

const { start, startAndConnect } = useStage()

/** A command that sends back what it gets. */
function echo(channel: ServerChannel): void {
  channel.pipe(channel, { end: false })
  channel.on('end', () => {
    channel.exit(0)
    channel.end()
  })
}

test('a command gets its input, and its output and exit status come back', async () => {
  const { exec } = await startAndConnect({
    greeting: 'Keep out',
    banner: 'All that you do is recorded',
    onCommand: (channel, command) => {
      channel.stderr.write(command)
      channel.on('data', (chunk: Buffer) => channel.write(`got ${chunk}`))
      channel.on('end', () => {
        channel.exit(3)
        channel.end()
      })
    },
  })
  const process = await exec('sh -s')
  process.stdin.end('input')
  const [out, err, exit] = await Promise.all([
    text(process.stdout),
    text(process.stderr),
    process.exit,
  ])
  expect([out, err, exit.code]).toEqual(['got input', 'sh -s', 3])
})

test('8 MiB go in and come out', { timeout: 60_000 }, async () => {
  const { exec } = await startAndConnect({ onCommand: echo })
  const process = await exec('cat')
  const input = Buffer.alloc(8 << 20, 'mirror')
  process.stdin.end(input)
  const output = Buffer.from(await text(process.stdout))
  expect(output.equals(input)).toBe(true)
  expect(await process.exit).toMatchObject({ code: 0 })
})

test('stderr that nobody reads does not block', async () => {
  const { exec } = await startAndConnect({
    onCommand: channel => {
      channel.stderr.write(Buffer.alloc(6 << 20, 'x'), () => {
        channel.write('done')
        channel.exit(0)
        channel.end()
      })
    },
  })
  const process = await exec('noise')
  expect(await text(process.stdout)).toBe('done')
  expect(await process.exit).toMatchObject({ code: 0 })
})

test('a host that does not read holds the writer back', async () => {
  const { exec } = await startAndConnect({ onCommand: channel => channel.pause() })
  const process = await exec('sleep')
  process.stdin.on('error', () => {})
  let written = 0
  const chunk = Buffer.alloc(64 * 1024)
  for (let count = 0; count < 400; count += 1) {
    if (!process.stdin.write(chunk)) {
      const drained = new Promise(resolve => process.stdin.once('drain', () => resolve(true)))
      if (!(await Promise.race([drained, sleep(300, false)]))) break
    }
    written += chunk.length
  }
  expect(written).toBeLessThan(10 << 20)
})

test('output that nobody reads holds the host back, and none is lost', async () => {
  const size = 24 << 20
  const { exec } = await startAndConnect({
    onCommand: channel => {
      channel.write(Buffer.alloc(size, 'x'), () => {
        channel.exit(0)
        channel.end()
      })
    },
  })
  const process = await exec('flood')
  process.stdout.once('readable', () => {})
  await sleep(500)
  expect(process.stdout.readableLength).toBeLessThan(8 << 20)
  expect(await Promise.race([process.exit, sleep(1, 'running')])).toBe('running')
  expect((await buffer(process.stdout)).length).toBe(size)
  expect(await process.exit).toMatchObject({ code: 0 })
})

test('a killed process has a signal and no code', async () => {
  const { exec } = await startAndConnect({
    onCommand: channel => {
      channel.exit('KILL')
      channel.end()
    },
  })
  const process = await exec('x')
  process.stdout.resume()
  expect(await process.exit).toEqual({ code: undefined, signal: 'SIGKILL', lost: undefined })
})

test('a process that ends without a status has no code', async () => {
  const { exec } = await startAndConnect({ onCommand: channel => channel.end() })
  const process = await exec('x')
  process.stdout.resume()
  expect(await process.exit).toEqual({ code: undefined, signal: undefined, lost: undefined })
})

test('a connection that is cut ends every process and every pending write', async () => {
  const { exec } = await startAndConnect({
    onCommand: (channel, command, socket) => {
      channel.pause()
      channel.write('half of the out')
      if (command === 'second') setTimeout(() => socket.resetAndDestroy(), 50)
    },
  })
  const processes = [await exec('first'), await exec('second')]
  const writes = processes.map(
    ({ stdin }) => new Promise(resolve => stdin.write(Buffer.alloc(4 << 20), resolve)),
  )
  for (const process of processes) {
    expect(await text(process.stdout)).toBe('half of the out')
    const { code, lost } = await process.exit
    expect(code).toBeUndefined()
    expect(lost).toMatch(/connection is lost: .*(?:ECONNRESET|the host closed it)/)
  }
  for (const write of writes) expect(await write).toBeInstanceOf(Error)
  await expect(exec('third')).rejects.toMatchObject({ exit: 4 })
})

test('an exit status that comes before the cut is no success', async () => {
  const { exec } = await startAndConnect({
    onCommand: (channel, _, socket) => {
      channel.write('part')
      channel.exit(0)
      setTimeout(() => socket.destroy(), 50)
    },
  })
  const process = await exec('x')
  expect(await text(process.stdout)).toBe('part')
  expect(await process.exit).toMatchObject({ code: undefined })
})

test('a host that falls silent is given up', async () => {
  const { exec } = await startAndConnect(
    { onCommand: (_, __, socket) => socket.pause() },
    'ServerAliveInterval 1',
    'ServerAliveCountMax 1',
  )
  const process = await exec('x')
  process.stdout.resume()
  const { code, lost } = await process.exit
  expect([code, lost]).toEqual([
    undefined,
    'mirror: the connection is lost: no sign of life for 2 s',
  ])
})

test('closing ends what still runs', async () => {
  const { exec, close } = await startAndConnect({ onCommand: () => {} })
  const process = await exec('sleep')
  process.stdout.resume()
  close()
  expect(await process.exit).toMatchObject({ code: undefined })
})

test('a host that starts no command says so', async () => {
  const { exec } = await startAndConnect({ commands: 'refused' })
  await expect(exec('x')).rejects.toMatchObject({
    exit: 4,
    message: expect.stringContaining('does not start a command'),
  })
})

test('the signal ends a command that runs', async () => {
  const { config } = await start({ onCommand: () => {} })
  const controller = new AbortController()
  const { exec } = await connect(target, sshOptions(config, { signal: controller.signal }))
  const process = await exec('sleep')
  controller.abort(new Error('interrupted'))
  process.stdout.resume()
  expect(await process.exit).toEqual({ code: undefined, signal: undefined, lost: 'interrupted' })
})
