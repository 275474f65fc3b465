import { describe, expect, test } from 'vitest'
import { inBrief, observed, sampleInstallation } from '../../../test/sample-state.ts'
import type { UserState } from '../host-state.ts'
import { planGroup, planUser } from './account.ts'

const group = { kind: 'group', name: 'sync' } as const
const user = {
  kind: 'user',
  name: 'sync',
  group: 'sync',
  home: '/var/lib/sync',
  shell: '/usr/sbin/nologin',
  comment: 'mirror sync',
} as const

describe('a group', () => {
  test('that is there', () => {
    expect(inBrief(planGroup(group, observed({ groups: { sync: 'present' } })))).toBe('as wanted')
  })

  test.each([{ groups: { sync: 'absent' } }, { groups: {} }] as const)('that is not: %j', state => {
    expect(inBrief(planGroup(group, observed(state)))).toEqual({
      verb: 'add',
      details: ['system group'],
      guards: [],
      steps: [{ do: 'group', name: 'sync' }],
    })
  })
})

test('a user and a group that come with a package', () => {
  const installation = sampleInstallation({ users: ['sync'], groups: ['sync'] })
  expect(inBrief(planGroup(group, observed({}, { installation })))).toBe('as wanted')
  expect(inBrief(planUser(user, observed({}, { installation })))).toBe('as wanted')
  const other = sampleInstallation({ users: ['syn'], groups: ['syn'] })
  expect(inBrief(planGroup(group, observed({}, { installation: other })))).not.toBe('as wanted')
  expect(inBrief(planUser(user, observed({}, { installation: other })))).not.toBe('as wanted')
})

describe('a user', () => {
  const present = (changes: Partial<UserState & { state: 'present' }>): UserState => ({
    state: 'present',
    uid: 999,
    home: '/home/else',
    shell: '/bin/bash',
    ...changes,
  })

  test.each([
    ['is there, with another home and shell', present({}), 'as wanted'],
    [
      'is root by another name',
      present({ uid: 0 }),
      'refused: user sync is root on the host (uid 0)',
    ],
  ])('that %s', (_, found, verdict) => {
    expect(inBrief(planUser(user, observed({ users: { sync: found } })))).toEqual(verdict)
  })

  test('that is not there', () => {
    const { kind: _, ...words } = user
    expect(inBrief(planUser(user, observed({ users: { sync: { state: 'absent' } } })))).toEqual({
      verb: 'add',
      details: ['system user, home /var/lib/sync, shell /usr/sbin/nologin'],
      guards: [],
      steps: [{ do: 'user', ...words }],
    })
    expect(inBrief(planUser(user, observed({})))).toMatchObject({ verb: 'add' })
  })
})
