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

  /** Puts a program in the place of rsync, which is `rsync-real` meanwhile. */
  function wrapRsync(script: string): void {
    host.sandbox.sh('[ -e /usr/bin/rsync-real ] || cp /usr/bin/rsync /usr/bin/rsync-real')
    host.sandbox.write('/usr/bin/rsync', `#!/bin/sh\n${script}\n`, '755')
  }

  test('files that vanished upstream while it was read (24) fail no sync', () => {
    wrapRsync('rsync-real "$@" || exit; exit 24')
    host.module('vanished')
    host.sandbox.sh('echo file >/hub/vanished/file')
    expect(host.sync('vanished')).toMatchObject({ code: 0, stderr: '' })
    expect(host.status('vanished')).toMatchObject({ state: 'success', exit_code: 24 })
    expect(host.tree('/srv/mirrors/vanished')).toEqual(['./file file'])
  })

  test('nothing is compressed on its way unless that is asked for', () => {
    wrapRsync('printf "%s\\n" "$@" "" >>/tmp/words; exec rsync-real "$@"')
    host.sandbox.sh('install -m 666 /dev/null /tmp/words')
    const words = () => host.sandbox.sh('cat /tmp/words; : >/tmp/words').split('\n')
    const compresses = (word: string) => /^(?:--compress|-[a-zA-Z]*z|--zc)/.test(word)
    for (const settings of [{}, { kind: 'debian' }, { publish: 'atomic' }]) {
      const name = `plain-${Object.values(settings)[0] ?? 'tree'}`
      host.module(name, { freshness: 'stamp', ...settings })
      host.sandbox.sh('cd "/hub/$1"; echo 1 >stamp; echo file >file', name)
      expect(host.sync(name).code).toBe(0)
      const seen = words()
      expect(seen).toContain('-rlptH')
      expect(seen.filter(compresses)).toEqual([])
    }
    host.module('plain-tree', { option: '--compress' })
    expect(host.sync('plain-tree', '--full').code).toBe(0)
    expect(words().filter(compresses)).not.toEqual([])
  })
})
