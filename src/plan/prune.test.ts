import { expect, test } from 'vitest'
import { sampleHost, sampleModule } from '../../test/sample-mirror.ts'
import { sampleState } from '../../test/sample-state.ts'
import { ledgerOf } from '../ledger.ts'
import { resourceId } from '../resource.ts'
import { lower } from '../targets/lower.ts'
import { planPrune, stayNotes } from './prune.ts'

const head = { site: 's', machine: 'm', tool: 't', input: 'i', storage: { root: '/r', user: 'u' } }

/** The notes of a host from which everything of a mirror with so many modules is taken. */
function notesFor(modules: number): readonly (string | undefined)[] {
  const names = Array.from({ length: modules }, (_, n) => `m${n + 1}`)
  const resources = lower(sampleHost({ modules: names.map(name => sampleModule(name)) }))
  const there = { type: 'directory', owner: 'root', group: 'root', mode: '0755' } as const
  const directories = resources.flatMap(r => (r.kind === 'directory' ? [[r.path, there]] : []))
  const state = sampleState({ paths: Object.fromEntries(directories) })
  const { entries } = ledgerOf(head, resources)
  expect(Object.keys(entries)).toContain(resourceId({ kind: 'group', name: 'rsyncuser' }))
  const pruned = Object.entries(entries).map(([id, entry]) => planPrune(id, entry, state))
  return [...pruned.filter(({ note }) => note !== undefined), ...stayNotes(pruned)].map(
    ({ note }) => note,
  )
}

test('what stays is told in a line for each reason, however much it is', () => {
  const others =
    'package cron, package nginx, package rsync, group rsyncuser and 1 more stay: packages and users are never removed'
  expect(notesFor(1)).toEqual([
    others,
    '/var/lib/mirrorc-sync, /srv/mirrors, /srv/mirrors/m1, /var/lib/mirrorc/status and 1 more stay with what is in them',
  ])
  expect(notesFor(40)).toEqual([
    others,
    '/var/lib/mirrorc-sync, /srv/mirrors, /srv/mirrors/m1, /srv/mirrors/m2 and 40 more stay with what is in them',
  ])
})

test('one thing stays, and nothing does', () => {
  const stays = (what: string, why: 'others' | 'data') => stayNotes([{ stays: { what, why } }, {}])
  expect(stays('package nginx', 'others')).toEqual([
    { note: 'package nginx stays: packages and users are never removed' },
  ])
  expect(stays('/srv/a', 'data')).toEqual([{ note: '/srv/a stays with what is in it' }])
  expect(stayNotes([{}])).toEqual([])
})
