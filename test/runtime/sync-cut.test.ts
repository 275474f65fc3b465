import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

// Stands between the mirror and the hub. What it does with the bytes of the hub is in a file: `cut N` closes each
// connection behind so many, `mute N` passes on so many and then says nothing more, and `old N` makes both sides speak the
// protocol of rsync 3.0.
const between = `
const { connect, createServer } = require('node:net')
const { readFileSync } = require('node:fs')
createServer(client => {
  const [how, count] = readFileSync('/run/between', 'utf8').trim().split(' ')
  let left = Number(count)
  const greet = bytes => how === 'old' ? Buffer.from(bytes.toString('latin1').replace(/^@RSYNCD: \\d.*/, '@RSYNCD: 30.0'), 'latin1') : bytes
  const hub = connect(8730, '127.0.0.1')
  const end = () => { client.destroy(); hub.destroy() }
  for (const side of [client, hub]) side.on('error', end).on('close', () => how === 'mute' || end())
  client.on('data', bytes => hub.write(greet(bytes)))
  hub.on('data', bytes => {
    client.write(greet(bytes).subarray(0, Math.max(left, 0)))
    left -= bytes.length
    if (left <= 0 && how === 'cut') client.end(end)
  })
}).listen(8732, '127.0.0.1')
`

describe.skipIf(skip !== undefined)('an upstream whose connection breaks', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
    host.sandbox.write('/tmp/between.js', between)
    host.sandbox.sh('echo "cut 1000000000" >/run/between')
    host.sandbox.start(['dash', '-c', `exec "${process.execPath}" /tmp/between.js </dev/null`])
    host.sandbox.waitFor('ss -ltn | grep -q :8732')
  })
  afterAll(() => host?.sandbox.stop())

  const upstream = (name: string) => ({ upstream: `rsync://127.0.0.1:8732/hub/${name}` })
  const passOn = (how: string) => host.sandbox.sh('echo "$1" >/run/between', how)
  const all = 'cut 1000000000'

  /** A tree with much to list, synced once and then changed: some files go, and some are new. */
  function changed(
    name: string,
    settings: Record<string, number | string> = {},
  ): readonly string[] {
    passOn(all)
    host.module(name, { ...upstream(name), max_delete_percent: 60, ...settings })
    host.sandbox.sh(
      'cd "/hub/$1"; for d in a b c d; do mkdir $d; for n in $(seq 15); do echo "$n" >$d/$n-$(uname -rv | tr -c a-z0-9 - | cut -c 1-60); done; done',
      name,
    )
    expect(host.sync(name).code).toBe(0)
    const before = host.tree(`/srv/mirrors/${name}`)
    expect(before).toHaveLength(60)
    host.sandbox.sh('cd "/hub/$1"; rm a/1-* b/2-*; echo new >c/new; echo changed >d/changed', name)
    return before
  }

  // The listing of this tree has more than 2,000 bytes, behind a greeting of 100.
  test.each([1, 50, 150, 400, 1000, 2000])(
    'cut behind %s bytes of the hub: nothing is lost, the network is named, and the next run heals',
    count => {
      const name = `cut-${count}`
      const before = changed(name)
      passOn(`cut ${count}`)
      const { code, stderr } = host.sync(name)
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringContaining('failed: rsync:'),
      })
      expect(host.tree(`/srv/mirrors/${name}`)).toEqual(before)
      passOn(all)
      expect(host.sync(name).code).toBe(0)
      expect(host.tree(`/srv/mirrors/${name}`)).toEqual(host.tree(`/hub/${name}`))
    },
  )

  test.each(['in-place', 'atomic'])('an upstream with rsync 3.0 is followed (%s)', publish => {
    const name = `old-${publish}`
    const settings = { publish, grace: 0 }
    changed(name, settings)
    passOn('old 1000000000')
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    const tree = publish === 'atomic' ? `${name}/.mirrorc/current/.` : name
    expect(host.tree(`/srv/mirrors/${tree}`)).toEqual(host.tree(`/hub/${name}`))
    // Also where nothing else changes.
    host.sandbox.sh('rm "/hub/$1"/c/3-*', name)
    expect(host.sync(name, '--now').stdout).toContain(' 1 to delete, 0 bytes to come')
    expect(host.tree(`/srv/mirrors/${tree}`)).toEqual(host.tree(`/hub/${name}`))
    host.sandbox.sh('rm "/hub/$1"/[abd]/*', name)
    expect(host.sync(name)).toMatchObject({ code: 2, stderr: expect.stringContaining('held back') })
  })

  test.each([
    ['before its greeting', 0],
    ['in the middle of its listing', 1000],
  ])('silent %s: the run ends in time, and says so', (_, count) => {
    const name = `mute-${count}`
    const before = changed(name)
    host.module(name, { ...upstream(name), io_timeout: 4 })
    passOn(`mute ${count}`)
    const { code, stderr } = host.sync(name)
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('nothing came from the upstream for 4 seconds'),
    })
    expect(host.tree(`/srv/mirrors/${name}`)).toEqual(before)
    expect(host.sandbox.sh('pgrep -u rsyncuser -x rsync || true')).toBe('')
  })
})
