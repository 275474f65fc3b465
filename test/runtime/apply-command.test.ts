import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyAll } from '../../src/commands/apply.ts'
import { applyToHost } from '../../src/commands/apply-to-host.ts'
import { type Outcome, outcomeOf, visitHost } from '../../src/commands/visit-host.ts'
import type { MirrorHost } from '../../src/compiler/mirror.ts'
import { exitCode, Failure } from '../../src/failure.ts'
import { ordinary } from '../../src/plan/make-plan.ts'
import { collectingIo } from '../collecting-io.ts'
import { skipReason } from '../consumers/tools.ts'
import { sampleHost, sampleHttp, sampleRsync } from '../sample-mirror.ts'
import { sshOptions } from '../ssh/workspace.ts'
import { type Door, openDoor } from './door.ts'
import { startTestHost, type TestHost } from './test-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('apply, over SSH', () => {
  let host: TestHost
  let door: Door

  beforeAll(async () => {
    host = await startTestHost()
    door = await openDoor(host.sandbox)
  })
  afterAll(async () => {
    await door?.stop()
    await host?.stop()
  })

  /** Applies a mirror of another contact; `then` when the host is about to be looked at again. */
  async function applyAndThen(contact: string, then: () => void): Promise<Outcome> {
    const visit = await visitHost(sampleHost({ contact }), sshOptions(door.config), ordinary)
    expect(visit.plan.changes).not.toEqual([])
    const onStep = (step: string): void => {
      if (step === 'looking again') then()
    }
    return await applyToHost(visit, { onStep })
      .catch((error: unknown) => outcomeOf('fra1', error))
      .finally(() => visit.close())
  }

  test('a connection that is lost when all is done is made anew, to look again', async () => {
    const { exit, message } = await applyAndThen('cut@example.org', () => door.cut())
    expect(message).toMatch(/^\d+ changes made in .* nothing is left to do$/)
    expect(exit).toBe(0)
  })

  test('and where it is not to be had again, it is said that all is done', async () => {
    const { exit, message, hint } = await applyAndThen('shut@example.org', () => {
      door.shut()
      door.cut()
    })
    door.open()
    expect(exit).toBe(4)
    expect(message).toMatch(/^applied, but not looked at again: the connection was lost/)
    expect(hint).toMatch(/^what is left to do: mirrorc diff fra1; what was done: mirrorc log fra1/)
    expect(
      host.sandbox.sh('cat /etc/nginx/mirrorc-site.conf /usr/local/share/mirrorc/*'),
    ).toContain('shut@example.org')
  })

  /** Applies to each, side by side; `signal` is Ctrl-C. */
  function applySideBySide(hosts: readonly MirrorHost[], signal = new AbortController().signal) {
    const { io, err } = collectingIo('/')
    const tasks = hosts.map(one => ({ host: one, options: ordinary }))
    const options = { sshConfig: door.config, timeout: 20, parallel: 8, json: false, yes: true }
    return { ended: applyAll(tasks, options, { ...io, signal }), err }
  }

  /** A call of systemctl does not go on before `letGo`. */
  function holdUp(call: string): { readonly isHeld: () => boolean; letGo(): void } {
    host.sandbox.sh('rm -f /held /go')
    host.systemctl.hook(
      `[ "$1 $2" = "${call}" ] || exit 0; : >/held; until [ -e /go ]; do sleep 0.02; done`,
    )
    return {
      isHeld: () => host.sandbox.run(['test', '-e', '/held']).code === 0,
      letGo: () => host.sandbox.sh(': >/go'),
    }
  }

  /** For twenty seconds at most; the sandbox needs this process meanwhile. */
  async function comesTrue(is: () => boolean): Promise<boolean> {
    for (let attempt = 0; attempt < 400 && !is(); attempt += 1) await sleep(50)
    return is()
  }

  test('a unit that is enabled until the next boot is enabled for good', async () => {
    host.systemctl.setUnit('nginx.service', 'loaded active enabled-runtime no')
    const { ended, err } = applySideBySide([sampleHost()])
    expect({ exit: await ended, said: err() }).toEqual({
      exit: 0,
      said: expect.stringContaining('nothing is left to do'),
    })
    expect(host.systemctl.unit('nginx.service')).toBe('loaded active enabled no')
  })

  test('how it went with a host is said before the last of all has ended', async () => {
    const { letGo } = holdUp('restart rsync.service')
    const moved = sampleHost({ rsync: sampleRsync({ port: 8873 }) })
    // One is at work, so the other is turned away.
    const { ended, err } = applySideBySide([moved, moved])
    const isSaid = await comesTrue(() => err() !== '')
    const first = err()
    letGo()
    expect(await ended).toBe(5)
    expect({ isSaid, first }).toEqual({
      isSaid: true,
      first: expect.stringMatching(
        /^error: fra1: another apply is at work[\s\S]*hint: wait for it to end\n$/,
      ),
    })
    expect(err().slice(first.length)).toMatch(/^fra1: \d+ changes made in .*\n$/)
  })

  test('what could not be put back is exit 7, also after Ctrl-C', async () => {
    const { isHeld, letGo } = holdUp('reload nginx.service')
    host.systemctl.fail('reload nginx.service', 'reload-or-restart rsync.service')
    const interruption = new AbortController()
    const moved = sampleHost({ http: sampleHttp({ port: 8080 }) })
    const { ended, err } = applySideBySide([moved], interruption.signal)
    expect(await comesTrue(isHeld)).toBe(true)
    interruption.abort(new Failure(exitCode.interrupted, 'interrupted'))
    letGo()
    expect(await ended).toBe(7)
    expect(err()).toMatch(/interrupted: what .*\nerror: fra1: .* not everything could be put back/)
  })
})
