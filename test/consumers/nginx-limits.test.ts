import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../runtime/sandbox.ts'
import { sampleHost, sampleHttp } from '../sample-mirror.ts'
import { artifactsOf } from './artifacts.ts'
import { skipReason } from './tools.ts'
import { ask, startNginx } from './web.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('who is counted as one', () => {
  const few = sampleHost({ http: sampleHttp({ connectionsPerAddress: 1 }) })
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startNginx(artifactsOf('here', few))
    sandbox.sh('truncate -s 64M /srv/mirrors/athena/huge.iso; ip link set lo up')
  })
  afterAll(() => sandbox?.stop())

  const url = (at: string) => `http://${at.includes(':') ? `[${at}]` : at}/athena/huge.iso`
  // The address of a client on this machine is that of the server, if it does not choose.
  const codeFrom = (at: string): string => {
    const words = ['-s', '-o', '/dev/null', '-r', '0-0', '-w', '%{http_code}', '-H']
    return sandbox.run(['curl', ...words, `Host: ${few.domain}`, '--interface', at, url(at)]).stdout
  }

  test.each([
    // The eighth byte is a line break; the ninth is the first that is no part of the network.
    ['2001:db8:0:10a::1', '2001:db8:0:10a:1:2:3:4', '206 429'],
    ['2001:db8:0:10a::1', '2001:db8:0:10b::1', '206 206'],
    ['2001:db8::1', '2001:db8::ff00:0:0:1', '206 429'],
    ['2001:db8::1', '2001:db8:0:1::1', '206 206'],
    ['198.51.100.7', '198.51.100.8', '206 206'],
    ['198.51.100.10', '198.51.100.10', '206 429'],
  ])('%s has all it may have, and %s asks', (one, other, codes) => {
    for (const at of new Set([one, other]))
      sandbox.sh('ip addr replace "$1" dev lo nodad 2>/dev/null || ip addr replace "$1" dev lo', at)
    const before = codeFrom(other)
    const slow = ['curl', '-s', '--limit-rate', '1k', '-o', '/dev/null', '--interface', one]
    const held = sandbox.start([...slow, '-H', `Host: ${few.domain}`, url(one)])
    sandbox.waitFor('[ "$(ss -Htn state established "dport = :80" | wc -l)" -ge 1 ]')
    sandbox.waitFor(
      `[ "$(curl -s -o /dev/null -r 0-0 -w '%{http_code}' -H "Host: $1" --interface "$2" "$3")" = 429 ]`,
      few.domain,
      one,
      url(one),
    )
    expect(`${before} ${codeFrom(other)}`).toBe(codes)
    held.kill('SIGKILL')
    sandbox.waitFor('[ "$(ss -Htn state established "sport = :80" | wc -l)" = 0 ]')
  })
})

// As apt does.
const pipelining = `
  let sent = 0, whole = 0, left = ''
  const socket = require('node:net').connect(80, '127.0.0.1')
  const ask = () => { sent++; socket.write('HEAD /robots.txt HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n') }
  socket.on('connect', () => { for (let n = 0; n < 10; n++) ask() })
  socket.on('data', chunk => {
    const answers = (left + chunk).split('\\r\\n\\r\\n')
    left = answers.pop()
    for (const answer of answers) if (answer.startsWith('HTTP/1.1 200 ')) { whole++; if (sent < 1500) ask() }
    if (whole === 1500) socket.end()
  })
  socket.on('error', error => console.log(error.message))
  socket.on('close', () => { console.log(whole); process.exit() })`

describe.skipIf(skip !== undefined)('what nobody is cut off for', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startNginx(artifactsOf('here', sampleHost()))
  })
  afterAll(() => sandbox?.stop())

  test('many requests over one connection, ten of them always on their way', () => {
    expect(sandbox.run([process.execPath, '-e', pipelining])).toMatchObject({ stdout: '1500\n' })
  })
})

describe.skipIf(skip !== undefined)('limits that were asked for', () => {
  const limited = sampleHost({
    http: sampleHttp({ requestsPerSecond: 2, megabytesPerSecond: 1 }),
  })
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startNginx(artifactsOf('here', limited))
  })
  afterAll(() => sandbox?.stop())

  test('requests in a second, with a burst', () => {
    const codes = ask(
      sandbox,
      limited,
      Array.from({ length: 40 }, () => ['GET', '/robots.txt'] as const),
    ).map(({ code }) => code)
    expect(codes.slice(0, 20)).toEqual(Array(20).fill(200))
    expect(codes.at(-1)).toBe(429)
  })

  test('the pace of one download', () => {
    sandbox.sh('truncate -s 3M /srv/mirrors/athena/big.iso; sleep 1')
    const started = Date.now()
    expect(ask(sandbox, limited, [['GET', '/athena/big.iso', '-o', '/dev/null']])[0]?.code).toBe(
      200,
    )
    expect(Date.now() - started).toBeGreaterThan(1500)
  })
})
