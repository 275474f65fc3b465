import { describe, expect, test } from 'vitest'
import { inBrief, observed, obstacles, sampleInstallation } from '../../../test/sample-state.ts'
import type { LinkState, PathState } from '../host-state.ts'
import { planDefaultSite, planSymlink } from './symlink.ts'

const path = '/etc/nginx/sites-enabled/x'
const target = '/etc/nginx/sites-available/x'
const link = (to: string, targetPristine?: boolean): LinkState => ({
  type: 'link',
  target: to,
  owner: 'root',
  leadsTo: { type: 'file' },
  ...(targetPristine === undefined ? {} : { targetPristine }),
})
const at = (found: PathState | undefined) => ({ paths: found ? { [path]: found } : {} })

describe('a symbolic link', () => {
  const resource = { kind: 'symlink', path, target } as const

  test.each([undefined, { type: 'absent' }] as const)('that is not there: %j', found => {
    expect(inBrief(planSymlink(resource, observed(at(found))))).toEqual({
      verb: 'add',
      details: [`→ ${target}`],
      guards: [{ path, expect: { type: 'absent' }, orPristine: false }],
      steps: [{ do: 'link', path, target }],
    })
  })

  test.each([
    ['as wanted', link(target), 'as wanted'],
    ['to elsewhere', link('/x'), `refused: ${path} is in the way: it is a symbolic link to /x`],
    ['a file', obstacles.file, `refused: ${path} is in the way: it is no symbolic link`],
    ['a directory', obstacles.directory, `refused: ${path} is in the way: it is no symbolic link`],
    ['a fifo', obstacles.fifo, `refused: ${path} is in the way: it is no symbolic link`],
    [
      'not to be looked at',
      obstacles.unreadable,
      `refused: cannot look at ${path}: stat: Permission denied`,
    ],
  ])('whose place is %s', (_, found, verdict) => {
    expect(inBrief(planSymlink(resource, observed(at(found))))).toEqual(verdict)
  })
})

describe("the distribution's default site", () => {
  const resource = { kind: 'default-site', path, target } as const
  const stays = `note: ${path} is not the distribution's own default site any more: it stays`
  const goes = (detail: string): unknown => ({
    verb: 'remove',
    details: [detail],
    guards: [],
    steps: [{ do: 'unlink-site', path, target }],
  })

  test.each([
    ['is on, and as shipped', link(target, true), false, goes("the distribution's own")],
    ['is on, and edited', link(target, false), false, stays],
    ['is on, and nobody knows', link(target), false, stays],
    ['leads elsewhere', link('/x', true), false, stays],
    ['is a file', obstacles.file, false, stays],
    ['is off', { type: 'absent' }, false, 'as wanted'],
    ['was never asked about', undefined, false, 'as wanted'],
    ['comes with the package', { type: 'absent' }, true, goes('the package switches it on')],
  ] as const)('that %s', (_, found, installing, verdict) => {
    const seen = observed(at(found as PathState | undefined), {
      installation: sampleInstallation(
        installing ? { paths: { [path]: { type: 'link', target } } } : {},
      ),
    })
    expect(inBrief(planDefaultSite(resource, seen))).toEqual(verdict)
  })
})
