import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type CrashScene, countPoints, crashAtEach, crashInRecovery, setScene } from './crash.ts'
import { startServingHost } from './test-host.ts'

const skip = skipReason()
/** `npm run test:crash` tries every point; else some are tried. */
const everywhere = process.env.MIRRORC_CRASH === 'all'
const isTried = (point: number): boolean => everywhere || point % 20 === 1

const failing = 'health() { echo "it is not well"; return 1; }\n'
const edit = 'echo "# mine" >>/etc/rsyncd.conf'

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe.skipIf(skip !== undefined)('a runner that crashes', () => {
  let scene: CrashScene
  let points: number

  beforeAll(async () => {
    scene = await setScene(await startServingHost('dash'))
    points = await countPoints(scene)
  })
  afterAll(() => scene?.host.stop())

  test('while it undoes: all is old', async () => {
    const before = await countPoints(scene, `${failing}undo() { :; }`)
    const all = await countPoints(scene, failing)
    const tried = range(before - 1, all).filter(isTried)
    const tally = await crashAtEach(scene, tried, { fault: failing })
    console.log(`in the undo: ${tally.points} points of ${all - before + 2}, ${tally.old} old`)
    expect(tally.torn).toEqual([])
    expect(tally.points).toBeGreaterThan(2)
    expect(tally.old).toBe(tally.points)
  }, 3_600_000)

  test('while it recovers from a crash: all is old', async () => {
    const tally = await crashInRecovery(scene, points - 4, isTried)
    console.log(`in the recovery: ${tally.points} points, ${tally.old} old`)
    expect(tally.torn).toEqual([])
    expect(tally.points).toBeGreaterThan(2)
    expect(tally.old).toBe(tally.points)
  }, 3_600_000)

  test('never overwrites what somebody edited meanwhile', async () => {
    const tally = await crashAtEach(scene, [0, 1], { edit })
    expect(tally).toMatchObject({ points: 2, old: 2, torn: [] })
  })
})

describe.skipIf(skip !== undefined)('the test of crashes fails when', () => {
  let scene: CrashScene

  beforeAll(async () => {
    scene = await setScene(await startServingHost('dash'))
  })
  afterAll(() => scene?.host.stop())

  /** What is torn at the last points, which come after the switch and before the end. */
  async function tornWith(fault: string): Promise<readonly string[]> {
    const points = await countPoints(scene, fault)
    return (await crashAtEach(scene, range(points - 8, points - 6), { fault })).torn
  }

  test('the ledger is renamed first', async () => {
    expect((await tornWith('check() { commit; }')).length).toBeGreaterThan(0)
  }, 300_000)

  test('services are not loaded again', async () => {
    expect((await tornWith('load_again() { :; }')).length).toBeGreaterThan(0)
  }, 300_000)

  test('nobody looks whether all is as it was planned for', async () => {
    const { torn } = await crashAtEach(scene, [0], { fault: 'guard() { :; }', edit })
    expect(torn).toEqual([expect.stringContaining("somebody's edit is gone")])
  }, 300_000)
})
