import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run, withoutLab } from './support.ts'
import { type SyncLab, startSyncLab } from './sync-host.ts'
import { ask, publish, type Reader, type Reads, readIndexes, readOn } from './sync-readers.ts'

const module = (name: string, more: string): string =>
  `  ${name}: { upstream: rsync://hub.athenaos.org/athena/${name}, every: 1h${more} }\n`

/** Prints what was read, and holds it to the promise. */
function judge(what: string, { hits, misses }: Reads, least: number): void {
  console.log(`${what}: ${hits} reads, ${misses.length} misses`)
  expect(misses.slice(0, 20)).toEqual([])
  expect(hits).toBeGreaterThan(least)
}

describe.skipIf(withoutLab)('how trees are published, on Debian 12', () => {
  let host: SyncLab
  beforeAll(async () => {
    host = await startSyncLab()
    for (const name of ['tree', 'never']) publish(host.upstream(name), 1)
    archive(host.upstream('archive'), 1)
  })
  afterAll(() => host?.stop())

  const others = () =>
    module('never', ', publish: atomic') +
    module('archive', ', kind: debian, max_delete_percent: 90, bandwidth_kib: 2000')
  const inPlace = () => module('tree', '') + others()
  const atomic = () =>
    module('tree', ', publish: atomic, grace: 6s, max_delete_percent: 90') + others()

  /** Whether the tree of the first state is there over HTTP and by rsync. */
  function readTree(state: number): Reader[] {
    const file = `pool/${state}-1`
    const over = readOn(async () => {
      const { status, body } = await ask(host.address, `/tree/${file}`)
      if (status !== 200 || body.length < 1000) throw new Error(`HTTP ${status}`)
      return 1
    })
    const by = readOn(async () => {
      const { code, stderr } = await run('rsync', [
        '--dry-run',
        `rsync://${host.address}/tree/${file}`,
        '/nonexistent/',
      ])
      const listed = await run('rsync', [`rsync://${host.address}/tree/${file}`])
      if (listed.code !== 0)
        throw new Error(`rsync ${code} ${listed.code}: ${stderr}${listed.stderr}`)
      return 1
    })
    return [over, by]
  }

  test('a tree that no sync has seen does not keep an apply from ending well', async () => {
    await host.apply(inPlace())
    expect((await ask(host.address, '/never/')).status).toBe(200)
    await host.sync('tree')
  })

  test('from in place to atomic and back, the tree is served at every moment', async () => {
    const readers = readTree(1)
    const inode = () => host.on('stat -c %i /srv/mirrors/tree/pool/same')
    const before = await inode()
    await host.apply(atomic())
    await host.sync('tree')
    expect(await host.on('stat -L -c %i /srv/mirrors/tree/.mirrorc/current/pool/same')).toBe(before)
    await host.apply(inPlace())
    await host.sync('tree')
    expect(await inode()).toBe(before)
    await host.apply(atomic())
    await host.sync('tree')
    const [over, by] = await Promise.all(readers.map(reader => reader.end()))
    judge('over HTTP, from one way to the other', over ?? never, 100)
    judge('by rsync, from one way to the other', by ?? never, 10)
  })

  test('what an index names is there with its checksum, for the time of grace', async () => {
    const reader = readIndexes(host.address, 'tree', 5)
    const changes = 10
    for (let n = 2; n < 2 + changes; n++) {
      publish(host.upstream('tree'), n)
      expect(await host.sync('tree')).toContain('entries changed')
    }
    judge(
      `during ${changes} changes of a tree that is published atomically`,
      await reader.end(),
      100,
    )
  })

  test('an archive like Debian’s: what its index names is there at every moment of a sync', async () => {
    await host.sync('archive')
    const reader = readOn(async () => {
      const { body } = await ask(host.address, '/archive/dists/stable/main/binary-amd64/Packages')
      const named = [...body.toString().matchAll(/^Filename: (.+)$/gm)].map(([, name = '']) => name)
      // rsync goes by their order: with the last ones all are there.
      const asked = named.slice(-6)
      for (const name of asked) {
        const { status } = await ask(host.address, `/archive/${name}`)
        if (status !== 200) throw new Error(`${name}: ${status}`)
      }
      return asked.length
    })
    for (let n = 2; n <= 5; n++) {
      archive(host.upstream('archive'), n)
      expect(await host.sync('archive')).toContain('stage 2')
    }
    judge('during 4 syncs in two stages', await reader.end(), 100)
  })
})

const never: Reads = { hits: 0, misses: ['never begun'] }

/** An archive: each state brings many packages, and takes away those that were named two states before. */
function archive(directory: string, n: number): void {
  const pool = join(directory, 'pool')
  const dists = join(directory, 'dists/stable/main/binary-amd64')
  for (const each of [pool, dists, join(directory, 'project/trace')])
    mkdirSync(each, { recursive: true })
  const names = (state: number) =>
    Array.from({ length: 1500 }, (_, k) => `p${state}-${String(k).padStart(4, '0')}.deb`)
  for (const name of names(n - 2)) rmSync(join(pool, name), { force: true })
  for (const name of names(n)) writeFileSync(join(pool, name), `${name}\n`.repeat(100))
  const packages = names(n)
    .map(name => `Package: ${name}\nFilename: pool/${name}\n`)
    .join('\n')
  writeFileSync(join(dists, 'Packages'), packages)
  const sum = createHash('sha256').update(packages).digest('hex')
  const line = `${sum} ${packages.length} main/binary-amd64/Packages`
  writeFileSync(join(directory, 'dists/stable/Release'), `SHA256:\n ${line}\n`)
  writeFileSync(join(directory, 'project/trace/master'), `${n}\n`)
}
