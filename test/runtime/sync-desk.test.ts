import { afterEach, describe, expect, test } from 'vitest'
import { readStatuses } from '../../src/commands/module-status.ts'
import { readGenerations } from '../../src/commands/rollback-data.ts'
import { openSyncDesk, type SyncDesk } from '../../src/ssh/sync-desk.ts'
import { skipReason } from '../consumers/tools.ts'
import { localConnection, privilege, shellsOfReleases } from './local-session.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()
const timerService = '/etc/systemd/system/mirrorc-sync@.service'

describe.skipIf(skip !== undefined).each(shellsOfReleases)(
  'the sync program from afar, under %s',
  shell => {
    let host: SyncHost
    afterEach(() => host?.sandbox.stop())

    async function open(as: 'login' | 'root' = 'root', loginShell = ['sh']) {
      const { connection, started } = localConnection(host.sandbox, loginShell)
      const desk = await openSyncDesk(connection, privilege, as)
      return { desk, cut: () => started.map(child => child.kill('SIGKILL')) }
    }

    const statusOf = async (desk: SyncDesk, module: string) => {
      const { said, exit } = await desk.ask('--status', '--json', module)
      expect(exit).toBe(0)
      return readStatuses(said.join('\n'))?.[0]
    }

    /** A module whose sync is slow enough to be looked at. */
    function slow(name: string): void {
      host.module(name, { bwlimit_kib: 2000 })
      host.sandbox.sh('head -c 6000000 /dev/urandom >"/hub/$1/big"', name)
    }

    test('a sync is started as the sync user, and followed to its end', async () => {
      host = await startSyncHost(shell)
      host.module('athena')
      host.sandbox.sh('for n in 1 2 3 4 5 6 7 8 9; do echo "$n" >"/hub/athena/$n"; done')
      const { desk } = await open()
      expect(await statusOf(desk, 'athena')).toMatchObject({
        state: 'pending',
        lastSuccess: undefined,
      })

      const lines: string[] = []
      expect(await desk.start('athena', ['--dry-run'], line => lines.push(line))).toBe(0)
      expect(lines.at(-1)).toMatch(/^\d+ entries would change, 0 be deleted/)
      expect(host.tree('/srv/mirrors/athena')).toEqual([])

      expect(await desk.start('athena', [], line => lines.push(line))).toBe(0)
      expect(lines.at(-1)).toMatch(/^done: /)
      expect(host.tree('/srv/mirrors/athena')).toEqual(host.tree('/hub/athena'))
      expect(host.sandbox.sh('find /srv/mirrors/athena -mindepth 1 ! -user rsyncuser')).toBe('')
      // Nothing is left of it.
      expect(host.sandbox.sh('ls -A /run/mirrorc-sync')).toBe('')
      const status = await statusOf(desk, 'athena')
      expect(status).toMatchObject({ state: 'success', held: [], size: 18 })

      host.sandbox.sh('rm /hub/athena/*')
      expect(await desk.start('athena', [], line => lines.push(line))).toBe(2)
      expect(lines.at(-1)).toMatch(/^held: the upstream lists no file at all/)
      expect(await statusOf(desk, 'athena')).toMatchObject({
        state: 'held',
        held: [{ kind: 'deletions', count: 9 }],
      })
      expect((await desk.ask('--ack', 'athena')).said).toContain(
        'athena: the next sync may delete up to 9 entries',
      )
    })

    test('whoever may read it may look at it, without being root', async () => {
      host = await startSyncHost(shell)
      host.module('athena')
      expect(host.sync('athena').code).toBe(0)
      const before = host.sandbox.written()
      const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'sh']
      const { desk } = await open('login', nobody)
      const { exit, said, now, complaints } = await desk.ask('--status', '--json')
      expect({ exit, complaints }).toEqual({ exit: 0, complaints: [] })
      expect(readStatuses(said.join('\n'))).toEqual([
        expect.objectContaining({ module: 'athena', state: 'success', interval: 21600 }),
      ])
      expect(Math.abs(now - Date.now() / 1000)).toBeLessThan(60)
      expect(host.sandbox.written()).toEqual(before)
      const refused = await desk.ask('--ack', 'athena')
      expect(refused.exit).not.toBe(0)
    })

    test('a sync whose client is gone goes on to its end; one that is at it is followed', async () => {
      host = await startSyncHost(shell)
      slow('athena')
      const first = await open()
      first.desk.start('athena', [], () => first.cut()).catch(() => {})
      host.sandbox.waitFor('find /srv/mirrors/athena -name ".big.*" -size +100k | grep -q .')

      const { desk } = await open()
      const lines: string[] = []
      expect(await desk.start('athena', [], line => lines.push(line))).toBe('running')
      expect(lines).toEqual([])
      await desk.follow('athena', line => lines.push(line))
      expect(lines.at(-1)).toContain('done: ')
      expect(await statusOf(desk, 'athena')).toMatchObject({ state: 'success' })
      host.sandbox.sh('cmp /hub/athena/big /srv/mirrors/athena/big')
    })

    test('generations are told, and an older one is served until somebody says otherwise', async () => {
      host = await startSyncHost(shell)
      host.module('athena', { publish: 'atomic' })
      const { desk } = await open()
      for (const text of ['1', '22', '333']) {
        host.sandbox.sh('echo "$1" >/hub/athena/file', text)
        expect(await desk.start('athena', [], () => {})).toBe(0)
      }
      const told = async () => readGenerations((await desk.ask('--generations', 'athena')).said)
      const generations = await told()
      expect(generations.map(({ served }) => served)).toEqual([false, false, true])
      const [oldest] = generations
      expect((await desk.ask('--rollback-data', 'athena', oldest?.name ?? '')).exit).toBe(0)
      expect((await told()).map(({ served }) => served)).toEqual([true, false, false])
      expect(await desk.start('athena', [], () => {})).toBe(2)
      expect(await statusOf(desk, 'athena')).toMatchObject({ held: [{ kind: 'pinned', count: 0 }] })
      host.module('plain')
      expect(await desk.ask('--generations', 'plain')).toMatchObject({
        exit: 1,
        complaints: [expect.stringContaining('has no generations')],
      })
    })

    test('a host without the program is told apart', async () => {
      host = await startSyncHost(shell)
      host.sandbox.sh('rm /usr/local/lib/mirrorc/mirror-sync')
      const { desk } = await open()
      await expect(desk.ask('--status')).rejects.toMatchObject({ exit: 5 })
      await expect(desk.start('athena', [], () => {})).rejects.toMatchObject({ exit: 5 })
    })

    // One shell will do: nobody starts it, and that is waited for.
    if (shell !== 'dash') return

    test('what the timers shut off is not started in the open', async () => {
      host = await startSyncHost(shell)
      host.module('athena')
      host.sandbox.sh('mkdir -p /etc/systemd/system; echo "[Service]" >"$1"', timerService)
      const { desk } = await open()
      const said: string[] = []
      expect(await desk.start('athena', [], line => said.push(line))).toBe('not-started')
      expect(said.join('\n')).toMatch(/^Failed to connect to bus/)
      host.sandbox.sh('rm "$1"', timerService)
      expect(await desk.start('athena', [], () => {})).toBe(0)
      expect(host.sandbox.sh('ls /run/mirrorc-sync')).not.toMatch(/err/)
    })
  },
)
