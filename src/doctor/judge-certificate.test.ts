import { expect, test } from 'vitest'
import { fitHost } from '../../test/sample-checkup.ts'
import type { CertificateState, IssuedCertificate } from '../plan/host-state.ts'
import { judgeCertificate } from './judge-certificate.ts'

const name = 'mirror.example.org'
const sample = fitHost.seen.certificates?.[name]
const failed = { order: 'o', until: 1, isDue: true, cause: 'the issuer is down' }

function verdict(state: Partial<CertificateState>, on: Partial<IssuedCertificate> = {}): string {
  if (sample?.issued === undefined) throw new Error('the sample has no certificate')
  const certificates = { [name]: { ...sample, issued: { ...sample.issued, ...on }, ...state } }
  const seen = { ...fitHost.seen, certificates }
  const found = judgeCertificate({ ...fitHost, seen })
  return found.map(one => [one.subject, one.status, one.found, one.advice].join(' | ')).join('\n')
}

test.each<[Partial<CertificateState>, Partial<IssuedCertificate>, RegExp]>([
  [{}, {}, /^mirror.example.org \| ok \| holds until May {2}1 .* 2027 GMT/],
  [{ isShown: undefined }, {}, /\| ok \|/],
  [{ issued: undefined }, {}, /\| note \| none yet: an apply orders it/],
  [
    { issued: undefined, failed },
    {},
    /\| problem \| none yet: the issuer is down \| .*--retry-certificates/,
  ],
  [{}, { isExpired: true, isLate: true }, /\| problem \| ended on May .*\| .*doctor --renew/],
  [{}, { isLate: true }, /\| problem \| ends on May .*, and was not renewed \| .*mirrorc apply/],
  [{}, { noLink: '/x' }, /\| problem \| certbot cannot renew it: \/x is no link .*mirrorc apply/],
  [{ isShown: false }, {}, /\| problem \| nginx shows another one than certbot has \| .*apply/],
])('%j, of one that is %j', (state, on, text) => {
  expect(verdict(state, on)).toMatch(text)
})

test('nothing of a mirror without HTTPS', () => {
  expect(judgeCertificate({ ...fitHost, wanted: { ...fitHost.wanted, certificates: [] } })).toEqual(
    [],
  )
})
