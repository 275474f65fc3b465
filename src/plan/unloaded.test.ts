import { describe, expect, test } from 'vitest'
import { sampleState } from '../../test/sample-state.ts'
import type { Change } from './plan.ts'
import { unloadedNotes } from './unloaded.ts'

const unit = 'nginx.service'
const reload: Change = {
  ...{ id: `service:${unit}`, kind: 'service', verb: 'change', cause: 'changed', name: unit },
  ...{ details: [], guards: [] },
  steps: [{ do: 'activate', unit, how: 'reload', ports: [80] }],
}
const order: Change = {
  ...{ ...reload, id: 'certificate:a.example.org', kind: 'certificate', name: 'a.example.org' },
  steps: [
    {
      ...{ do: 'order', how: 'use', name: 'a.example.org', names: [], email: '', unit },
      ...{ keyType: 'ecdsa', directory: '', hook: '', digest: '' },
    },
  ],
}
const ours = new Set(['/etc/nginx/mirrorc-site.conf'])
const notes = (paths: readonly string[], ...changes: readonly Change[]): readonly string[] =>
  unloadedNotes({ ...sampleState(), unloaded: { [unit]: paths } }, changes, ours)

describe("somebody else's files that nginx has not read", () => {
  test('are named, and when they go live', () => {
    expect(notes(['/etc/nginx/a', '/etc/nginx/b'], reload)).toEqual([
      'somebody else changed /etc/nginx/a, /etc/nginx/b after nginx.service last read its configuration: that goes live with this apply',
    ])
    expect(notes(['/etc/nginx/a'])).toEqual([
      'somebody else changed /etc/nginx/a after nginx.service last read its configuration: that goes live with its next reload',
    ])
  })

  test('go live with a certificate, too', () => {
    expect(notes(['/etc/nginx/a'], order)).toEqual([expect.stringMatching(/live with this apply$/)])
  })

  test('are counted when they are many', () => {
    const paths = [1, 2, 3, 4, 5, 6, 7, 8].map(number => `/etc/nginx/${number}`)
    expect(notes(paths)).toEqual([expect.stringContaining('/etc/nginx/6 and 2 more after nginx')])
    expect(notes(paths.slice(0, 6))).toEqual([expect.stringContaining('/etc/nginx/6 after nginx')])
  })

  test('are never our own', () => {
    expect(notes([...ours], reload)).toEqual([])
    expect(unloadedNotes(sampleState(), [reload], ours)).toEqual([])
  })
})
