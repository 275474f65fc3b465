import { expect, test } from 'vitest'
import { sampleHost, sampleHttp } from '../../test/sample-mirror.ts'
import { namesHere } from './service-address.ts'

const aliases = ['mirror.example.net', 'direct.example.org']
const cdn = { domain: 'origin.example.org', addresses: ['203.0.113.0/24'], header: 'X-Real-IP' }
const behindCdn = { http: sampleHttp({ cdn }), aliases }

test.each([
  { changes: { aliases }, names: ['mirror.example.org', ...aliases] },
  { changes: behindCdn, names: ['origin.example.org'] },
  {
    changes: { ...behindCdn, direct: 'direct.example.org' },
    names: ['origin.example.org', 'direct.example.org'],
  },
  { changes: { ...behindCdn, direct: 'origin.example.org' }, names: ['origin.example.org'] },
])('to the host itself must lead $names', ({ changes, names }) => {
  expect(namesHere(sampleHost(changes))).toEqual(names)
})
