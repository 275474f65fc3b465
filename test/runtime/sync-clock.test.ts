import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { text as clock } from '../../src/runtime/mirror-sync/clock.sh'
import { skipReason } from '../consumers/tools.ts'
import { shells } from './local-session.ts'

const skip = skipReason()

const commands = { dash: ['dash'], bash: ['bash'], busybox: ['busybox', 'sh'] } as const

describe.skipIf(skip !== undefined).each(shells)(
  'the clock of the sync program under %s',
  shell => {
    const [program, ...words] = commands[shell]
    const run = (script: string): readonly string[] => {
      // bash(1) reads bashrc where standard input is a socket, as spawnSync makes it.
      const { stdout, stderr } = spawnSync(program, [...words, '-euc', `${clock}\n${script}`], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      expect(stderr).toBe('')
      return stdout.trim().split('\n')
    }

    test('days are those of the calendar', () => {
      const edges = [
        '1970-01-01',
        '2000-02-28',
        '2000-02-29',
        '2000-03-01',
        '2024-02-29',
        '2026-12-31',
      ]
      const more = [
        '2027-01-01',
        '2027-02-28',
        '2027-03-01',
        '2099-12-31',
        '2100-02-28',
        '2100-03-01',
      ]
      const days = [...edges, ...more].map(day => Date.parse(`${day}T00:00:00Z`) / 1000)
      const spread = Array.from({ length: 200 }, (_, index) => 1_700_000_000 + index * 7_654_321)
      const times = [...days, ...days.map(day => day + 86_399), ...spread]
      const format = `'%04d-%02d-%02dT%02d:%02d:%02d\\n'`
      const said = run(`for t in ${times.join(' ')}; do format_time ${format} "$t"; done`)
      expect(said).toEqual(times.map(time => new Date(time * 1000).toISOString().slice(0, 19)))
    })

    test('it is as late as the machine says', () => {
      const [before = '', now = '', after = ''] = run(`date +%s; start_clock; now; echo; date +%s`)
      expect(Number(now)).toBeGreaterThanOrEqual(Number(before) - 1)
      expect(Number(now)).toBeLessThanOrEqual(Number(after) + 1)
    })
  },
)
