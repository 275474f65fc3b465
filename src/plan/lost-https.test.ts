import { expect, test } from 'vitest'
import { sampleFacts, sampleState } from '../../test/sample-state.ts'
import { ledgerOf } from '../ledger.ts'
import {
  type Certificate,
  certificateLink,
  issuedDirectory,
  placeholderDirectory,
} from '../resource.ts'
import type { CertificateState, PathState } from './host-state.ts'
import { makePlan, ordinary } from './make-plan.ts'
import type { Expectation } from './unfitness.ts'

const [old, next] = ['old.example.org', 'mirror.example.org']
const certificateOf = (...names: [string, ...string[]]): Certificate => ({
  ...{ kind: 'certificate', name: names[0], names, email: 'a@example.org', keyType: 'ecdsa' },
  ...{ directory: 'https://acme.example.org/', hook: '/hook', unit: 'web' },
})
const leadsTo = (target: string): PathState => ({
  ...{ type: 'link', target, owner: 'root', leadsTo: { type: 'absent' } },
})
const issued = (...names: readonly string[]): CertificateState => ({
  usable: true,
  issued: {
    ...{ names, keyType: 'ecdsa', directory: 'https://acme.example.org/', hooks: ['/hook'] },
    ...{ ends: 'some day', isExpired: false, isLate: false },
  },
})
const head = { site: 's', tool: 't', input: 'i', storage: { root: '/r', user: 'u' } }
const ledger = ledgerOf({ ...head, machine: sampleFacts.machineId }, [
  certificateOf(old, 'www.example.org'),
])
const expectation: Expectation = {
  ...head,
  ...{ host: 'fra1', hosts: ['fra1'], title: 'Debian 12', ipv6: true },
  ...{ osId: 'debian', versionId: '12', systems: [] },
}

/** What is said of a host on which the old one is in use. */
function notesOf(
  wanted: readonly Certificate[],
  certificates: Readonly<Record<string, CertificateState>> = {},
  target = issuedDirectory(old),
): readonly string[] {
  const state = sampleState({
    ledger: { state: 'read', sha256: 'x', ledger },
    paths: { [certificateLink(old)]: leadsTo(target) },
    certificates: { [old]: issued(old, 'www.example.org'), ...certificates },
  })
  const { notes } = makePlan(expectation, wanted, state, ordinary)
  return notes.filter(note => note.startsWith('HTTPS'))
}

const taken = certificateOf(next, old)

test('a name that had HTTPS is without it while the certificate of another domain is ordered', () => {
  expect(notesOf([taken])).toEqual([
    `HTTPS of ${old} is lost until there is a certificate of ${next}: see first that this is where ${next}, ${old} lead`,
  ])
})

test.each([
  ['the domain is as it was', [certificateOf(old)], {}],
  ['HTTPS is wanted no more', [], {}],
  ['the name is no longer one of the mirror', [certificateOf(next)], {}],
  ['certbot has the other one already', [taken], { [next]: issued(next, old) }],
])('nothing is said where %s', (_, wanted, certificates) => {
  expect(notesOf(wanted, certificates)).toEqual([])
})

test('nothing is said where there was but the placeholder', () => {
  expect(notesOf([taken], {}, placeholderDirectory(old))).toEqual([])
})
