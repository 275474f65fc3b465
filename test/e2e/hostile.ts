import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { run } from './support.ts'

/** What a server says to some bytes until it hangs up, or has said nothing for a while; names are no part of it. */
export function say(address: string, port: number, bytes: string, quiet = 1500): Promise<string> {
  return new Promise(done => {
    const socket = connect(port, bare(address))
    const answer: Buffer[] = []
    socket.setTimeout(quiet, () => socket.destroy())
    socket.on('data', chunk => answer.push(chunk))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => done(Buffer.concat(answer).toString('latin1')))
    socket.write(bytes, 'latin1')
  })
}

/** How many seconds a server bears with a client that says this and then nothing. */
function bear(address: string, port: number, bytes: string): Promise<number> {
  const started = Date.now()
  return new Promise(done => {
    const socket = connect(port, bare(address))
    socket.pause()
    // What the end of the connection is seen by, as nothing is read.
    const timer = setInterval(() => socket.write('x'), 1000)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      clearInterval(timer)
      done((Date.now() - started) / 1000)
    })
    socket.write(bytes, 'latin1')
  })
}

/** Asks a server, and keeps the connection once there is an answer. */
export function keep(address: string, port: number, bytes: string): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect(port, bare(address))
    socket.setTimeout(20_000, () => fail(new Error(`no answer at port ${port}`)))
    socket.once('data', () => done(socket))
    socket.on('error', fail)
    socket.on('close', () => fail(new Error(`nobody is let in at port ${port}`)))
    socket.write(bytes, 'latin1')
  })
}

/** A question at git://; gitprotocol-pack(5). */
export const gitQuestion = '0032git-upload-pack /sources/project.git\0host=a.b\0'

const bare = (address: string): string => address.replace(/[[\]]/g, '')

/** A request as bytes. */
const get = (target: string, ...headers: string[]): string =>
  `${[`GET ${target} HTTP/1.1`, ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`

/** Ways out of a tree; none of them leads anywhere. */
const waysOut: readonly string[] = [
  ...['/../../../etc/passwd', '/athena/../../../etc/passwd', '/athena/..%2f..%2f..%2fetc/passwd'],
  ...['/athena/%2e%2e/%2e%2e/%2e%2e/etc/passwd', '/athena/..%252f..%252fetc/passwd'],
  ...['/athena../etc/passwd', '/outside../outside/os/b.iso', '/outside/..;/..;/etc/passwd'],
  ...[
    '/athena//..//..//..//etc/passwd',
    '/athena/....//....//etc/passwd',
    '/athena\\..\\..\\etc\\passwd',
  ],
  ...['/athena/%00', '/athena/lastupdate%00.html', '/athena/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd'],
  ...[
    '/athena/out/etc/passwd',
    '/athena/passwd',
    '/.mirrorc',
    '/athena/.mirrorc',
    '/sources/project.git/config',
  ],
  ...[
    '/%2e%2e/%2e%2e/etc/passwd',
    '//etc/passwd',
    '/athena/os/%2e.a.iso.Ab1cD2',
    '/athena/os/.a.iso.Ab1cD2',
  ],
]

/** Requests by what is wrong with them; each is to be refused, and whoever sends it is to learn nothing. */
function strangeRequests(domain: string): Readonly<Record<string, string>> {
  const host = `Host: ${domain}`
  const methods = ['TRACE', 'TRACK', 'DELETE', 'PUT', 'PROPFIND', 'DEBUG', 'POST', 'OPTIONS', 'get']
  const chunked = 'Transfer-Encoding: chunked'
  return {
    ...Object.fromEntries(
      methods.map(method => [method, get('/athena/lastupdate', host).replace('GET', method)]),
    ),
    CONNECT: `CONNECT ${domain}:22 HTTP/1.1\r\n${host}\r\n\r\n`,
    'another protocol': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'another version': `GET / HTTP/9.9\r\n${host}\r\n\r\n`,
    'no host': get('/'),
    'two hosts': get('/', host, 'Host: evil.example.com'),
    'a host that is none': get('/', 'Host: evil"<x>/..'),
    'a header without an end': get('/', host, `X: ${'x'.repeat(60_000)}`),
    'a target without an end': get(`/${'a/'.repeat(20_000)}`, host),
    'two lengths': get('/', host, 'Content-Length: 1', 'Content-Length: 2'),
    'a length below nothing': get('/', host, 'Content-Length: -1'),
    'two ways of saying the length': `${get('/', host, 'Content-Length: 5', chunked)}0\r\n\r\n`,
    'a body that is too long': get('/', host, 'Content-Length: 999999999999'),
    'what is no HTTP': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  }
}

/** Tests of a mirror with the modules athena and outside, from another host, by those who mean it no good. */
export function testHostileClients(
  domain: string,
  addresses: () => readonly string[],
  { olderNginx }: { readonly olderNginx: boolean },
): void {
  test('no way leads out of a tree', async () => {
    for (const at of addresses()) {
      const answers = await Promise.all(
        waysOut.map(path => say(at, 80, get(path, `Host: ${domain}`))),
      )
      const codes = answers.map((answer, index) => [
        waysOut[index],
        /^HTTP\/1\.1 (\d+) /.exec(answer)?.[1],
      ])
      expect(codes.filter(([, code]) => !/^40[034]$/.test(code ?? ''))).toEqual([])
      expect(answers.filter(answer => /root:|half|bare = /.test(answer))).toEqual([])
    }
    const file = await say(addresses()[0] ?? '', 80, get('/athena/lastupdate', `Host: ${domain}`))
    expect(file).toMatch(/^HTTP\/1\.1 200 /)
  })

  test('what nobody asks for in good faith is refused, and tells nothing', async () => {
    for (const at of addresses()) {
      // Before 1.21.1 nginx goes by the second of them: nginx's CHANGES.
      const borne = olderNginx ? ['two ways of saying the length'] : []
      const requests = Object.entries(strangeRequests(domain)).filter(
        ([what]) => !borne.includes(what),
      )
      const answers = await Promise.all(requests.map(([, bytes]) => say(at, 80, bytes)))
      const codes = answers.map((answer, index) => [
        requests[index]?.[0],
        /^HTTP\/1\.1 (\d+) /.exec(answer)?.[1] ?? answer,
      ])
      expect(codes.filter(([, code]) => !/^(?:4\d\d|505|)$/.test(code ?? ''))).toEqual([])
      expect(answers.filter(answer => /nginx\/|evil/.test(answer))).toEqual([])
    }
  })

  test("a name that is not the mirror's gets no answer that repeats it", async () => {
    const [at = ''] = addresses()
    for (const bytes of [
      get('/athena', 'Host: evil.example.com', 'X-Forwarded-Host: evil.example.com'),
      get('http://evil.example.com/athena', `Host: ${domain}`),
    ]) {
      const answer = await say(at, 80, bytes)
      expect(answer).toMatch(/^Location: \/athena\/\r$/m)
      expect(answer).not.toContain('evil')
    }
  })

  test('a thousand parts of a file are no more than the file', async () => {
    const [at = ''] = addresses()
    const ranges = `Range: bytes=${Array(1000).fill('0-').join(',')}`
    const answer = await say(at, 80, get('/outside/os/b.iso', `Host: ${domain}`, ranges))
    expect(answer).toMatch(/^HTTP\/1\.1 /)
    expect(answer.length).toBeLessThan(310_000)
  })

  test('one address has a quarter of what there is at git://, and the others get in', async () => {
    const [v4 = '', v6 = ''] = addresses()
    const ask = (at: string): Promise<string> => say(at, 9418, gitQuestion, 5000)
    const held = await Promise.all(Array.from({ length: 4 }, () => keep(v4, 9418, gitQuestion)))
    for (let tries = 0; tries < 3; tries++) expect(await ask(v4)).toBe('')
    expect(await ask(v6)).toMatch(/^[0-9a-f]{44} HEAD\0/)
    held.pop()?.destroy()
    await expect.poll(() => ask(v4), { timeout: 20_000 }).toMatch(/^[0-9a-f]{44} HEAD\0/)
    for (const socket of held) socket.destroy()
  })

  test('clients that are slow are hung up on, and keep nobody else from being served', async () => {
    const [at = ''] = addresses()
    const head = `GET /outside/os/big.iso HTTP/1.1\r\nHost: ${domain}\r\n`
    const halves = Array.from({ length: 300 }, () => bear(at, 80, head.trimEnd()))
    const silent = Array.from({ length: 50 }, () => say(at, 873, '', 15_000))
    // They are borne with for minutes: who reads slowly cannot be told from them.
    const stall = async (): Promise<Socket> => (await keep(at, 80, `${head}\r\n`)).pause()
    const stalled = await Promise.all(Array.from({ length: 20 }, stall))
    const started = Date.now()
    expect(await say(at, 80, get('/athena/lastupdate', `Host: ${domain}`))).toMatch(
      /^HTTP\/1\.1 200 /,
    )
    expect((await run('rsync', [`rsync://${at}/athena/lastupdate`])).code).toBe(0)
    expect(Date.now() - started).toBeLessThan(10_000)
    for (const seconds of await Promise.all(halves)) {
      expect(seconds).toBeGreaterThan(5)
      expect(seconds).toBeLessThan(50)
    }
    for (const socket of stalled) socket.destroy()
    await Promise.all(silent)
  })
}
