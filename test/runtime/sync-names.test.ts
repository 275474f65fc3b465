import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('an upstream with names that are ours', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
  })
  afterAll(() => host?.sandbox.stop())

  const ways = ['in-place', 'atomic'] as const
  const served = (name: string, publish: string) =>
    `/srv/mirrors/${name}${publish === 'atomic' ? '/.mirrorc/current/.' : ''}`

  test.each(
    ways.flatMap(publish =>
      [
        ['file', 'echo theirs >.mirrorc'],
        ['link', 'ln -s pool .mirrorc'],
        ['directory', 'mkdir .mirrorc; echo theirs >.mirrorc/tree'],
      ].map(([kind, make]) => [kind, publish, make] as const),
    ),
  )('.mirrorc as a %s leaves what is ours (%s)', (kind, publish, make) => {
    const name = `own-${kind}-${publish}`
    host.module(name, { publish, grace: 0 })
    const change = 'cd "/hub/$1"; mkdir -p pool/.mirrorc; echo "$2" >index; cp index pool/.mirrorc'
    host.sandbox.sh(change, name, '1')
    expect(host.sync(name).code).toBe(0)
    const own = `/srv/mirrors/${name}/.mirrorc`
    const kept = `cd "$1"; cat tree; [ "$(stat -c %F .)" = directory ]; ls generations 2>/dev/null || true`
    const before = host.sandbox.sh(kept, own).trim()
    host.sandbox.sh(`${change}; ${make}`, name, '22')
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(host.sandbox.sh(kept, own)).toContain(before)
    // A name further down is theirs.
    const theirs = ['./index 22', './pool/.mirrorc/index 22']
    expect(host.tree(served(name, publish))).toEqual(theirs)
    expect(host.tree(`/srv/mirrors/${name}`)).toEqual(theirs)
    host.sandbox.sh('[ ! -e "$1" ] && [ ! -L "$1" ]', `${own}/generations/.new`)
    host.sandbox.sh('[ ! -e "$1" ] && [ ! -L "$1" ] || [ -e "$1/tree" ]', `${own}/current/.mirrorc`)
    // Nor is it ever something new.
    expect(host.sync(name, '--now').stdout).toContain('nothing new')
  })

  test.each(ways)('a file with the name of what is not finished yet is left out (%s)', publish => {
    const name = `partial-${publish}`
    host.module(name, { publish, grace: 0 })
    host.sandbox.sh('cd "/hub/$1"; mkdir d; echo theirs >d/.~tmp~; echo 1 >d/file', name)
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree(served(name, publish))).toEqual(['./d/file 1'])
    host.sandbox.sh('cd "/hub/$1"; echo 22 >d/.~tmp~; echo 22 >d/file', name)
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree(served(name, publish))).toEqual(['./d/file 22'])
  })
})
