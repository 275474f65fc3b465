import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { hubUrl, type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('the line that a run leaves in the journal', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
    // What stands in for logger(1) writes down what it was asked to.
    const stub = '#!/bin/sh\nprintf "%s|" "$@" >>/tmp/logged\necho >>/tmp/logged\n'
    host.sandbox.write('/usr/bin/logger', stub, '755')
    host.sandbox.sh('install -m 666 /dev/null /tmp/logged')
  })
  afterAll(() => host?.sandbox.stop())

  test('is handed to logger where nobody else would: by hand, and once', () => {
    const logged = () => host.sandbox.sh('cat /tmp/logged; : >/tmp/logged')
    host.module('told')
    host.sandbox.sh('echo file >/hub/told/file')
    expect(host.sync('told', '--dry-run').code).toBe(0)
    expect(host.sync('told')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^told: /) })
    expect(logged()).toBe('')
    expect(host.sync('told', '--now').code).toBe(0)
    expect(logged()).toBe('-t|mirrorc-sync|--|told: nothing new among 1 files|\n')
    host.module('told', { upstream: `${hubUrl}/nothing` })
    expect(host.sync('told', '--now').code).toBe(1)
    expect(logged()).toMatch(/^-t\|mirrorc-sync\|--\|told: failed: .*Unknown module.*\|\n$/)
    host.sandbox.sh('rm /usr/bin/logger')
    expect(host.sync('told', '--now')).toMatchObject({ code: 1, stderr: '' })
  })
})
