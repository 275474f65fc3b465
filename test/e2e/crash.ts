import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import type { Release } from '../../src/lab/system.ts'
import { crashHost, judge, moved, startCrashing } from './crash-support.ts'
import { titleOf } from './releases.ts'
import { announce, exampleFile, onHost, standIns, withoutLab } from './support.ts'

const example = readFileSync(exampleFile, 'utf8')

/** The guide's mirror on the host that is crashed. */
const mirrorOn = ({ distro, release }: Release): string =>
  `${example.slice(0, example.indexOf('\nhosts:'))}
hosts:
  fra1: { address: ${crashHost}, distro: ${distro}, release: "${release}" }
`

/** The tests of a host of a release on which an apply is cut off: at every point, or at ten of them. */
export function describeCrash(system: Release, everywhere: boolean): void {
  const title = `a host of ${titleOf(system)} on which an apply is cut off`
  describe.skipIf(withoutLab)(title, () => testCrash(system, everywhere))
}

function testCrash(system: Release, everywhere: boolean): void {
  const before = mirrorOn(system)
  const after = moved(before)
  let lab: Lab
  let points: number

  beforeAll(async () => {
    lab = await startLab({ hosts: [{ name: crashHost, ...system }], standIns })
    await announce(lab)
    expect(await apply(before)).toBe('committed')
    expect(await apply(after)).toBe('committed')
    points = Number(await onHost(lab, crashHost, 'wc -c </run/crash/points'))
    expect(await apply(before)).toBe('committed')
  })
  afterAll(() => lab?.stop())

  async function apply(text: string): Promise<string> {
    const { connection, result } = await startCrashing(lab, text, 0)
    const { word } = await result
    connection.close()
    return word
  }

  /** At the first points there is no record of the run yet, and nothing to put back. */
  const hasBegun = async (id: string): Promise<boolean> =>
    (await onHost(lab, crashHost, `ls -d /var/lib/mirrorc/tx/${id} 2>/dev/null; true`)) !== ''

  /** Each time the same way: from what was before to what comes after. */
  async function goBack(found: 'old' | 'new'): Promise<void> {
    if (found === 'new') expect(await apply(before)).toBe('committed')
  }

  test('the runner is killed: without another contact, all is old or all is new', async () => {
    const step = everywhere ? 1 : Math.floor(points / 10)
    const tried = Array.from(
      { length: Math.floor(points / step) },
      (_, index) => points - index * step,
    )
    const tally = { points: 0, old: 0, new: 0 }
    for (const point of tried) {
      const { run, connection, result } = await startCrashing(lab, after, point)
      const { word } = await result
      connection.close()
      const found = await judge(lab, run.id)
      expect({ point, word }).toEqual({
        point,
        word: found === 'new' ? 'committed' : (await hasBegun(run.id)) ? 'rolled-back' : 'lost',
      })
      tally.points += 1
      tally[found] += 1
      await goBack(found)
    }
    console.log(
      `killed on a host: ${tally.points} of ${points} points, ${tally.old} old, ${tally.new} new, 0 torn`,
    )
    expect(tally.points).toBeGreaterThanOrEqual(10)
    expect(tally.old).toBeGreaterThan(0)
    expect(tally.new).toBeGreaterThan(0)
  }, 5_400_000)

  test('the connection is cut: the run ends all the same', async () => {
    for (const said of ['check nginx', 'write /etc/rsyncd.conf', 'health nginx.service']) {
      const cut = await new Promise<string>((resolve, reject) => {
        const started = startCrashing(lab, after, 0, {
          onStep: async step => {
            if (step !== said) return
            const { run, connection, result } = await started
            result.catch(() => {})
            connection.close()
            resolve(run.id)
          },
        })
        started.catch(reject)
      })
      await onHost(
        lab,
        crashHost,
        `until [ -e /var/lib/mirrorc/tx/${cut}/result ]; do sleep 0.1; done`,
      )
      expect(await judge(lab, cut)).toBe('new')
      await goBack('new')
    }
  })

  test('the machine loses its power: it is all old or all new when it is up again', async () => {
    const tally = { old: 0, new: 0 }
    const tried = everywhere ? [0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1] : [0.6, 0.85, 1]
    for (const share of tried) {
      await onHost(lab, crashHost, 'mkdir -p /run/crash; : >/run/crash/halt')
      const started = await startCrashing(lab, after, Math.round(points * share))
      started.result.catch(() => {})
      await onHost(lab, crashHost, 'until [ -e /run/crash/killed ]; do sleep 0.1; done')
      lab.kill(crashHost)
      started.connection.close()
      await lab.restart(crashHost)
      await onHost(lab, crashHost, 'systemctl is-system-running --wait || systemctl --failed')
      tally[await judge(lab, started.run.id)] += 1
      await goBack(tally.new > 0 ? 'new' : 'old')
    }
    console.log(`lost its power ${tried.length} times: ${tally.old} old, ${tally.new} new, 0 torn`)
    expect(tally.old).toBeGreaterThan(0)
  }, 5_400_000)
}
