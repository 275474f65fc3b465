import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { namespacePath } from '../../src/lab/network.ts'
import { run, withoutLab } from './support.ts'
import { type SyncLab, startSyncLab } from './sync-host.ts'
import { ask, publish } from './sync-readers.ts'

const modules = `
  second: { upstream: rsync://absent.example.org/tree, fallbacks: ["rsync://hub.athenaos.org:1/tree", rsync://hub.athenaos.org/athena/tree], family: 4, stale_after: 2h }
  private: { upstream: rsync://reader@hub.athenaos.org/private, password_file: /etc/private.secret, timeout: 1h }
  slow: { upstream: rsync://hub.athenaos.org/athena/tree, every: 1h, jitter: 2m, bandwidth_kib: 100 }
  by-ftp: { upstream: ftp://hub.athenaos.org/tree, max_delete_percent: 60, verify: [sha256sums] }
`
const reports = 'reports: [tunasync, mirrorz, prometheus]\nschedule: { parallel: 3 }'

describe.skipIf(withoutLab)('where trees come from, on Debian 12', () => {
  let host: SyncLab
  let ftp: ChildProcess
  beforeAll(async () => {
    host = await startSyncLab()
    publish(host.upstream('tree'), 1)
    ftp = serveFtp(host)
    servePrivate(host)
    await host.apply(modules, reports)
  })
  afterAll(async () => {
    ftp?.kill()
    await host?.stop()
  })

  const files = (path: string) =>
    host.on(
      `cd ${path} && find . -path ./.mirrorc -prune -o -type f -print | sort | xargs sha256sum`,
    )
  const wanted = async () =>
    (
      await run('sh', [
        '-c',
        `cd ${host.upstream('tree')} && find . -type f | sort | xargs sha256sum`,
      ])
    ).stdout

  test('a fallback, when the ones before it cannot be reached', async () => {
    const said = await host.sync('second')
    expect(said).toContain('rsync://absent.example.org/tree: ')
    expect(said).toContain('rsync://hub.athenaos.org:1/tree: ')
    expect(await files('/srv/mirrors/second')).toBe(await wanted())
    const status = JSON.parse(await host.on('cat /var/lib/mirrorc/status/second.json'))
    expect(status.upstream).toBe('rsync://hub.athenaos.org/athena/tree')
  })

  test('a private module, by the password in a file on the host', async () => {
    const { code } = await host.lab.ssh('syncs', '/usr/local/lib/mirrorc/mirror-sync private --now')
    expect(code).toBe(1)
    await host.on(
      'printf "wrong\\n" >/etc/private.secret; chown mirror: /etc/private.secret; chmod 400 /etc/private.secret',
    )
    const wrong = await host.lab.ssh('syncs', '/usr/local/lib/mirrorc/mirror-sync private --now')
    expect(wrong.code).toBe(1)
    expect(wrong.stdout).toContain('auth failed')
    await host.on('printf "open sesame\\n" >/etc/private.secret')
    await host.sync('private')
    expect(await files('/srv/mirrors/private')).toBe(await wanted())
    const shown = await host.on(
      'cat /var/lib/mirrorc/status/private.json /var/lib/mirrorc/reports/*',
    )
    expect(shown).toContain('rsync://hub.athenaos.org/private')
    expect(shown).not.toContain('reader')
  })

  test('a wait before the sync, always as long, but not for a person; and as slow as asked for', async () => {
    const began = Date.now()
    await host.sync('slow')
    // 350 KB at 100 KiB a second.
    expect(Date.now() - began).toBeGreaterThan(2000)
    const waits =
      await host.on(`for n in 1 2; do timeout 2 runuser -u mirror -- /usr/local/lib/mirrorc/mirror-sync slow; done
      grep -h 'waiting' /var/lib/mirrorc-sync/slow/log/*.log | sed 's/.*waiting/waiting/' | sort | uniq -c`)
    expect(waits.trim()).toMatch(/^2 waiting \d+ seconds, as always/)
  })

  test('an FTP server: what is new comes, what is gone goes, and nothing else', async () => {
    await host.sync('by-ftp')
    expect(await files('/srv/mirrors/by-ftp')).toBe(await wanted())
    expect(await host.sync('by-ftp')).toContain('nothing new')
    publish(host.upstream('tree'), 2)
    expect(await host.sync('by-ftp')).toMatch(/entries changed, 6 deleted/)
    expect(await files('/srv/mirrors/by-ftp')).toBe(await wanted())
    expect((await ask(host.address, '/by-ftp/pool/2-1')).status).toBe(200)
    ftp.kill()
    await new Promise(done => setTimeout(done, 500))
    // It would try again in a minute.
    const said = await host.on(
      'timeout 8 runuser -u mirror -- /usr/local/lib/mirrorc/mirror-sync by-ftp --now || true',
    )
    expect(said).toMatch(/lftp: .*\ntrying again/)
    expect(await files('/srv/mirrors/by-ftp')).toBe(await wanted())
  })

  test('what the jobs say of themselves is served', async () => {
    const [tunasync, mirrorz, hidden] = await Promise.all(
      ['/tunasync.json', '/mirrorz.json', '/mirrorc.prom'].map(path => ask(host.address, path)),
    )
    const jobs = JSON.parse(String(tunasync?.body)) as readonly { name: string; status: string }[]
    expect(jobs.map(({ name, status }) => [name, status])).toEqual([
      ['by-ftp', 'failed'],
      ['private', 'success'],
      ['second', 'success'],
      ['slow', expect.any(String)],
    ])
    expect(JSON.parse(String(mirrorz?.body))).toMatchObject({
      version: 1.7,
      mirrors: expect.any(Array),
    })
    expect(hidden?.status).toBe(404)
    expect(await host.on('cat /var/lib/mirrorc/reports/mirrorc.prom')).toContain(
      'mirror_sync_failed{mirror="by-ftp"} 1',
    )
  })
})

/** Another rsync module of the hub, which asks who is there; the daemon reads its file for each connection. */
function servePrivate({ lab, upstream }: SyncLab): void {
  const secrets = join(lab.directory, 'secrets')
  writeFileSync(secrets, 'reader:open sesame\n')
  chmodSync(secrets, 0o600)
  appendFileSync(
    join(lab.directory, 'hub.conf'),
    `\n[private]\npath = ${upstream('tree')}\nauth users = reader\nsecrets file = ${secrets}\n`,
  )
}

/** vsftpd where the hub is, with the same trees. */
function serveFtp({ lab }: SyncLab): ChildProcess {
  const file = join(lab.directory, 'vsftpd.conf')
  const empty = join(lab.directory, 'empty')
  mkdirSync(empty)
  writeFileSync(
    file,
    `listen=YES\nlisten_ipv6=NO\nbackground=NO\nanonymous_enable=YES\nlocal_enable=NO\nwrite_enable=NO
anon_root=${join(lab.hub.directory, 'athena')}\nno_anon_password=YES\nsecure_chroot_dir=${empty}\nseccomp_sandbox=NO\n`,
  )
  return spawn('nsenter', [`--net=${namespacePath(lab.id, 'hub')}`, 'vsftpd', file], {
    stdio: 'inherit',
  })
}
