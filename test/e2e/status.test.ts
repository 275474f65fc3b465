import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import {
  announce,
  checkout,
  type Ended,
  exampleFile,
  mirrorc,
  mirrorDirectory,
  onHost,
  run as runProgram,
  withoutLab,
} from './support.ts'

const example = readFileSync(exampleFile, 'utf8')
const mirrorText = (hosts: string): string =>
  `${example.slice(0, example.indexOf('\nhosts:'))}\nhosts:\n${hosts}`
const fra1 = '  fra1: { address: fra1.example.org, distro: debian, release: "12" }\n'
// Nobody listens at port 1.
const away = '  away: { address: 127.0.0.1, port: 1, distro: debian, release: "12" }\n'

describe.skipIf(withoutLab)('the syncs of a host', () => {
  let lab: Lab
  let mirror: ReturnType<typeof mirrorDirectory>

  const flags = () => ['-f', mirror.file, '--ssh-config', lab.sshConfigFile]
  const run = (words: readonly string[], options: Parameters<typeof mirrorc>[1] = {}) =>
    mirrorc([...words, ...flags()], options)
  const host = (command: string): Promise<string> => onHost(lab, 'fra1', command)

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
    mirror = mirrorDirectory(mirrorText(fra1 + away))
    await announce(lab)
  })
  afterAll(async () => {
    mirror?.remove()
    await lab?.stop()
  })

  test('a host without the sync program, and one that is not there, are told apart', async () => {
    const text = await ends(run(['status']), 5, /fra1: mirrorc has put no sync program/)
    expect(text).toMatch(/away.*refuses the connection/)
    await ends(run(['sync', 'fra1', 'athena']), 5, 'apply first')
    await ends(run(['apply', 'fra1', '--yes']), 0, 'nothing is left to do')
  })

  test('a host that is not there does not stop the others', async () => {
    const { code, stdout, stderr } = await run(['status'])
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('away') })
    expect(stdout).toMatch(/^fra1 \(Debian 12\)\nMODULE +STATE +LAST SUCCESS/)
    expect(stdout).toMatch(/^athena +pending +never +- +-/m)
    writeFileSync(mirror.file, mirrorText(fra1))
    await ends(run(['status', '--quiet']), 0, /athena-images +pending/)
  })

  test('`sync` brings a tree, and `status` tells', async () => {
    await ends(run(['sync', 'fra1', 'athenaa']), 64, 'did you mean "athena"?')
    await ends(run(['sync', 'fra1', 'athena', '--dry-run']), 0, /entries would change/)
    expect(await host('find /srv/mirrors/athena -mindepth 1')).toBe('')
    await ends(run(['sync', 'fra1', 'athena']), 0, /done: .*\n.*athena is as its upstream has it/)
    expect(await host('ls /srv/mirrors/athena')).toContain('lastupdate')
    expect(await host('find /srv/mirrors/athena ! -user rsyncuser; ls /run/mirrorc-sync')).toBe('')
    await ends(run(['status']), 0, /athena +success +\d+s ago +ok \(every 1h\) +1\.\dM/)
    const { hosts } = JSON.parse((await run(['status', '--json'])).stdout)
    expect(hosts).toEqual([
      expect.objectContaining({ host: 'fra1', exit: 0, missing: [], modules: expect.any(Array) }),
    ])
    expect(hosts[0].modules).toContainEqual(
      expect.objectContaining({ module: 'athena', state: 'success', freshness: 'ok', held: [] }),
    )
    // What this command says is what the sync program wrote down.
    const written = JSON.parse(await host('cat /var/lib/mirrorc/status/athena.json'))
    expect(hosts[0].modules[0].last_success).toBe(written.last_success)
  })

  test('a user who is not root, and may not become it, can look', async () => {
    await host(`useradd -m -s /bin/bash anna && install -d -o anna -m 700 /home/anna/.ssh &&
      install -o anna -m 600 /root/.ssh/authorized_keys /home/anna/.ssh/authorized_keys`)
    writeFileSync(mirror.file, mirrorText(fra1.replace('{ ', '{ user: anna, ')))
    await ends(run(['status']), 0, /athena +success/)
    await ends(run(['sync', 'fra1', 'athena']), 5, /sudo/)
    writeFileSync(mirror.file, mirrorText(fra1))
  })

  test('Ctrl-C leaves a sync to the host, and the same command follows it', async () => {
    // Where timers start the syncs, so that there is a service whose limits hold here too.
    writeFileSync(mirror.file, `${mirrorText(fra1)}schedule: { backend: timer }\n`)
    await ends(run(['apply', '--yes']), 0, 'nothing is left to do')
    await host('echo bwlimit_kib 250 >>/etc/mirrorc/modules/athena-images')
    const text = await ends(
      run(['sync', 'fra1', 'athena-images'], { interruptWhen: /to change/ }),
      130,
      'follow it again: mirrorc sync fra1 athena-images',
    )
    expect(text).not.toContain('done:')
    const shown = await host(
      `systemctl show -p Description,User,ProtectSystem,ReadWritePaths "$(systemctl list-units --plain --no-legend 'mirrorc-sync-*.service' | cut -d ' ' -f 1)"`,
    )
    expect(shown).toContain('Description=A sync of athena-images')
    expect(shown).toContain('User=rsyncuser')
    expect(shown).toContain('ProtectSystem=strict')
    expect(shown).toMatch(/ReadWritePaths=.*\/run\/mirrorc-sync\/athena-images-/)
    await ends(run(['status']), 0, /athena-images +syncing/)
    await ends(run(['sync', 'fra1', 'athena-images', '--dry-run']), 5, 'is running')
    await ends(run(['sync', 'fra1', 'athena-images']), 0, /done: [\s\S]*is running already/)
    expect(await host('ls /srv/mirrors/athena-images')).toContain('.iso')
    await host('sed -i /bwlimit/d /etc/mirrorc/modules/athena-images')
  })

  test('what is held back is shown, and goes when somebody says so', async () => {
    await host(`cd /srv/mirrors/athena; mkdir old; for n in $(seq 60); do echo "$n" >old/$n; done
      chown -R rsyncuser: old`)
    await ends(run(['sync', 'fra1', 'athena', '--ack']), 5, 'nothing of athena is held back')
    const held = await ends(run(['sync', 'fra1', 'athena', '--json']), 2, /"state": "held"/)
    expect(held).toMatch(/"kind": "deletions",\s+"count": 61/)
    await ends(run(['status']), 2, /athena +held .* 61 entries would be deleted/)
    await ends(
      run(['sync', 'fra1', 'athena', '--ack']),
      64,
      /61 entries would be deleted[\s\S]*--yes/,
    )
    expect(await host('ls /srv/mirrors/athena/old | wc -l')).toBe('60\n')
    await ends(run(['sync', 'fra1', 'athena', '--ack', '--yes']), 0, /61 entries[\s\S]*61 deleted/)
    expect(await host('ls -d /srv/mirrors/athena/old || true')).toBe('')
  })

  test('an upstream that fails is told', async () => {
    await host(
      'sed -i "s,^upstream .*,upstream rsync://127.0.0.1:1/x," /etc/mirrorc/modules/athena',
    )
    await host('printf "retries 0\\n" >>/etc/mirrorc/modules/athena')
    await ends(run(['sync', 'fra1', 'athena']), 2, /athena: failed: .*Connection refused/)
    await ends(run(['status']), 2, /athena +failed .*Connection refused/)
    await ends(run(['apply', '--yes']), 0, 'nothing is left to do')
  })

  test('an older generation is served, until --ack', async () => {
    await ends(run(['rollback-data', 'fra1', 'athena', '--list']), 5, 'has no generations')
    await host('echo publish atomic >>/etc/mirrorc/modules/athena')
    await ends(run(['sync', 'fra1', 'athena']), 0, 'done')
    const hub = join(lab.hub.directory, 'athena/new-file')
    writeFileSync(hub, 'new\n', { mode: 0o644 })
    await ends(run(['sync', 'fra1', 'athena']), 0, 'done')
    const served = 'ls /srv/mirrors/athena/.mirrorc/current/'
    expect(await host(served)).toContain('new-file')
    const listed = await run(['rollback-data', 'fra1', 'athena', '--list'])
    const [before = '', last = ''] = listed.stdout.split('\n')
    expect({ before, last }).toEqual({
      before: expect.stringMatching(/^\d{8}T\d{6}Z(-\d)?$/),
      last: expect.stringMatching(/ {2}served$/),
    })
    await ends(run(['rollback-data', 'fra1', 'athena']), 64, '--yes')
    await ends(run(['rollback-data', 'fra1', 'athena', 'nonsense', '--yes']), 64, before)
    expect(await host(served)).toContain('new-file')
    await ends(run(['rollback-data', 'fra1', 'athena', '--yes']), 0, `${before} is served`)
    expect(await host(served)).not.toContain('new-file')
    await ends(run(['rollback-data', 'fra1', 'athena', '--yes']), 5, 'no generation before')
    await ends(run(['sync', 'fra1', 'athena']), 2, 'rolled back to')
    await ends(run(['sync', 'fra1', 'athena', '--ack', '--yes']), 0, 'done')
    expect(await host(served)).toContain('new-file')
    rmSync(hub)
  })

  test('`--watch` draws on a terminal only, and Ctrl-C ends it', async () => {
    await ends(run(['status', '--watch']), 64, 'terminal')
    const words = [
      process.execPath,
      join(checkout, 'dist/main.js'),
      'status',
      '--watch',
      ...flags(),
    ]
    // script(1) gives it a terminal; timeout(1) presses Ctrl-C once it has drawn twice.
    const command = `timeout --foreground --preserve-status -s INT 8 ${words.join(' ')}; echo "ended $?"`
    const { stdout } = await runProgram('script', ['-qec', command, '/dev/null'])
    expect(stdout.split('\x1b[H').length).toBeGreaterThanOrEqual(3)
    expect(stdout).toMatch(/athena +\S*success/)
    expect(stdout).toContain('ended 130')
  })
})
