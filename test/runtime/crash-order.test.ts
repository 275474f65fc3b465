import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Plan } from '../../src/plan/plan.ts'
import { skipReason } from '../consumers/tools.ts'
import { recover, runTo } from './crash.ts'
import {
  domain,
  fingerprint,
  link,
  live,
  lookAtOnce,
  placeholder,
  redirect,
  secureMirror,
  startSecureHost,
} from './secure-host.ts'
import type { TestHost } from './test-host.ts'

const skip = skipReason()
/** `npm run test:crash` tries every point; else some are tried. */
const each = process.env.MIRRORC_CRASH === 'all' ? 1 : 40
const places =
  '/etc/nginx /etc/rsyncd.conf /etc/mirrorc /etc/cron.d /etc/systemd/system /usr/local /srv /var/lib/mirrorc'

describe.skipIf(skip !== undefined)('a runner that is killed on the way to a certificate', () => {
  let host: TestHost
  let plan: Plan
  beforeAll(async () => {
    host = await startSecureHost()
    host.sandbox.sh(`mkdir /saved /run/crash; cp -a --parents ${places} /saved`)
    host.resources = secureMirror()
    plan = await host.look()
  }, 60_000)
  afterAll(() => host?.stop())

  /** The guide's mirror, without HTTPS. */
  function restore(): void {
    host.sandbox.sh(`
      rm -rf /etc/letsencrypt
      for path in ${places}; do rm -rf "$path"; cp -a -T "/saved$path" "$path"; done
      echo loaded inactive enabled no >/run/stub-systemctl/units/certbot.timer
      systemctl restart nginx.service
      until curl -sS -o /dev/null 127.0.0.1; do sleep 0.02; done`)
  }

  const words = new Set<string>()
  const starts = (): boolean => host.sandbox.run(['nginx', '-t']).code === 0

  /** What is wrong after a crash at a point and the recovery from it. */
  async function problemsAt(point: number): Promise<readonly string[]> {
    const id = await runTo({ host, plan }, point, '')
    const atOnce = starts()
    recover(host, id)
    return [
      ...(atOnce ? [] : ['nginx would not start']),
      ...(starts() ? [] : ['nginx would not start after the recovery']),
      ...untold(id),
      ...host.sandbox.sh("find /etc /usr/local -name '.mirrorc*'").split('\n').slice(0, -1),
    ]
  }

  /** What does not go with how the run ended. */
  function untold(id: string): readonly string[] {
    const { sandbox } = host
    const tx = '/var/lib/mirrorc/tx'
    const word = sandbox.sh(`cat "${tx}/$1/result" 2>/dev/null || echo none`, id).trim()
    words.add(word)
    const isNew = sandbox.run(['grep', '-q', `"run": "${id}"`, `${tx}/../ledger.json`]).code === 0
    const [ends, targets] = isNew
      ? [
          ['committed', 'pending'],
          [placeholder, live],
        ]
      : [['rolled-back', 'none'], ['']]
    const target = sandbox.run(['readlink', link]).stdout.trim()
    const leads = sandbox.run(['test', '-e', redirect]).code === 0
    return [
      ...(ends?.includes(word) ? [] : [`the result is ${word}`]),
      ...(targets?.includes(target) ? [] : [`the link leads to ${target}`]),
      ...(leads && target !== live ? ['HTTP leads to a placeholder'] : []),
    ]
  }

  /** What is left to do is done by the next apply. */
  async function problemsAfterwards(): Promise<readonly string[]> {
    const { word } = await host.carryOut(await lookAtOnce(host))
    const { changes, pending } = await host.look()
    const isServed = fingerprint(host) === fingerprint(host, live)
    return [
      ...(word === 'committed' ? [] : [`the next apply ends as ${word}`]),
      ...[...changes.map(({ id }) => id), ...pending].map(open => `then there is still ${open}`),
      ...(isServed ? [] : [`the certificate of ${domain} is not served`]),
    ]
  }

  test('nginx can be started at every moment, and the next apply comes to the certificate', async () => {
    await runTo({ host, plan }, 0, '')
    const points = Number(host.sandbox.sh('wc -c </run/crash/points'))
    expect(points).toBeGreaterThan(40)
    restore()
    // Most of what is new comes at the end.
    const closely = each === 1 ? 1 : 3
    const tried = Array.from({ length: points }, (_, index) => points - index).filter(
      (_, left) => left % each === 0 || (left < 24 && left % closely === 0),
    )
    const problems: string[] = []
    for (const point of tried) {
      const found = [...(await problemsAt(point)), ...(await problemsAfterwards())]
      problems.push(...found.map(problem => `point ${point} of ${points}: ${problem}`))
      restore()
    }
    console.log(`${tried.length} of ${points} points; the runs ended ${[...words].join(', ')}`)
    expect(problems).toEqual([])
    expect(tried.length).toBeGreaterThan(8)
    expect([...words]).toEqual(expect.arrayContaining(['rolled-back', 'pending', 'committed']))
  }, 3_600_000)
})
