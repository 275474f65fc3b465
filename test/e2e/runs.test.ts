import { readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import {
  announce,
  type Ended,
  exampleFile,
  mirrorc,
  mirrorDirectory,
  onHost,
  snapshot,
  withoutLab,
} from './support.ts'

const example = readFileSync(exampleFile, 'utf8')
const every = {
  ...{ first: '1h', second: '2h', third: '3h', fourth: '4h', fifth: '6h', sixth: '8h' },
  again: '30m',
}

/** A mirror with its own rsyncd.conf and crontab. */
const mirrorText = (name: keyof typeof every, more = ''): string =>
  `${example
    .slice(0, example.indexOf('\nhosts:'))
    .replace('The Athena Hub', name)
    .replace('every: 1h', `every: ${every[name]}`)}
hosts:
  fra1: { address: fra1.example.org, distro: debian, release: "12" }
${more}`

describe.skipIf(withoutLab)('applies on a host, one after the other', () => {
  let lab: Lab
  let mirror: ReturnType<typeof mirrorDirectory>
  let fresh: string

  const run = (words: readonly string[], options: Parameters<typeof mirrorc>[1] = {}) =>
    mirrorc([...words, '-f', mirror.file, '--ssh-config', lab.sshConfigFile], options)
  const host = (command: string): Promise<string> => onHost(lab, 'fra1', command)
  const write = (text: string): void => writeFileSync(mirror.file, text)
  /** What mirrorc may put anything into, without what packages and users bring. */
  const configuration = (): Promise<string> =>
    host(`find /etc /usr/local /var/spool/cron -printf '%p %y %m %u:%g %l\\n' | sort`)

  /** The check of the crontab takes some seconds longer. */
  const slowDown = (): Promise<string> =>
    host(`mv /usr/bin/crontab /usr/bin/crontab-real
      printf '#!/bin/sh\\nsleep 2; exec /usr/bin/crontab-real "$@"\\n' >/usr/bin/crontab
      chmod 755 /usr/bin/crontab`)
  const speedUp = (): Promise<string> => host('mv /usr/bin/crontab-real /usr/bin/crontab')

  async function ends(ended: Promise<Ended>, code: number, text: RegExp | string): Promise<string> {
    const { code: found, stdout, stderr } = await ended
    expect(stdout + stderr).toMatch(text)
    expect(found, stdout + stderr).toBe(code)
    return stdout + stderr
  }

  beforeAll(async () => {
    lab = await startLab({
      hosts: [{ name: 'fra1', aliases: ['fra1.example.org'], release: '12' }],
    })
    mirror = mirrorDirectory(mirrorText('first'))
    await announce(lab)
    // So that what comes and goes later is mirrorc's alone.
    await ends(run(['apply', '--yes']), 0, 'nothing is left to do')
    await ends(run(['retire', 'fra1', '--yes']), 0, 'What stays:')
    fresh = await configuration()
    await ends(run(['apply', '--yes']), 0, 'nothing is left to do')
  })
  afterAll(async () => {
    mirror?.remove()
    await lab?.stop()
  })

  test('`log` shows who applied what, and when', async () => {
    const { stdout } = await run(['log', 'fra1'])
    expect(stdout).toMatch(
      /^\d{8}T\d{6}Z-[0-9a-f]{6} {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC {2}by \S+@\S+ {2}committed$/m,
    )
    expect(stdout).toContain('  add file /etc/rsyncd.conf\n')
    expect(stdout).toContain('  remove file /etc/rsyncd.conf\n')
    const { runs } = JSON.parse((await run(['log', 'fra1', '--json'])).stdout) as {
      runs: { result: string; changes: string[] }[]
    }
    expect(runs.map(({ result }) => result)).toEqual(['committed', 'committed', 'committed'])
    expect(runs.at(-1)?.changes).toContain('add file /etc/cron.d/mirrorc')
  })

  test('`rollback` makes the host what the apply before made it; the file then differs', async () => {
    write(mirrorText('second'))
    await ends(run(['apply', '--yes']), 0, 'nothing is left to do')
    const shown = await ends(run(['rollback', 'fra1', '--yes']), 0, 'nothing is left to do')
    expect(shown).toContain('-    comment = second')
    expect(shown).toContain('+    comment = first')
    expect(await host('rsync rsync://127.0.0.1/')).toMatch(/^athena\s+first$/m)
    await ends(run(['diff']), 2, /\+ {4}comment = second/)
    await ends(run(['rollback', 'fra1', 'none', '--yes']), 64, 'knows of no apply none')
    await ends(run(['rollback', 'fra1']), 64, /there is nobody to ask|nothing to do/)
  })

  test('`rollback` to what another version recorded is refused, and nothing is done', async () => {
    const { runs } = JSON.parse((await run(['log', 'fra1', '--json'])).stdout) as {
      runs: { id: string; result: string }[]
    }
    const id = runs.filter(({ result }) => result === 'committed').at(-2)?.id ?? ''
    const aim = `/var/lib/mirrorc/tx/${id}/aim`
    await host(`cp -p ${aim} /root/aim
      sed -i 's/"format":1/"format":2/; s/"tool":"[^"]*"/"tool":"9.9.9"/' ${aim}; ! cmp -s ${aim} /root/aim`)
    const before = await snapshot(lab, 'fra1')
    const says = `the apply ${id} was recorded by mirrorc 9.9.9, and this is mirrorc`
    const said = await ends(run(['rollback', 'fra1', '--yes']), 5, says)
    expect(said).toContain('nothing was done\n  hint: roll back with the version that recorded it')
    expect(await snapshot(lab, 'fra1')).toBe(before)
    await host(`mv /root/aim ${aim}`)
  })

  test('`rollback` to a named apply: to the one that took everything off', async () => {
    const { runs } = JSON.parse((await run(['log', 'fra1', '--json'])).stdout) as {
      runs: { id: string; changes: string[] }[]
    }
    const retired = runs.find(({ changes }) => changes.includes('remove file /etc/rsyncd.conf'))
    await ends(run(['rollback', 'fra1', retired?.id ?? '', '--yes']), 5, /--allow-prune \d+/)
    const all = ['--yes', '--allow-prune', '100']
    await ends(run(['rollback', 'fra1', retired?.id ?? '', ...all]), 0, 'nothing is left to do')
    expect(await configuration()).toBe(fresh)
    await ends(run(['apply', '--yes']), 0, 'nothing is left to do')
  })

  test('`retire` leaves nothing of mirrorc in /etc, and says what stays', async () => {
    const before = await host('ls -A /etc/nginx/sites-enabled /etc/cron.d')
    expect(before).toContain('mirrorc')
    const shown = await ends(run(['retire', 'fra1', '--yes']), 0, 'What stays:')
    expect(shown).toMatch(/packages: cron, nginx, rsync/)
    expect(shown).toMatch(/directories, with all that is in them: .*\/srv\/mirrors\/athena/)
    expect(await configuration()).toBe(fresh)
    expect(await host('systemctl is-active rsync || true')).toBe('inactive\n')
    await ends(run(['retire', 'fra1', '--yes']), 0, 'nothing to do')
    await ends(run(['apply', '--yes']), 0, 'nothing is left to do')
  })

  test('a host that is gone from mirror.yaml is named, until the next apply', async () => {
    write(mirrorText('second', '  ber1: { address: ber1.example.org, distro: arch }\n'))
    await host('sed -i s/second/edited/ /etc/rsyncd.conf')
    await ends(run(['apply', 'fra1', '--yes']), 0, 'nothing is left to do')
    write(mirrorText('second'))
    await ends(run(['diff']), 0, /ber1 was in mirror.yaml[\s\S]*mirrorc retire ber1/)
    await ends(run(['apply', '--yes']), 0, 'the record of it is written')
    expect((await run(['diff'])).stdout).not.toContain('ber1')
  })

  test('of two applies at once, one is refused and names the other', async () => {
    write(mirrorText('third'))
    await slowDown()
    const first = run(['apply', '--yes'])
    await host('until [ -e /etc/systemd/system/mirrorc-recover.service ]; do sleep 0.1; done')
    await ends(run(['diff']), 5, /apply \S+ by \S+@\S+ is at work on this host/)
    await ends(first, 0, 'nothing is left to do')
    await speedUp()
  })

  test('Ctrl-C before anything is live: nothing changed, exit 130', async () => {
    write(mirrorText('fourth'))
    const before = await host('cat /etc/rsyncd.conf')
    await slowDown()
    const options = { interruptWhen: /to change/ }
    const said = await ends(
      run(['apply', '--yes'], options),
      130,
      /stopped before anything that serves/,
    )
    expect(said).toContain('interrupted: what has not gone live stops')
    await speedUp()
    expect(await host('cat /etc/rsyncd.conf')).toBe(before)
    await ends(run(['diff']), 2, 'fourth')
  })

  test('Ctrl-C again leaves at once, says how to follow, and the host ends it alone', async () => {
    write(mirrorText('again'))
    const before = await host('cat /etc/rsyncd.conf')
    await slowDown()
    const options = { interruptWhen: /to change/, interruptAgainWhen: /interrupted: what has/ }
    const said = await ends(run(['apply', '--yes'], options), 130, /left: the host ends this/)
    expect(said).toMatch(/`mirrorc apply` with the same host follows it again, `mirrorc log`/)
    const last = '"$(ls -d /var/lib/mirrorc/tx/2* | tail -n 1)"'
    // It is left, not waited for.
    await host(`[ ! -e ${last}/result ]; until [ -e ${last}/result ]; do sleep 0.1; done`)
    await speedUp()
    const { runs } = JSON.parse((await run(['log', 'fra1', '--json'])).stdout) as {
      runs: { result: string }[]
    }
    expect(runs.at(-1)?.result).toBe('interrupted')
    expect(await host('cat /etc/rsyncd.conf')).toBe(before)
    await ends(run(['diff']), 2, 'again')
  })

  describe('over a connection that drops', () => {
    let proxy: Server
    const sockets = new Set<Socket>()
    let config: string

    beforeAll(async () => {
      const address = lab.hosts[0]?.address ?? ''
      proxy = createServer(client => {
        const server = connect(22, address)
        for (const socket of [client, server]) {
          sockets.add(socket)
          socket.on('error', () => {})
          socket.on('close', () => {
            sockets.delete(socket)
            client.destroy()
            server.destroy()
          })
        }
        client.pipe(server).pipe(client)
      })
      await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
      const { port } = proxy.address() as { port: number }
      config = join(mirror.file, '../ssh_config')
      const lines = readFileSync(lab.sshConfigFile, 'utf8')
      const toProxy = `HostName 127.0.0.1\n  Port ${port}\n  HostKeyAlias fra1.example.org`
      writeFileSync(config, lines.replace(/HostName .*/, toProxy))
    })
    afterAll(() => {
      for (const socket of sockets) socket.destroy()
      proxy?.close()
    })

    test('the apply goes on, and is followed again to its end', async () => {
      write(mirrorText('fifth'))
      const applied = mirrorc(['apply', '--yes', '-f', mirror.file, '--ssh-config', config])
      await host('until [ -e /etc/systemd/system/mirrorc-recover.service ]; do sleep 0.02; done')
      expect(sockets.size).toBeGreaterThan(0)
      for (const socket of sockets) socket.destroy()
      await ends(applied, 0, 'nothing is left to do')
      await ends(run(['diff']), 0, 'nothing to do')
    })

    test('a client that is gone leaves it to the next command', async () => {
      write(mirrorText('sixth'))
      await slowDown()
      const killed = mirrorc(['apply', '--yes', '-f', mirror.file, '--ssh-config', config], {
        killWhen: /to change/,
      })
      expect((await killed).code).toBe(null)
      await ends(
        run(['apply', '--yes']),
        0,
        /the apply \S+ has come to its end[\s\S]*nothing to do/,
      )
      await speedUp()
    })
  })
})
