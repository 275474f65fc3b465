import { afterEach, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { shells } from './local-session.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined).each(shells)('mirror-sync under %s', shell => {
  let host: SyncHost
  afterEach(() => host?.sandbox.stop())

  test('a tree comes, changes and goes as the upstream has it; nothing new is nothing done', async () => {
    host = await startSyncHost(shell)
    host.module('athena')
    host.sandbox.sh(`cd /hub/athena; mkdir -p a/b; for n in 1 2 3 4 5 6 7 8; do echo "$n" >"a/$n"; done
      echo deep >a/b/deep; ln a/1 a/hard; ln -s 1 a/soft`)
    const first = host.sync('athena')
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/athena')).toEqual(host.tree('/hub/athena'))
    expect(host.status('athena')).toMatchObject({ state: 'success', failures: 0, exit_code: 0 })

    const before = host.sandbox.sh(
      'cd /srv/mirrors/athena; find . -printf "%p %i %T@ %C@\\n" | sort',
    )
    expect(host.sync('athena', '--now').stdout).toContain('nothing new')
    expect(
      host.sandbox.sh('cd /srv/mirrors/athena; find . -printf "%p %i %T@ %C@\\n" | sort'),
    ).toBe(before)

    host.sandbox.sh('cd /hub/athena; echo changed >a/2; rm a/3; echo new >a/new')
    expect(host.sync('athena').code).toBe(0)
    expect(host.tree('/srv/mirrors/athena')).toEqual(host.tree('/hub/athena'))
  })
})
