import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunResult } from '../../src/ssh/run.ts'
import { newRun } from '../../src/ssh/session.ts'
import { lower } from '../../src/targets/lower.ts'
import { skipReason } from '../consumers/tools.ts'
import { sampleHost, sampleRsync } from '../sample-mirror.ts'
import { openLine, openLocalSession, takesLong } from './local-session.ts'
import { startServingHost, type TestHost } from './test-host.ts'

const skip = skipReason()

let host: TestHost
let before: readonly string[]

const places =
  '/etc/nginx /etc/rsyncd.conf /etc/mirrorc /etc/cron.d /etc/systemd/system /srv /mnt /usr/local/share /var/lib/mirrorc'

beforeAll(async () => {
  if (skip !== undefined) return
  host = await startServingHost('dash')
  before = host.served()
  host.sandbox.sh(`mkdir /saved; cp -a --parents ${places} /saved`)
})
afterAll(() => host?.stop())

/** As it was, and with a shell that answers. */
async function restore(): Promise<void> {
  host.sandbox.sh(`
    for path in ${places}; do
      [ "$path" = /mnt ] || rm -rf "$path"
      cp -a -T "/saved$path" "$path"
    done
    systemctl daemon-reload
    systemctl restart rsync.service
    systemctl restart nginx.service`)
  host.session = await openLocalSession(host.sandbox)
  expect(host.differences(before)).toEqual([])
}

describe.skipIf(skip !== undefined)('the connection is lost', () => {
  test('in the middle of a run: it ends all the same, and can be followed again', async () => {
    // Long enough for us to hear of the steps before, and to hang up.
    host.systemctl.hook('sleep 0.3')
    const plan = await host.look()
    const { session, process } = await openLine(host.sandbox)
    const run = newRun()
    await new Promise<void>(resolve => {
      const onStep = (step: string): void => {
        if (step === 'daemon-reload') resolve()
      }
      host.carryOut(plan, { session, run, onStep }).catch(() => {})
    })
    for (const end of [process.stdin, process.stdout, process.stderr]) end?.destroy()
    const seen = run.lines.length
    const again: string[] = []
    const { word } = await host.session.attach(run, { onStep: step => again.push(step) })
    expect(word).toBe('committed')
    expect(again).toContain('ledger')
    expect(again).not.toContain('daemon-reload')
    const whole = host.sandbox.sh('cat "/var/lib/mirrorc/tx/$1/log"', run.id).split('\n')
    expect(run.lines).toEqual(whole.slice(0, -1))
    expect(seen).toBeLessThan(run.lines.length)
    host.systemctl.hook('')
    expect((await host.look()).changes).toEqual([])
    await restore()
  })

  test('before the plan had arrived: there is nothing to follow', async () => {
    const { word } = await host.session.attach(newRun(), { onStep: () => {} })
    expect(word).toBe('unknown')
  })
})

describe.skipIf(skip !== undefined)('the client asks to stop', () => {
  /** Asks when a step is heard of, and says how it ended. */
  async function stopAt(step: string): Promise<RunResult> {
    const stop = new AbortController()
    host.systemctl.calls()
    host.systemctl.hook('sleep 0.2')
    const result = await host.carryOut(await host.look(), {
      stop: stop.signal,
      onStep: said => {
        if (said === step) stop.abort()
      },
    })
    host.systemctl.hook('')
    return result
  }

  test('before anything went live: it stops', async () => {
    const { word, log } = await stopAt('directory /srv/mirrors/new')
    expect({ word, log: log.at(-1) }).toEqual({ word: 'interrupted', log: 'it was interrupted' })
    expect(host.differences(before)).toEqual([])
    expect(host.systemctl.calls()).toEqual([])
  })

  test('after the switch: everything is put back', async () => {
    const { word } = await stopAt('daemon-reload')
    expect(word).toBe('rolled-back')
    expect(host.differences(before)).toEqual([])
  })

  test('at the last moment: it is done', async () => {
    expect((await stopAt('ledger')).word).toBe('committed')
    expect((await host.look()).changes).toEqual([])
    await restore()
  })
})

describe.skipIf(skip !== undefined)('the disk of the records is full', () => {
  test('at whatever moment: nothing is lost, and never is it stuck', {
    timeout: 120_000,
  }, async () => {
    // Without nginx there is no copy of its files, which would be too large from the start.
    host.resources = lower(
      sampleHost({ http: undefined, rsync: sampleRsync({ port: 8873, maxConnections: 5 }) }),
    )
    const words: string[] = []
    for (let pages = 1; !words.includes('committed') && pages < 60; pages += takesLong ? 1 : 2) {
      host.sandbox.sh('mount -t tmpfs -o size="$1",mode=755 tiny /var/lib/mirrorc', `${pages * 4}k`)
      const { word } = await host.apply()
      host.sandbox.sh('umount -l /var/lib/mirrorc')
      words.push(word)
      if (word !== 'committed')
        expect({ pages, word, left: host.differences(before) }).toMatchObject({ left: [] })
    }
    expect([...new Set(words)]).toEqual(['no-space', 'failed', 'rolled-back', 'committed'])
  })
})
