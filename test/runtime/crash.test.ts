import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type CrashScene, countPoints, crashAtEach, setScene } from './crash.ts'
import { shellsOfReleases, useShell } from './local-session.ts'
import { startServingHost } from './test-host.ts'

const skip = skipReason()
/** `npm run test:crash` tries every point under every shell; else some are tried. */
const everywhere = process.env.MIRRORC_CRASH === 'all'

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

let scene: CrashScene
let points: number

describe.skipIf(skip !== undefined)('the runner is killed', () => {
  beforeAll(async () => {
    scene = await setScene(await startServingHost('dash'))
    points = await countPoints(scene)
  })
  afterAll(() => scene?.host.stop())

  test('at more points than the plan has steps', () => {
    const { changes } = scene.plan
    const paths = changes.flatMap(change => change.name)
    for (const part of ['/etc/nginx/', '/etc/rsyncd.conf', '/etc/cron.d/']) {
      expect(paths.some(path => path.startsWith(part))).toBe(true)
    }
    expect(points).toBeGreaterThan(changes.flatMap(change => change.steps).length)
  })

  test.each(shellsOfReleases)(
    'at each point under %s: all is old or all is new',
    async shell => {
      useShell(scene.host.sandbox, shell)
      const all = range(points)
      const each = everywhere ? 1 : shell === 'dash' ? 18 : 36
      const tried = all.filter(point => (points - point) % each === 0)
      const tally = await crashAtEach(scene, tried)
      console.log(
        `${shell}: ${tally.points} of ${points} points, ${tally.old} old, ${tally.new} new, ${tally.torn.length} torn`,
      )
      expect(tally.torn).toEqual([])
      expect(tally.points).toBe(tried.length)
      expect(tally.old).toBeGreaterThan(0)
      expect(tally.new).toBeGreaterThan(0)
    },
    3_600_000,
  )
})
