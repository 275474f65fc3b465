import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('options that the admin adds to rsync', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
  })
  afterAll(() => host?.sandbox.stop())

  test.each(['in-place', 'atomic'])('what is too large does not come (%s)', publish => {
    const name = `sized-${publish}`
    const option = ['--max-size=2K', '--min-size=2', '--whole-file']
    const served = `/srv/mirrors/${name}${publish === 'atomic' ? '/.mirrorc/current/.' : ''}`
    host.module(name, { publish, option, verify: 'sha256sums' })
    host.sandbox.sh(
      'cd "/hub/$1"; echo small >small; head -c 3000 /dev/zero >large; printf 1 >tiny; sha256sum * >SHA256SUMS',
      name,
    )
    const names = () => host.tree(served).map(line => line.split(' ')[0])
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(names()).toEqual(['./SHA256SUMS', './small'])
    host.module(name, { publish, verify: 'sha256sums' })
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(names()).toEqual(['./SHA256SUMS', './large', './small', './tiny'])
  })
})
