import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { closePort, openPorts } from '../../src/lab/outage.ts'
import { run, withoutLab } from './support.ts'
import { type SyncLab, startSyncLab } from './sync-host.ts'
import { ask, publish, type Reader, readIndex, readOn } from './sync-readers.ts'

const ways = ['in-place', 'atomic'] as const
const upstream = 'rsync://hub.athenaos.org/athena/tree'
const modules = `
  in-place: { upstream: ${upstream}, bandwidth_kib: 300 }
  atomic: { upstream: ${upstream}, bandwidth_kib: 300, publish: atomic, verify: [sha256sums] }
  small: { upstream: ${upstream}, path: /mnt/small/tree }
`

describe.skipIf(withoutLab)('a hub under other hands, on Debian 12', () => {
  let host: SyncLab
  let tree: string
  let good: string
  let readers: readonly Reader[]

  const here = async (command: string): Promise<string> => {
    const { code, stdout, stderr } = await run('sh', ['-c', command, 'sh', tree, good])
    expect(code, stderr).toBe(0)
    return stdout
  }
  const program = (words: string): string => `/usr/local/lib/mirrorc/mirror-sync ${words}`
  const syncOf = (module: string) => host.lab.ssh('syncs', program(`${module} --now`))
  const spoil = (script: string): Promise<string> => here(`cd "$1" && ${script}`)

  beforeAll(async () => {
    host = await startSyncLab()
    tree = host.upstream('tree')
    good = `${host.lab.directory}/good`
    publish(tree, 1)
    await here('cd "$1"; mkdir many; for n in $(seq 100); do echo $n >many/$n; done; cp -a . "$2"')
    await host.on('mkdir /mnt/small; mount -t tmpfs -o size=8m,mode=755 disk /mnt/small')
    await host.apply(modules)
    // Nobody waits in a test, and nobody calls but this one.
    await host.on(`cd /etc/mirrorc/modules; rm /etc/cron.d/mirrorc
      for m in *; do printf 'retries 0\\nio_timeout 5\\nheadroom_mib 0\\n' >>$m; done`)
    for (const module of [...ways, 'small']) expect(await syncOf(module)).toMatchObject({ code: 0 })
    readers = ways.map(way => readOn(() => readIndex(host.address, way, 0)))
  })
  afterEach(async () => {
    await openPorts(host.lab.id, 'hub')
    await restore()
  })
  afterAll(() => host?.stop())

  /** What an upstream puts right is newer than what was wrong. */
  const restore = () => here('rsync -a --delete "$2/" "$1/"; touch "$1" "$1/many"')

  /** The sync says so, for people and in its status, and what was served is served. */
  async function failsWith(module: string, code: number, cause: RegExp): Promise<void> {
    const ended = await syncOf(module)
    expect(ended).toMatchObject({ code, stdout: expect.stringMatching(cause) })
    const status = JSON.parse(await host.on(program(`--status --json ${module}`)))
    expect(status).toMatchObject([{ message: expect.stringMatching(cause) }])
  }

  /** The upstream is as it was, and the next sync brings the mirror there by itself. */
  async function heals(module: string): Promise<void> {
    await restore()
    const ended = await syncOf(module)
    expect(ended, ended.stdout).toMatchObject({ code: 0 })
    for (const name of ['1', '50', '100'])
      expect((await ask(host.address, `/${module}/many/${name}`)).body.toString()).toBe(`${name}\n`)
    const { state } = JSON.parse(await host.on(`cat /var/lib/mirrorc/status/${module}.json`))
    expect(state).toBe('success')
  }

  describe.each(ways)('a tree that is published %s', way => {
    test.each([
      ['is empty', 'rm -r ./*', 2, /lists no file at all/],
      ['has lost half of its files', 'rm $(seq -f many/%g 50)', 2, /50 entries would be deleted/],
      ['has emptied its files', 'for f in many/*; do : >$f; done', 2, /100 files would lose all/],
    ])('an upstream that %s', async (_, script, code, cause) => {
      await spoil(script)
      await failsWith(way, code, cause)
      await heals(way)
    })

    test('an upstream that goes back in time', async () => {
      await spoil('echo newer >many/1')
      expect(await syncOf(way)).toMatchObject({ code: 0 })
      await here('rsync -a --delete "$2/" "$1/"')
      await failsWith(way, 2, /the upstream is older than this mirror/)
      await host.on(program(`--ack ${way}`))
      await heals(way)
    })

    test('an upstream with devices, and links that lead out of the tree', async () => {
      await spoil('mknod many/disk b 7 99; ln -s /etc/passwd many/out; ln -s ../../../.. many/up')
      expect(await syncOf(way)).toMatchObject({ code: 0 })
      for (const name of ['disk', 'out', 'up/etc/passwd'])
        expect((await ask(host.address, `/${way}/many/${name}`)).status).toBe(404)
      await heals(way)
    })

    test('an upstream that refuses connections', async () => {
      await closePort(host.lab.id, 'hub', 873, 'refuse')
      await failsWith(way, 1, /Connection refused/)
      await openPorts(host.lab.id, 'hub')
      await heals(way)
    })

    test('an upstream that falls silent in mid-transfer', async () => {
      await spoil('head -c 3000000 /dev/urandom >many/big')
      const ended = failsWith(way, 1, /nothing came from the upstream for 5 seconds/)
      await setTimeout(3000)
      await closePort(host.lab.id, 'hub', 873, 'drop')
      await ended
      await openPorts(host.lab.id, 'hub')
      expect((await ask(host.address, `/${way}/many/big`)).status).toBe(404)
      await heals(way)
    })

    test('a sync that is killed in mid-transfer', async () => {
      await spoil('head -c 3000000 /dev/urandom >many/big')
      const ended = syncOf(way)
      await setTimeout(3000)
      await host.on('pkill -KILL -u mirror')
      expect((await ended).code).not.toBe(0)
      expect(await host.on(program(`--status ${way}`))).toContain('the last run was killed')
      expect((await ask(host.address, `/${way}/many/big`)).status).toBe(404)
      await heals(way)
    })
  })

  test('a disk of the mirror without room for what comes', async () => {
    await spoil('head -c 20000000 /dev/urandom >many/big')
    await failsWith('small', 3, /MiB/)
    expect((await ask(host.address, '/small/many/1')).status).toBe(200)
    await heals('small')
  })

  test('all the while readers have found what the index names', async () => {
    const reads = await Promise.all(readers.map(reader => reader.end()))
    console.log(`reads: ${reads.map(({ hits, misses }) => `${hits} (${misses.length} misses)`)}`)
    expect(reads.flatMap(({ misses }) => misses)).toEqual([])
    for (const { hits } of reads) expect(hits).toBeGreaterThan(1000)
  })
})
