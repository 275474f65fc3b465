import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lower } from '../../src/targets/lower.ts'
import { skipReason } from '../consumers/tools.ts'
import { sampleHost, sampleHttp } from '../sample-mirror.ts'
import { shellsOfReleases } from './local-session.ts'
import { startServingHost, startTestHost, type TestHost } from './test-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined).each(shellsOfReleases)('a run that fails under %s', shell => {
  let host: TestHost
  let before: readonly string[]

  beforeAll(async () => {
    host = await startServingHost(shell)
    before = host.served()
  })
  afterAll(() => host?.stop())

  async function expectPutBack(): Promise<void> {
    expect(host.differences(before)).toEqual([])
    expect(host.sandbox.sh('curl -sS -o /dev/null -w %{http_code} 127.0.0.1/athena/')).toBe('200')
    expect(host.sandbox.sh('rsync rsync://127.0.0.1/')).toContain('The Athena Hub')
  }

  test('the plan has a step of every kind that undo knows', async () => {
    const { changes, refusals } = await host.look()
    expect(refusals).toEqual([])
    const kinds = new Set(changes.flatMap(change => change.steps.map(step => step.do)))
    const wanted = ['activate', 'check', 'daemon-reload', 'directory', 'own', 'remove', 'write']
    expect([...kinds].sort()).toEqual(wanted)
  })

  test('in "systemctl reload": everything is put back, and it says why', async () => {
    host.systemctl.fail('reload nginx.service')
    const { word, log } = await host.apply()
    const why = 'stub-systemctl: reload nginx.service fails'
    expect({ word, log }).toEqual({ word: 'rolled-back', log: [why] })
    await expectPutBack()
  })

  // For the rest it matters little which shell it is.
  if (shell !== 'dash') return

  test.each(['restart rsync.service', 'daemon-reload'])(
    'in "systemctl %s": everything is put back',
    async call => {
      host.systemctl.fail(call)
      const { word, log } = await host.apply()
      expect({ word, log }).toEqual({ word: 'rolled-back', log: [`stub-systemctl: ${call} fails`] })
      await expectPutBack()
    },
  )

  test('in a rename: everything is put back', async () => {
    // A file that is mounted cannot be renamed over; rename(2), EBUSY.
    host.sandbox.sh('mount --bind /etc/cron.d/mirrorc /etc/cron.d/mirrorc')
    const { word, log } = await host.apply()
    host.sandbox.sh('umount /etc/cron.d/mirrorc')
    expect(word).toBe('rolled-back')
    expect(log.join('\n')).toContain('Device or resource busy')
    await expectPutBack()
  })

  test('and whose undo fails too: stuck, and yet all files are put back', async () => {
    host.systemctl.fail('reload nginx.service', 'reload-or-restart rsync.service')
    const { word, log } = await host.apply()
    expect(word).toBe('stuck')
    expect(log.slice(-2)).toEqual(['not put back:', 'restart rsync.service .'])
    host.sandbox.sh('systemctl restart rsync.service; sleep 0.2')
    await expectPutBack()
  })
})

describe.skipIf(skip !== undefined)('a run that fails where nothing was', () => {
  let host: TestHost
  let before: readonly string[]

  beforeAll(async () => {
    host = await startTestHost()
    before = host.served()
  })
  afterAll(() => host?.stop())

  test.each(['enable rsync.service', 'start rsync.service', 'reload nginx.service'])(
    'in "systemctl %s": links, services and the default site are as they were',
    async call => {
      host.systemctl.fail(call)
      expect((await host.apply()).word).toBe('rolled-back')
      expect(host.differences(before)).toEqual([])
    },
  )

  test('a unit that was enabled before is not switched off', async () => {
    host.systemctl.fail('start rsync.service')
    const plan = await host.look()
    host.systemctl.setUnit('rsync.service', 'loaded inactive enabled no')
    expect((await host.carryOut(plan)).word).toBe('rolled-back')
    expect(host.systemctl.unit('rsync.service')).toBe('loaded inactive enabled no')
    host.systemctl.setUnit('rsync.service', 'loaded inactive disabled no')
  })

  test('a unit that dies right after its start', async () => {
    host.sandbox.sh('mv /usr/bin/rsync /usr/bin/rsync-away; ln -s /bin/false /usr/bin/rsync')
    const { word, log } = await host.apply()
    host.sandbox.sh('mv /usr/bin/rsync-away /usr/bin/rsync')
    const why = ['rsync.service does not come up:', 'rsync.service is failed']
    expect({ word, log }).toEqual({ word: 'rolled-back', log: why })
    expect(host.differences(before)).toEqual([])
  })

  test('a port that another program has: a reload that keeps the old port is noticed', async () => {
    host.resources = lower(sampleHost({ http: sampleHttp({ port: 8080 }) }))
    const other = host.sandbox.start(['busybox', 'httpd', '-f', '-p', '8080'])
    host.sandbox.waitFor('ss -Hltn | grep -q :8080')
    const { word } = await host.apply()
    other.kill('SIGKILL')
    expect(word).toBe('rolled-back')
    expect(host.differences(before)).toEqual([])
  })
})
