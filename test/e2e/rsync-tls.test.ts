import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import {
  authorityOf,
  domain,
  hostOf,
  rootFileOf,
  type Site,
  shownFor,
  siteOf,
  webHost,
} from './https-support.ts'
import { announce, type Ended, onHost, run, standIns, withoutLab } from './support.ts'

const port = 874
const files = '/etc/mirrorc/rsync-tls.conf /etc/systemd/system/mirrorc-rsync-tls*'

describe.skipIf(withoutLab)('rsync over TLS', () => {
  let lab: Lab
  let site: Site
  const web = (command: string): Promise<string> => onHost(lab, webHost, command)
  const addresses = (): string[] => [hostOf(lab).address, hostOf(lab).address6]

  beforeAll(async () => {
    const system = { distro: 'debian', release: '12' }
    lab = await startLab({
      hosts: [{ name: webHost, ...system }],
      standIns,
      authority: { refusedNonces: 0 },
    })
    site = siteOf(lab, system.distro, system.release)
    await announce(lab)
    await authorityOf(lab).point(domain, addresses())
  })
  afterAll(async () => {
    site?.remove()
    await lab?.stop()
  })

  async function applyWell(rsync: object): Promise<void> {
    site.want({ rsync })
    const { code, stdout, stderr } = await site.apply('--allow-prune', '50')
    expect({ code, said: stdout + stderr }).toMatchObject({ code: 0 })
    const { code: left, stdout: said } = await site.diff()
    expect({ left, said }).toEqual({ left: 0, said: expect.stringContaining('nothing to do') })
  }

  /** rsync-ssl(1), for which the domain has this address alone; it trusts the lab's authority alone. */
  async function rsyncTls(address: string, ...words: string[]): Promise<Ended> {
    const names = join(lab.directory, 'names')
    writeFileSync(names, `${address} ${domain}\n`)
    return run('unshare', [
      ...['-m', 'env', 'RSYNC_SSL_TYPE=openssl', `RSYNC_SSL_CA_CERT=${await rootFileOf(lab)}`],
      ...['sh', '-c', 'mount --bind "$1" /etc/hosts && shift && exec timeout 30 rsync-ssl "$@"'],
      ...['sh', names, ...words],
    ])
  }

  /** The serial number of what is shown there. */
  const serialAt = (host: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port, servername: domain, rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().serialNumber)
        socket.destroy()
      })
      socket.on('error', reject)
    })

  test('lists and fetches, with the certificate of HTTPS, over IPv4 and IPv6', async () => {
    await applyWell({ tls: true })
    await web('echo well >/srv/mirrors/athena/file')
    for (const [index, address] of addresses().entries()) {
      const listed = await rsyncTls(address, `rsync://${domain}/`)
      expect(listed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^athena\s/m) })
      const to = join(lab.directory, `fetched-${index}`)
      const fetched = await rsyncTls(address, '-a', `rsync://${domain}/athena/file`, to)
      expect(fetched).toMatchObject({ code: 0 })
      expect((await run('cat', [to])).stdout).toBe('well\n')
      expect(await serialAt(address)).toBe((await shownFor(lab)).serial)
    }
  })

  test('doctor finds its port in the right hands', async () => {
    const { stdout } = await site.doctor()
    expect(stdout).toMatch(/^ok +port 874 /m)
  })

  test('the next connection after a renewal is shown the new certificate', async () => {
    const before = await serialAt(hostOf(lab).address)
    const { file } = authorityOf(lab)
    await web(
      `REQUESTS_CA_BUNDLE=${file} certbot -q renew --force-renewal --no-random-sleep-on-renew`,
    )
    for (const address of addresses()) {
      const serial = await serialAt(address)
      expect(serial).not.toBe(before)
      expect(serial).toBe((await shownFor(lab)).serial)
    }
  })

  test('the address of the client decides, as without TLS', async () => {
    await applyWell({ tls: true, allow: ['203.0.113.0/24'] })
    for (const address of addresses()) {
      const { code, stdout, stderr } = await rsyncTls(address, `rsync://${domain}/athena/file`)
      expect(code).not.toBe(0)
      const refused = /access denied to athena from \S+ \((\S+)\)/.exec(stdout + stderr)
      expect(refused?.[1]).toMatch(address.includes(':') ? /^[0-9a-f:]+$/ : /^[0-9.]+$/)
      expect(['127.0.0.1', '::1', '0.0.0.0']).not.toContain(refused?.[1])
      await applyWell({ tls: true, allow: [`${refused?.[1]}`] })
      const allowed = await rsyncTls(address, `rsync://${domain}/athena/file`)
      expect(allowed).toMatchObject({ code: 0 })
    }
  })

  test('what does not answer is put back', async () => {
    await applyWell({})
    await web('mv /usr/bin/stunnel /usr/bin/stunnel-off')
    site.want({ rsync: { tls: true } })
    const { code, stdout, stderr } = await site.apply()
    await web('mv /usr/bin/stunnel-off /usr/bin/stunnel')
    expect(code).not.toBe(0)
    expect(stdout + stderr).toMatch(/rsync over TLS does not answer at \S+ port 874/)
    await web(`! ls ${files} 2>/dev/null`)
  })

  test('without tls nothing of it is left', async () => {
    await applyWell({ tls: true })
    await web(`ls ${files}`)
    await applyWell({})
    await web(`! ls ${files} 2>/dev/null && test -z "$(ss -Hltn 'sport = :874')"`)
    expect(await web('systemctl is-active mirrorc-rsync-tls.socket || :')).toBe('inactive\n')
  })
})
