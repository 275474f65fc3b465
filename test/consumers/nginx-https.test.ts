import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../runtime/sandbox.ts'
import { sampleHost, sampleHttps } from '../sample-mirror.ts'
import { artifactsOf } from './artifacts.ts'
import { skipReason } from './tools.ts'
import { ask, startNginx } from './web.ts'

const skip = skipReason()
const mirror = sampleHost({
  https: sampleHttps({ redirect: true, hsts: true }),
  aliases: ['mirror.example.net'],
})
const artifacts = artifactsOf('here', mirror)
const challenge = '/.well-known/acme-challenge/token_of-the-issuer'

describe.skipIf(skip !== undefined)('nginx with HTTPS', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startNginx(artifacts)
    sandbox.write(`/var/lib/mirrorc/acme${challenge}`, 'the answer')
    sandbox.sh('chmod -R a+rX /var/lib/mirrorc')
  })
  afterAll(() => sandbox?.stop())

  /** What curl prints of a request over HTTPS, whoever signed the certificate. */
  const askSecurely = (path: string, ...more: readonly string[]): string => {
    const words = [
      '-sSk',
      '--path-as-is',
      '-o',
      '/dev/null',
      '--resolve',
      `${mirror.domain}:443:127.0.0.1`,
    ]
    return sandbox.run(['curl', ...words, ...more, `https://${mirror.domain}${path}`]).stdout
  }
  const status = ['-w', '%{http_code} %{http_version}']

  /** Puts into their places the files that come with the certificate. */
  function complete(): void {
    for (const [path, text] of artifacts.files) {
      if (/mirrorc-(?:redirect|hsts)\.conf$/.test(path)) sandbox.write(path, text)
    }
    sandbox.sh('nginx -t 2>/dev/null && nginx -s reload')
    sandbox.waitFor('curl -sI -H "Host: $1" 127.0.0.1 | grep -q "^HTTP/1.1 301"', mirror.domain)
  }

  test('speaks HTTP/1.1 and HTTP/2, and nothing older than TLS 1.2', () => {
    expect(askSecurely('/athena/', ...status, '--http1.1')).toBe('200 1.1')
    expect(askSecurely('/athena/', ...status)).toBe('200 2')
    expect(askSecurely('/athena/', ...status, '--tls-max', '1.2')).toBe('200 2')
    expect(askSecurely('/athena/', ...status, '--tls-max', '1.1')).toBe('000 0')
  })

  test('after a thousand requests a connection by HTTP/2 is over, as each could have been taken back', () => {
    const connections = askSecurely('/robots.txt?[1-1500]', '-w', '%{num_connects}', '--http2')
    expect(connections.replaceAll('0', '')).toBe('11')
  })

  test('shows the issuer what it asks for, over HTTP and, by way of a CDN, over HTTPS, and nothing beside it', () => {
    const paths = [
      challenge,
      '/.well-known/acme-challenge/',
      '/.well-known/other',
      '/.well-known/acme-challenge/../../etc',
    ]
    const answers = ask(
      sandbox,
      mirror,
      paths.map(path => ['GET', path] as const),
    )
    expect(answers[0]).toMatchObject({ code: 200, body: 'the answer' })
    expect(answers.slice(1).map(({ code }) => code)).toEqual([403, 404, 404])
    expect(askSecurely(challenge, ...status)).toBe('200 2')
    expect(askSecurely('/.well-known/other', ...status)).toBe('404 2')
  })

  test('without a certificate HTTP leads nowhere, and browsers are told nothing', () => {
    const [page] = ask(sandbox, mirror, [['GET', '/athena/']])
    expect(page?.code).toBe(200)
    expect(askSecurely('/', '-D', '/dev/stdout')).not.toMatch(/strict-transport/i)
  })

  test('with one HTTP leads to HTTPS, but for the issuer', () => {
    complete()
    const [page, asked, odd] = ask(sandbox, mirror, [
      ['GET', '/athena/?a=b'],
      ['GET', challenge],
      ['GET', '/athena/%0d%0aX:y'],
    ])
    expect(page).toMatchObject({ code: 301, location: 'https://mirror.example.org/athena/?a=b' })
    expect(asked).toMatchObject({ code: 200, body: 'the answer' })
    expect(odd?.headers.x).toBeUndefined()
    const headers = askSecurely('/athena/', '-D', '/dev/stdout')
    expect(headers).toMatch(/^strict-transport-security: max-age=63072000\r$/m)
    expect(headers).toMatch(/^cache-control: no-cache\r$/m)
  })

  // As long as nginx takes one: a pattern that goes over it again and again would hold up all who ask that worker.
  const parts = ['1', '1.1.iso', 'latest', 'CHECKSUM', 'list', 'A/', '.a/', 'a/.', '.pkg.tar']
  test.each(parts)('is done at once with a long address full of %s', part => {
    const words = [
      '-sSk',
      '--path-as-is',
      '--http1.1',
      '-o',
      '/dev/null',
      '-H',
      `Host: ${mirror.domain}`,
    ]
    for (const ending of ['x', '/x', '.iso/']) {
      const path = `/athena/full${part.repeat(7900 / part.length)}${ending}`
      for (const origin of ['http://127.0.0.1', 'https://127.0.0.1']) {
        const format = ['-w', '%{http_code} %{time_starttransfer} %{time_pretransfer}\n']
        const answers = [1, 2, 3, 4, 5].map(() =>
          sandbox
            .run(['curl', ...words, ...format, origin + path])
            .stdout.split(' ')
            .map(Number),
        )
        const fastest = Math.min(...answers.map(([, end = 0, begin = 0]) => end - begin))
        const code = origin.startsWith('https') ? 404 : 301
        const seen = { origin, ending, code: answers[0]?.[0], slow: fastest > 0.03 }
        expect(seen).toEqual({ origin, ending, code, slow: false })
      }
    }
  })
})
