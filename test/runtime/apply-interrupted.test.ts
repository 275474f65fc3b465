import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { File } from '../../src/resource.ts'
import { lower } from '../../src/targets/lower.ts'
import { skipReason } from '../consumers/tools.ts'
import { sampleHost } from '../sample-mirror.ts'
import { openLine, openLocalSession, shells, useShell } from './local-session.ts'
import { startServingHost, type TestHost } from './test-host.ts'

const skip = skipReason()

let host: TestHost
let before: readonly string[]

const places =
  '/etc/nginx /etc/rsyncd.conf /etc/cron.d /etc/systemd/system /srv /mnt /var/lib/mirrorc'

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

describe.skipIf(skip !== undefined)('the runner is killed', () => {
  const steps = [
    'directory /srv/mirrors/new',
    'check nginx',
    'write /etc/rsyncd.conf',
    'write /etc/nginx/sites-available/mirrorc',
    'own /srv/mirrors/athena',
    'restart rsync.service',
    'health nginx.service',
  ]

  test.each(steps)(
    'at "%s": each file is the old or the new one, and the next run puts the old back',
    async step => {
      useShell(host.sandbox, shells[steps.indexOf(step) % shells.length] ?? 'dash')
      const plan = await host.look()
      const line = await openLine(host.sandbox)
      const run = line.session.apply(plan, said => {
        if (said === step) line.process.kill('SIGKILL')
      })
      await expect(run).rejects.toThrow('the host ended the session before it answered')
      expect(tornFiles()).toEqual([])
      // What the old runner started may go on for a moment.
      host.sandbox.sh('sleep 0.1')
      host.session = await openLocalSession(host.sandbox)
      const found = await host.look()
      expect(found.refusals[0]?.message).toMatch(/^apply \S+ was cut off half way$/)
      expect((await host.session.recover()).word).toBe('recovered')
      const kept = ['directory /srv/mirrors/new']
      expect(
        host.differences(before).filter(line => !kept.some(path => line.includes(path.slice(10)))),
      ).toEqual([])
      expect(host.sandbox.sh("find /etc /srv -name '.mirrorc*'")).toBe('')
      expect((await host.apply()).word).toBe('committed')
      expect((await host.look()).changes).toEqual([])
      await restore()
    },
  )

  /** Files of the plan that are neither as they were nor as they shall be. */
  function tornFiles(): readonly string[] {
    const files = host.resources.filter((resource): resource is File => resource.kind === 'file')
    return files
      .filter(({ path, content }) => {
        const script = 'cat "$1" 2>/dev/null || echo absent'
        const states = [content, host.sandbox.sh(script, `/saved${path}`)]
        return !states.includes(host.sandbox.sh(script, path))
      })
      .map(({ path }) => path)
  }
})

describe.skipIf(skip !== undefined)('the connection is lost', () => {
  test('in the middle of a run: it ends all the same', async () => {
    // Long enough for us to hear of the steps before, and to hang up.
    host.systemctl.hook('sleep 0.3')
    const plan = await host.look()
    const { session, process } = await openLine(host.sandbox)
    const heard = new Promise<void>(resolve => {
      const run = session.apply(plan, step => {
        if (step === 'daemon-reload') resolve()
      })
      run.catch(() => {})
    })
    await heard
    for (const end of [process.stdin, process.stdout, process.stderr]) end?.destroy()
    const newest = 'cd /var/lib/mirrorc/tx; cd "$(ls -t | head -n 1)"'
    expect(host.sandbox.sh(`${newest}; until [ -s result ]; do sleep 0.05; done; cat result`)).toBe(
      'committed\n',
    )
    host.systemctl.hook('')
    expect((await host.look()).changes).toEqual([])
    await restore()
  })
})

describe.skipIf(skip !== undefined)('the disk of the records is full', () => {
  test('at whatever moment: nothing is lost, and never is it stuck', async () => {
    // Without nginx there is no copy of its files, which would be too large from the start.
    host.resources = lower(
      sampleHost({ http: undefined, rsync: { port: 8873, maxConnections: 5 } }),
    )
    const words: string[] = []
    for (let pages = 1; !words.includes('committed') && pages < 60; pages += 1) {
      host.sandbox.sh('mount -t tmpfs -o size="$1",mode=755 tiny /var/lib/mirrorc', `${pages * 4}k`)
      const { word } = await host.apply()
      host.sandbox.sh('umount -l /var/lib/mirrorc')
      words.push(word)
      if (word !== 'committed')
        expect({ pages, word, left: host.differences(before) }).toMatchObject({ left: [] })
    }
    expect([...new Set(words)]).toEqual(['no-space', 'rolled-back', 'committed'])
  })
})
