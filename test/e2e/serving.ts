import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import type { Release } from '../../src/lab/system.ts'
import { gitQuestion, keep, say, testHostileClients } from './hostile.ts'
import { titleOf } from './releases.ts'
import { domain, everyWayOn, mirrorOn, wrongAnswers } from './serving-mirror.ts'
import { announce, mirrorc, mirrorDirectory, onHost, run, standIns, withoutLab } from './support.ts'

/** The tests of a host of a release that serves in every way there is but TLS. */
export function describeServing(system: Release): void {
  const title = `a mirror that is served in every way, on ${titleOf(system)}`
  describe.skipIf(withoutLab)(title, () => testServing(system))
}

function testServing(system: Release): void {
  const everyWay = everyWayOn(system)
  let lab: Lab
  let directory: ReturnType<typeof mirrorDirectory>
  const apply = (...words: string[]) =>
    mirrorc([
      'apply',
      'fra1',
      '--yes',
      '-f',
      directory.file,
      '--ssh-config',
      lab.sshConfigFile,
      ...words,
    ])

  beforeAll(async () => {
    lab = await startLab({ hosts: [{ name: 'serving', ...system }], standIns })
    directory = mirrorDirectory(everyWay)
    await announce(lab)
    const { code, stderr } = await apply()
    expect(code, stderr).toBe(0)
    await plantTrees()
  })
  afterAll(async () => {
    directory?.remove()
    await lab?.stop()
  })

  async function plantTrees(): Promise<void> {
    const plant = `set -e
      mkdir -p /srv/mirrors/athena/os /data/outside/os
      ln -s / /srv/mirrors/athena/out; ln -s /etc/passwd /srv/mirrors/athena/passwd
      truncate -s 64M /data/outside/os/big.iso
      head -c 300000 /dev/urandom | tee /srv/mirrors/athena/os/a-1.0-1-x86_64.pkg.tar.zst >/data/outside/os/b.iso
      echo 1 >/srv/mirrors/athena/lastupdate; echo half >/srv/mirrors/athena/os/.a.iso.Ab1cD2
      git init -q -b main /tmp/work; cd /tmp/work; git config user.email a@example.org; git config user.name a
      echo one >file; git add file; git commit -qm one
      git clone -q --bare /tmp/work /srv/mirrors/sources/project.git
      chown -R mirror: /srv/mirrors/athena /srv/mirrors/sources /data/outside; chmod -R a+rX /srv/mirrors /data`
    await onHost(lab, 'serving', plant)
  }

  const addresses = (): readonly string[] => {
    const [host] = lab.hosts
    if (host === undefined) throw new Error('the lab has no host')
    return [host.address, `[${host.address6}]`]
  }

  const curl = (at: string, path: string, ...words: string[]) =>
    run('curl', ['-sS', '--resolve', `${domain}:80:${at}`, ...words, `http://${domain}${path}`])

  testHostileClients(domain, addresses, { olderNginx: system.release === '22.04' })

  test('a look afterwards finds nothing to do', async () => {
    const words = ['diff', 'fra1', '-f', directory.file, '--ssh-config', lab.sshConfigFile]
    const { code, stdout } = await mirrorc(words)
    expect(stdout).toContain('nothing to do')
    expect(code).toBe(0)
  })

  test("what the packages switch on by themselves is off, and the mirror's own is up", async () => {
    const units = 'fcgiwrap.socket fcgiwrap.service mirrorc-git.service vsftpd.service'
    const ask = `systemctl is-enabled ${units} | tr '\\n' ' '; systemctl is-active ${units} | tr '\\n' ' '`
    expect(await onHost(lab, 'serving', `${ask}; find /run -name '*fcgiwrap*'`)).toBe(
      'disabled indirect enabled enabled inactive inactive active active ',
    )
    expect(
      await onHost(lab, 'serving', 'journalctl -q -u fcgiwrap.socket -u fcgiwrap.service'),
    ).toBe('')
    const started = 'journalctl -q -o cat -u vsftpd.service | grep -c ^Started'
    expect(await onHost(lab, 'serving', started)).toBe('1\n')
  })

  test.each(wrongAnswers)(
    '$unit answers wrongly: the apply is put back, and says so',
    async ({ unit, command, says }) => {
      const dropIn = `/etc/systemd/system/${unit}.service.d/zz.conf`
      // A service for each client has nothing to restart.
      const restart = `systemctl daemon-reload${unit.endsWith('@') ? '' : `; systemctl restart ${unit}`}`
      const files = 'cat /etc/rsyncd.conf /usr/local/share/mirrorc/index.html'
      const before = await onHost(lab, 'serving', files)
      await onHost(
        lab,
        'serving',
        `mkdir -p ${dropIn.replace('/zz.conf', '')}
         printf '[Service]\\nExecStart=\\nExecStart=%s\\n' '${command}' >${dropIn}; ${restart}`,
      )
      writeFileSync(directory.file, everyWay.replace('The Athena Hub', 'Changed'))
      const { code, stdout, stderr } = await apply()
      expect(stdout + stderr).toMatch(says)
      expect(stderr).toContain('everything was put back')
      expect(code).toBe(6)
      expect(await onHost(lab, 'serving', files)).toBe(before)
      await onHost(
        lab,
        'serving',
        `rm ${dropIn}; rmdir --ignore-fail-on-non-empty ${dropIn.replace('/zz.conf', '')}; ${restart}`,
      )
      writeFileSync(directory.file, everyWay)
    },
  )

  test('an apply comes to its end although git:// has as many as it takes', async () => {
    const small = everyWay.replace('daemon: true', 'daemon: true, max_connections: 2')
    writeFileSync(directory.file, small)
    expect((await apply()).code).toBe(0)
    const held = await Promise.all(addresses().map(at => keep(at, 9418, gitQuestion)))
    writeFileSync(directory.file, small.replace('The Athena Hub', 'Changed'))
    const { code, stdout, stderr } = await apply()
    expect(code, stdout + stderr).toBe(0)
    const full = 'systemctl show -p NConnections --value mirrorc-git-daemon.socket'
    expect(await onHost(lab, 'serving', full)).toBe('2\n')
    for (const socket of held) socket.destroy()
    writeFileSync(directory.file, everyWay)
    expect((await apply()).code).toBe(0)
  })

  test('HTTP, over IPv4 and IPv6: pages, files, parts of files, headers', async () => {
    for (const at of addresses()) {
      const front = await curl(at, '/')
      expect(front.stdout).toContain('<a href="/outside/">/outside/</a>')
      expect(front.stdout).toContain('<code>git clone http://mirror.example.org/sources</code>')
      const listing = await curl(at, '/outside/os/')
      expect(listing.stdout).toContain('Mirrored from rsync://hub.athenaos.org/athena-images.')
      const file = '/athena/os/a-1.0-1-x86_64.pkg.tar.zst'
      const head = await curl(at, file, '-I', '-H', 'Accept-Encoding: gzip')
      expect(head.stdout).toMatch(/^Cache-Control: public, max-age=604800\r$/m)
      expect(head.stdout).toMatch(/^Content-Length: 300000\r$/m)
      expect(head.stdout).not.toMatch(/^Content-Encoding:/m)
      expect((await curl(at, '/athena/lastupdate', '-I')).stdout).toMatch(
        /^Cache-Control: no-cache\r$/m,
      )
      expect(
        (await curl(at, file, '-r', '299990-', '-w', '%{http_code}', '-o', '/dev/null')).stdout,
      ).toBe('206')
      expect((await curl(at, '/sources/', '-w', '%{http_code}', '-o', '/dev/null')).stdout).toBe(
        '404',
      )
    }
  })

  test('32 downloads at once from one address are not too many', async () => {
    const [at = ''] = addresses()
    const path = '/outside/os/b.iso'
    const codes = await Promise.all(
      Array.from({ length: 32 }, () =>
        curl(at, path, '--limit-rate', '200k', '-o', '/dev/null', '-w', '%{http_code}'),
      ),
    )
    expect(codes.map(({ stdout }) => stdout)).toEqual(Array(32).fill('200'))
  })

  test('rsync: two modules, no unfinished file, no write', async () => {
    for (const at of addresses()) {
      const list = await run('rsync', [`rsync://${at}/`])
      expect(list.stdout).toMatch(/^The mirror athena at mirror\.example\.org\n/)
      expect(list.stdout.match(/^\S+(?=\s*\t)/gm)).toEqual(['athena', 'outside'])
      const tree = await run('rsync', ['-r', `rsync://${at}/athena/`])
      expect(tree.stdout).toContain('lastupdate')
      expect(tree.stdout).not.toContain('Ab1cD2')
      expect((await run('rsync', [directory.file, `rsync://${at}/athena/`])).code).not.toBe(0)
      for (const path of ['../../etc/passwd', 'out/etc/passwd', 'passwd', '../../../etc/']) {
        const got = await run('rsync', ['-rL', '--list-only', `rsync://${at}/athena/${path}`])
        expect(got.code, path).not.toBe(0)
        expect(got.stdout, path).not.toMatch(/passwd|shadow/)
      }
    }
  })

  test('FTP: anonymous reads, over IPv4 and IPv6, and writes nothing', async () => {
    for (const at of addresses()) {
      const list = await run('curl', ['-sS', '-l', `ftp://${at}/`])
      expect(list.stdout.split(/\s+/).filter(Boolean)).toEqual(['athena', 'outside'])
      const file = await run('curl', ['-sS', `ftp://${at}/athena/lastupdate`])
      expect(file.stdout).toBe('1\n')
      const put = await run('curl', ['-sS', '-T', directory.file, `ftp://${at}/athena/x`])
      expect(put.code).not.toBe(0)
      const login = await run('curl', ['-sS', '-u', 'root:x', `ftp://${at}/`])
      expect(login.code).toBe(67)
      for (const path of [
        '../../etc/passwd',
        'athena/../../../etc/passwd',
        'athena/passwd',
        'athena/out/etc/passwd',
      ]) {
        expect(
          (await run('curl', ['-sS', '--path-as-is', `ftp://${at}/${path}`])).stdout,
        ).not.toContain('root:')
      }
      const session =
        'USER anonymous\r\nPASS a\r\nPORT 192,0,2,1,0,22\r\nSITE CHMOD 777 athena\r\nDELE athena/lastupdate\r\nMKD x\r\nQUIT\r\n'
      const answers = (await say(at, 21, session)).match(/^\d{3}/gm)
      expect(answers?.slice(-5)).toEqual(['500', '550', '550', '550', '221'])
    }
  })

  test('git: clone and fetch, over HTTP and at git://, and no push', async () => {
    for (const at of addresses()) {
      const resolve = ['-c', `http.curloptResolve=${domain}:80:${at.replace(/[[\]]/g, '')}`]
      for (const url of [
        `http://${domain}/sources/project.git`,
        `git://${at}/sources/project.git`,
      ]) {
        const copy = mirrorDirectory('')
        const target = `${copy.file}.clone`
        const git = (...words: string[]) => run('git', [...resolve, ...words])
        const cloned = await git('clone', '-q', url, target)
        expect(cloned, url).toMatchObject({ code: 0, stderr: '' })
        expect(await git('-C', target, 'fetch', '-q')).toMatchObject({ code: 0, stderr: '' })
        const push = await git('-C', target, 'push', 'origin', 'main:other')
        expect(push.code, url).not.toBe(0)
        copy.remove()
      }
    }
  })

  test('the servers see what they serve, and can write nothing of it', async () => {
    const seen = await onHost(
      lab,
      'serving',
      `exec 3<>/dev/tcp/127.0.0.1/9418; sleep 1
      for pid in $(systemctl show -p MainPID --value vsftpd) $(pgrep -x git-daemon); do
        nsenter -t "$pid" -m ls /run/mirrorc-ftp /run/mirrorc-git-daemon 2>/dev/null || true
        nsenter -t "$pid" -m touch /run/mirrorc-ftp/athena/x /run/mirrorc-git-daemon/sources/x 2>/dev/null && echo written
        true
      done
      systemd-analyze security mirrorc-git.service mirrorc-git-daemon@1.service --no-pager | cat`,
    )
    expect(seen).not.toContain('written')
    expect(seen).toContain('athena\noutside\n')
    expect(seen).toContain('sources\n')
    expect(seen).not.toMatch(/UNSAFE|EXPOSED/)
  })

  test('what is taken out is no longer served, and the rest goes on', async () => {
    const [at = ''] = addresses()
    const user = say(at, 21, 'USER anonymous\r\nPASS a\r\n', 200_000)
    const users = "ss -Htn state established 'sport = :21'"
    await onHost(lab, 'serving', `until ${users} | grep -q .; do sleep 0.1; done`)
    writeFileSync(directory.file, mirrorOn(system, 'serve: { http: {}, rsync: {} }\n'))
    const { code, stderr, stdout } = await apply('--allow-prune', '20')
    expect(code, stderr + stdout).toBe(0)
    expect(await onHost(lab, 'serving', users)).toBe('')
    expect(await user).toContain('230 ')
    expect((await curl(at, '/', '-o', '/dev/null', '-w', '%{http_code}')).stdout).toBe('200')
    expect((await run('curl', ['-sS', `ftp://${at}/`])).code).toBe(7)
    expect((await run('git', ['ls-remote', `git://${at}/sources/project.git`])).code).toBe(128)
    const units =
      'systemctl is-active vsftpd mirrorc-git mirrorc-git-daemon.socket; systemctl is-enabled vsftpd'
    const states = await onHost(lab, 'serving', `${units}; true`)
    expect(states).toBe('inactive\ninactive\ninactive\ndisabled\n')
  })
}
