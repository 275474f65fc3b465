import { expect, test } from 'vitest'
import { readCertificates } from './certificate-reply.ts'

const argument = 'mirror.example.org'
const read = (...lines: readonly string[]) =>
  readCertificates([{ name: 'certificate', argument, lines }], [argument])?.[argument]

// As openssl 3.0 prints it, in part.
const text = [
  '        Signature Algorithm: ecdsa-with-SHA384',
  '            Not Before: Nov 22 19:20:00 2026 GMT',
  '            Not After : Nov 22 19:20:00 2027 GMT',
  '            Public Key Algorithm: id-ecPublicKey',
  '            X509v3 Subject Alternative Name: ',
  '                DNS:mirror.example.org, DNS:www.example.org',
]

test('a certificate that certbot has', () => {
  const lines = [
    'now 1795375879',
    'usable',
    'server = https://acme.example.org/d',
    'renew_hook = /hook',
    ...text,
  ]
  expect(read(...lines)).toEqual({
    usable: true,
    issued: {
      names: ['mirror.example.org', 'www.example.org'],
      keyType: 'ecdsa',
      directory: 'https://acme.example.org/d',
      hooks: ['/hook'],
      ends: 'Nov 22 19:20:00 2027 GMT',
      isExpired: false,
      isLate: false,
    },
    failed: undefined,
  })
  const rsa = lines.map(line => line.replace('id-ecPublicKey', 'rsaEncryption'))
  expect(read(...rsa)?.issued?.keyType).toBe('rsa')
  const old = ['now 1900000000', ...lines.slice(1)]
  expect(read(...old)?.issued?.isExpired).toBe(true)
})

test('a certificate that ends soon, by how long it lasts', () => {
  const year = Date.parse('Nov 22 19:20:00 2027 GMT') / 1000
  const isLate = (days: number, lines: readonly string[] = text) =>
    read(`now ${year - days * 86_400}`, ...lines)?.issued?.isLate
  expect([isLate(15.1), isLate(14.9), isLate(-1)]).toEqual([false, true, true])
  const short = text.map(line => line.replace('Nov 22 19:20:00 2026', 'Nov 16 19:20:00 2027'))
  expect([isLate(1.1, short), isLate(0.9, short)]).toEqual([false, true])
})

test('what should be a link to a file and is none', () => {
  const links = ['cert', 'privkey', 'chain', 'fullchain'].map(
    kind => `/etc/letsencrypt/live/${argument}/${kind}.pem`,
  )
  const noLink = (lines: readonly string[], followed: readonly string[]) =>
    readCertificates(
      [
        { name: 'certificate', argument, lines: ['now 1', ...text] },
        { name: 'paths', argument: '', lines },
        { name: 'followed', argument: '', lines: followed },
      ],
      [argument],
    )?.[argument]?.issued?.noLink
  const [whole, ends] = ['a1ff 9', '81a4 9'].map(word => links.map(at => `${word} root root ${at}`))
  const gone = `stat: cannot statx '${links[2]}': No such file or directory`
  expect(noLink(whole ?? [], ends ?? [])).toBeUndefined()
  expect(noLink(ends ?? [], [])).toBe(links[0])
  expect(noLink(whole ?? [], ends?.slice(0, 3) ?? [])).toBe(links[3])
  expect(noLink(whole?.with(2, gone) ?? [], ends ?? [])).toBe(links[2])
  expect(noLink([], [])).toBeUndefined()
})

test('what clients are shown', () => {
  const lines = ['usable', 'sha256 Fingerprint=AB:CD', ...text]
  const isShown = (...more: readonly string[]) => read('now 1', ...lines, ...more)?.isShown
  expect(isShown('shown sha256 Fingerprint=AB:CD')).toBe(true)
  expect(isShown('shown sha256 Fingerprint=AB:CE')).toBe(false)
  expect(isShown()).toBeUndefined()
})

test('an order that failed, until its time has come', () => {
  const record = ['order abc', 'until 1795375879', 'count 2', 'cause x: it is down']
  const lines = record.map(line => `failed ${line}`)
  const failed = { order: 'abc', until: 1795375879, cause: 'x: it is down' }
  expect(read('now 1795375878', ...lines)).toEqual({
    ...{ usable: false, issued: undefined },
    failed: { ...failed, isDue: false },
  })
  expect(read('now 1795375879', ...lines)?.failed).toEqual({ ...failed, isDue: true })
  // It was written when the clock was days ahead.
  expect(read('now 1795000000', ...lines)?.failed?.isDue).toBe(true)
  // A record that was cut off holds nothing back.
  expect(read('now 1', 'failed order abc')?.failed?.isDue).toBe(true)
})

test('nothing that was asked for, and nothing that was found', () => {
  expect(readCertificates([], [])).toBeUndefined()
  expect(readCertificates([], [argument])).toEqual({
    [argument]: { usable: false, issued: undefined, failed: undefined },
  })
})
