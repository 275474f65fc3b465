import { describe, expect, test } from 'vitest'
import { inBrief, observed, obstacles } from '../../../test/sample-state.ts'
import {
  type Certificate,
  certificateLink,
  type File,
  issuedDirectory,
  placeholderDirectory,
} from '../../resource.ts'
import { sha256 } from '../../sha256.ts'
import type { CertificateState, PathState } from '../host-state.ts'
import { orderDigest, planCertificate, standingOf } from './certificate.ts'
import { planLater } from './later-file.ts'

const name = 'mirror.example.org'
const path = certificateLink(name)
const resource: Certificate = {
  ...{ kind: 'certificate', name, names: [name, 'www.example.org'], email: 'a@example.org' },
  ...{ keyType: 'ecdsa', directory: 'https://acme.example.org/', hook: '/hook', unit: 'web' },
}
const absent: PathState = { type: 'absent' }
const leadsTo = (target: string): PathState => ({
  ...{ type: 'link', target, owner: 'root', leadsTo: { type: 'absent' } },
})
const atPlaceholder = leadsTo(placeholderDirectory(name))
const atIssued = leadsTo(issuedDirectory(name))

const issued = {
  names: ['www.example.org', name],
  keyType: 'ecdsa',
  directory: resource.directory,
  hooks: ['/hook'],
  ends: 'May  1 00:00:00 2027 GMT',
  isExpired: false,
  isLate: false,
} as const
const failed = {
  order: orderDigest(resource),
  until: 1_800_000_000,
  isDue: false,
  cause: 'the issuer is down',
}
const usable = { usable: true }

const seeing = (found: PathState, state: CertificateState = { usable: false }) =>
  observed({ paths: { [path]: found }, certificates: { [name]: state } })

const { kind: _, ...rest } = resource
const order = (how: 'order' | 'use') => [
  { do: 'check', tool: 'nginx' },
  { do: 'order', how, ...rest, digest: orderDigest(resource) },
]
const placing = [
  { do: 'placeholder', name },
  { do: 'link', path, target: placeholderDirectory(name) },
]
const waits = `certificate of ${name} pending until 2027-01-15 08:00 UTC: the issuer is down`

describe('a certificate', () => {
  test('that there never was: a placeholder, and an order', () => {
    expect(inBrief(planCertificate(resource, seeing(absent)))).toEqual({
      verb: 'add',
      details: [
        `${name}, www.example.org`,
        'ordered when all else is done',
        'a placeholder until it is there',
      ],
      guards: [{ path, expect: { type: 'absent' }, orPristine: false }],
      steps: [...placing, ...order('order')],
    })
  })

  test.each([
    ['a link to elsewhere', leadsTo('/root/mine')],
    ['a file', obstacles.file],
    ['a directory', obstacles.directory],
  ])('in whose place is %s: refused', (_, found) => {
    expect(inBrief(planCertificate(resource, seeing(found ?? absent)))).toBe(
      `refused: ${path} is in the way: mirrorc did not make it`,
    )
  })

  test('that serves as wanted, its names in another order: nothing to do', () => {
    const plan = planCertificate(resource, seeing(atIssued, { ...usable, issued, failed }))
    expect(plan).toEqual({})
  })

  test.each([
    [{ names: [name] }, 'new name www.example.org'],
    [{ names: [...issued.names, 'old.example.org'] }, 'without the name old.example.org'],
    [{ keyType: 'rsa' }, 'key rsa → ecdsa'],
    [
      { directory: 'https://staging.example.org/' },
      'issuer https://staging.example.org/ → https://acme.example.org/',
    ],
    [{ hooks: [] }, 'renewed in another way'],
    [{ noLink: '/x' }, 'certbot cannot renew it: /x is no link to a file'],
    [{ isExpired: true, isLate: true }, 'expired on May  1 00:00:00 2027 GMT'],
    [{ isLate: true }, 'ends on May  1 00:00:00 2027 GMT, and was not renewed'],
  ] as const)('that differs by %j: ordered anew', (difference, detail) => {
    const state = { ...usable, issued: { ...issued, ...difference } }
    expect(inBrief(planCertificate(resource, seeing(atIssued, state)))).toEqual({
      verb: 'change',
      details: [detail, 'ordered when all else is done'],
      guards: [],
      steps: order('order'),
    })
  })

  test('that certbot has, and nobody shows: put to use without an order', () => {
    const plan = planCertificate(resource, seeing(atPlaceholder, { ...usable, issued }))
    expect(inBrief(plan)).toMatchObject({
      details: ['issued, and not in use yet'],
      steps: order('use'),
    })
  })

  test('that was renewed, and not loaded: put to use without an order', () => {
    const of = (isShown: boolean) => ({ ...usable, issued, isShown })
    expect(inBrief(planCertificate(resource, seeing(atIssued, of(false))))).toEqual({
      verb: 'change',
      details: ['issued, and another one is shown'],
      guards: [],
      steps: order('use'),
    })
    expect(planCertificate(resource, seeing(atIssued, of(true)))).toEqual({})
  })

  test('that is gone from where the link leads: a placeholder takes its place at once', () => {
    const plan = planCertificate(resource, seeing(atIssued, { usable: false, failed }))
    expect(plan.pending).toBe(waits)
    expect(inBrief(plan)).toMatchObject({
      verb: 'change',
      guards: [{ expect: { type: 'link', target: issuedDirectory(name) } }],
      steps: placing,
    })
  })
})

describe('an order that failed', () => {
  const state = { ...usable, failed }

  test('waits for its time', () => {
    expect(planCertificate(resource, seeing(atPlaceholder, state))).toEqual({ pending: waits })
  })

  test.each([
    ['its time has come', seeing(atPlaceholder, { ...state, failed: { ...failed, isDue: true } })],
    ['somebody says so', { ...seeing(atPlaceholder, state), retryCertificates: true }],
    [
      'it was another one',
      seeing(atPlaceholder, { ...state, failed: { ...failed, order: 'other' } }),
    ],
  ])('is made again when %s', (_, seen) => {
    const plan = planCertificate(resource, seen)
    expect(plan.pending).toBeUndefined()
    expect(plan.change?.steps).toEqual(order('order'))
    expect(plan.change?.details.at(-1)).toBe('failed before: the issuer is down')
  })
})

describe('a file that comes with it', () => {
  const file: File = {
    ...{ kind: 'file', path: '/etc/nginx/r.conf', content: 'x\n', owner: 'root', group: 'root' },
    ...{ mode: '0644', onceIssued: name },
  }
  const { content, owner, group, mode } = file
  const write = { path: file.path, content, owner, group, mode }
  const there: PathState = { type: 'file', owner, group, mode, sha256: sha256('x\n') }
  const later = { do: 'write-later', certificate: name, ...write }
  const planned = (found: PathState, standing: 'in-use' | 'ordered' | 'waiting') =>
    planLater(file, observed({ paths: { [file.path]: found } }), standing).change?.steps ?? []

  test.each([
    ['in-use', absent, [{ do: 'write', ...write }]],
    ['ordered', absent, [later]],
    ['waiting', absent, []],
    ['in-use', there, []],
    ['ordered', there, [{ do: 'remove', path: file.path }, later]],
    ['waiting', there, [{ do: 'remove', path: file.path }]],
  ] as const)('%s, and the file %j', (standing, found, steps) => {
    expect(planned(found, standing)).toEqual(steps)
  })

  test("is not taken off when it is somebody else's", () => {
    const found: PathState = { ...there, sha256: 'other', content: 'y' }
    const seen = observed({ paths: { [file.path]: found } })
    expect(planLater(file, seen, 'waiting').refusal?.message).toContain('is in the way')
  })

  test.each([
    ['in-use', seeing(atIssued, { ...usable, issued, failed })],
    ['ordered', seeing(atIssued, { usable: false, issued })],
    ['ordered', seeing(absent)],
    ['waiting', seeing(atPlaceholder, { ...usable, failed })],
  ])('knows that the certificate is %s', (standing, seen) => {
    expect(standingOf(resource, seen)).toBe(standing)
  })
})
