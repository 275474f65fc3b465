import { describe, expect, test } from 'vitest'
import {
  byRoot,
  inBrief,
  observed,
  obstacles,
  sampleInstallation,
} from '../../../test/sample-state.ts'
import type { Directory } from '../../resource.ts'
import type { LinkState, PathState } from '../host-state.ts'
import { planAbove, planDirectory } from './directory.ts'

const path = '/srv/mirrors'
const directory = (hold: Directory['hold']): Directory => ({
  kind: 'directory',
  path,
  owner: 'sync',
  group: 'sync',
  mode: '0755',
  hold,
})
const plan = (hold: Directory['hold'], found: PathState | undefined): unknown =>
  inBrief(planDirectory(directory(hold), observed({ paths: found ? { [path]: found } : {} })))

const there = (owner: string, mode: string): PathState & { type: 'directory' } => ({
  type: 'directory',
  owner,
  group: owner,
  mode,
})
const own = (details: readonly string[], mode: string): object => ({
  verb: 'change',
  details,
  guards: [],
  steps: [{ do: 'own', path, owner: 'sync', group: 'sync', mode }],
})

describe('a directory', () => {
  test('that a package brings is not made; who owns it is looked at as if it were there', () => {
    const installation = sampleInstallation({ paths: { [path]: { type: 'directory' } } })
    const planned = (hold: Directory['hold']): unknown =>
      inBrief(planDirectory(directory(hold), observed({}, { installation })))
    expect(planned('nothing')).toBe('as wanted')
    expect(planned('all')).toEqual(own(['owner root:root → sync:sync'], '0755'))
  })

  test.each(['all', 'owner', 'nothing'] as const)(
    'that is not there, held to %s, is made',
    hold => {
      const made = {
        verb: 'add',
        details: ['sync:sync 0755'],
        guards: [{ path, expect: { type: 'absent' }, orPristine: true }],
        steps: [{ do: 'directory', path, owner: 'sync', group: 'sync', mode: '0755' }],
      }
      expect(plan(hold, { type: 'absent' })).toEqual(made)
      expect(plan(hold, undefined)).toEqual(made)
    },
  )

  const bothWrong = ['owner root:root → sync:sync', 'mode 0700 → 0755']
  test.each([
    ['all', there('sync', '0755'), 'as wanted'],
    ['all', there('root', '0700'), own(bothWrong, '0755')],
    ['all', there('sync', '2755'), own(['mode 2755 → 0755'], '0755')],
    // Its mode is the upstream's.
    ['owner', there('sync', '0700'), 'as wanted'],
    ['owner', there('root', '0700'), own(['owner root:root → sync:sync'], '0700')],
    ['nothing', there('root', '0700'), 'as wanted'],
  ] as const)('held to %s, that is %j', (hold, found, verdict) => {
    expect(plan(hold, found)).toEqual(verdict)
  })
})

describe('a link in the place of a directory', () => {
  const link = (owner: string, leadsTo: LinkState['leadsTo']): PathState => ({
    type: 'link',
    target: '/mnt/disk',
    owner,
    leadsTo,
  })

  test.each([
    ["root's, to one as wanted", link('root', there('sync', '0755')), 'as wanted'],
    [
      "root's, to one of somebody else's",
      link('root', there('root', '0755')),
      {
        ...own(['owner root:root → sync:sync', 'a link to /mnt/disk'], '0755'),
        guards: [{ path, expect: { type: 'link', target: '/mnt/disk' }, orPristine: false }],
      },
    ],
    [
      "somebody else's",
      link('nobody', there('sync', '0755')),
      `refused: ${path} is a symbolic link to /mnt/disk that belongs to nobody, not to root`,
    ],
    [
      'dangling',
      link('root', { type: 'absent' }),
      `refused: ${path} is a symbolic link to /mnt/disk, which is no directory`,
    ],
    [
      'to a file',
      link('root', { type: 'file' }),
      `refused: ${path} is a symbolic link to /mnt/disk, which is no directory`,
    ],
  ])('%s', (_, found, verdict) => {
    expect(plan('all', found)).toEqual(verdict)
  })
})

test.each([
  ['unreadable', `cannot look at ${path}: stat: Permission denied`],
  ['fifo', `${path} is in the way: it is no directory`],
  ['file', `${path} is in the way: it is no directory`],
])('%s in the place of a directory is refused', (obstacle, message) => {
  expect(plan('nothing', obstacles[obstacle])).toBe(`refused: ${message}`)
})

test('ownership by root is compared whole', () => {
  const found = { type: 'directory', ...byRoot, mode: '0755' } as const
  const wanted = { ...directory('all'), ...byRoot }
  expect(inBrief(planDirectory(wanted, observed({ paths: { [path]: found } })))).toBe('as wanted')
})

describe("a directory in which root's files lie", () => {
  const above = (found: PathState | undefined): unknown => inBrief(planAbove('/etc/cron.d', found))

  test.each([undefined, { type: 'absent' } as const, there('root', '0755'), there('root', '2775')])(
    'is as wanted: %j',
    found => {
      expect(above(found)).toBe('as wanted')
    },
  )

  test.each([
    ['another owner', there('nobody', '0755'), 'written by nobody, who could'],
    ['everybody may write', there('root', '1777'), 'written by everybody, who could'],
    ['a link', { ...obstacles.link, leadsTo: there('root', '0755') }, 'is a symbolic link to /x'],
    ['a file', obstacles.file, 'is in the way: it is no directory'],
    ['a fifo', obstacles.fifo, 'is in the way: it is no directory'],
    ['not to be looked at', obstacles.unreadable, 'cannot look at /etc/cron.d: stat: Permission'],
  ] as const)('is refused: %s', (_, found, reason) => {
    expect(above(found as PathState)).toMatch(/^refused: /)
    expect(above(found as PathState)).toContain(reason)
  })
})
