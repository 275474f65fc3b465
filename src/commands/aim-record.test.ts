import { describe, expect, test } from 'vitest'
import { releases, sampleHost, variants } from '../../test/sample-mirror.ts'
import { exitCode, type Failure } from '../failure.ts'
import { lower } from '../targets/lower.ts'
import { type Aim, aimOfFile } from './aim.ts'
import { readAim, writeAim } from './aim-record.ts'

const id = '20261122T190000Z-abcdef'
const host = sampleHost()
const aim: Aim = {
  site: 'athena',
  storage: { root: '/srv/mirrors', user: 'rsyncuser' },
  input: 'digest',
  resources: lower(host),
}

/** The record, with something else in it. */
function recorded(change: (record: Record<string, unknown>) => void): string {
  const record = JSON.parse(writeAim(aim, host))
  change(record)
  return JSON.stringify(record)
}

/** One resource of a kind, to change. */
function resourceOf(record: Record<string, unknown>, kind: string): Record<string, unknown> {
  const found = (record.resources as Record<string, unknown>[]).find(each => each.kind === kind)
  if (found === undefined) throw new Error(`the sample has no ${kind}`)
  return found
}

function refusal(text: string, ofHost = host): Failure {
  try {
    readAim(text, id, ofHost)
  } catch (error) {
    return error as Failure
  }
  throw new Error('it was read')
}

describe('what an apply made of a host', () => {
  const cases = releases.flatMap(release => variants.map(variant => ({ ...release, ...variant })))
  test.each(cases)('is read as it was written: $distro $release, $title', async each => {
    const every = sampleHost({ distro: each.distro, release: each.release, ...each.changes })
    const made = await aimOfFile(every)
    expect(made.resources.length).toBeGreaterThan(10)
    expect(readAim(writeAim(made, every), id, every)).toEqual(made)
  })

  test('is also nothing, after `retire`', () => {
    const nothing = { ...aim, resources: [] }
    expect(readAim(writeAim(nothing, host), id, host)).toEqual(nothing)
  })

  test.each<[string, (record: Record<string, unknown>) => void]>([
    [
      'another format',
      record => {
        record.format = 2
      },
    ],
    [
      'a kind of resource that is not known here',
      record => {
        resourceOf(record, 'group').kind = 'timer'
      },
    ],
    [
      'a kind that every object knows',
      record => {
        resourceOf(record, 'group').kind = 'constructor'
      },
    ],
    [
      'a field less',
      record => {
        delete resourceOf(record, 'service').probes
      },
    ],
    [
      'a field more',
      record => {
        resourceOf(record, 'service').socket = 'x.socket'
      },
    ],
    [
      'something else that must answer',
      record => {
        resourceOf(record, 'service').probes = [{ protocol: 'gopher', port: 70 }]
      },
    ],
    [
      'a field of another type',
      record => {
        resourceOf(record, 'file').content = { text: '' }
      },
    ],
    [
      'no resources',
      record => {
        delete record.resources
      },
    ],
    [
      'no tree',
      record => {
        record.storage = null
      },
    ],
  ])('is refused with %s, and names who recorded it', (_, change) => {
    const text = recorded(record => {
      record.tool = '9.9.9\u001b[2J'
      change(record)
    })
    const { exit, message, hint } = refusal(text)
    expect(exit).toBe(exitCode.refused)
    expect(message).toMatch(
      /^the apply 20261122T190000Z-abcdef was recorded by mirrorc 9\.9\.9\\u\{1b\}\[2J, and this is mirrorc \S+, which does not read that: nothing was done$/,
    )
    expect(hint).toContain('roll back with the version that recorded it')
  })

  test.each(['', '{', 'null', '[]', '"x"', '{"resources":[]}'])(
    'is refused when it is no record: %j',
    text => {
      expect(refusal(text).message).toContain('was recorded by another version of mirrorc')
    },
  )

  test('is refused for another distribution', () => {
    const { exit, message } = refusal(writeAim(aim, host), sampleHost({ release: '13' }))
    expect(exit).toBe(exitCode.refused)
    expect(message).toContain('was for debian 12, and mirror.yaml says debian 13: nothing was done')
  })
})
