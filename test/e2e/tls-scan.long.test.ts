import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { authorityOf, domain, hostOf, rootFileOf, siteOf, webHost } from './https-support.ts'
import { announce, run, standIns, withoutLab } from './support.ts'

interface Finding {
  readonly id: string
  readonly severity: string
  readonly finding: string
}

/**
 * What is the lab's authority's: it has no way to revoke a certificate, and there is no DNS to say who may issue. And
 * what is the scanner's: its own OpenSSL, which it has hang up, now and then, before a ticket of TLS 1.3 came.
 */
const ofOthers = new Set([
  ...['cert_revocation', 'OCSP_stapling', 'DNS_CAArecord'],
  ...['engine_problem', 'sessionresumption_ticket'],
])

const bad = new Set(['MEDIUM', 'HIGH', 'CRITICAL', 'WARN', 'FATAL'])

describe.skipIf(withoutLab).each([
  { title: 'Debian 12', distro: 'debian', release: '12', key_type: 'ecdsa' as const },
  { title: 'Debian 13', distro: 'debian', release: '13', key_type: 'rsa' as const },
  { title: 'the Arch stand-in', distro: 'arch', release: 'rolling', key_type: 'ecdsa' as const },
])('the TLS of $title, as testssl.sh sees it', ({ distro, release, key_type }) => {
  let lab: Lab

  beforeAll(async () => {
    const host = { name: webHost, distro, release }
    lab = await startLab({ hosts: [host], standIns, authority: { refusedNonces: 0 } })
    await announce(lab)
    const { address, address6 } = hostOf(lab)
    await authorityOf(lab).point(domain, [address, address6])
    const site = siteOf(lab, distro, release)
    site.want({ hsts: true, key_type })
    const { code, stderr } = await site.apply()
    site.remove()
    expect(code, stderr).toBe(0)
  })
  afterAll(() => lab?.stop())

  test('nothing worse than LOW', async () => {
    const report = join(lab.directory, 'testssl.json')
    const { stdout } = await run('timeout', [
      ...['1500', 'testssl', '--quiet', '--color', '0', '--warnings', 'off', '--nodns', 'none'],
      ...['--openssl-timeout', '30', '--connect-timeout', '30', '--jsonfile', report],
      ...['--add-ca', await rootFileOf(lab), '--ip', hostOf(lab).address, `https://${domain}/`],
    ])
    const findings: readonly Finding[] = JSON.parse(readFileSync(report, 'utf8'))
    expect(findings.length, stdout).toBeGreaterThan(100)
    expect(findings.find(({ id }) => id.startsWith('cert_chain_of_trust'))?.severity).toBe('OK')
    const worse = findings.filter(
      ({ id, severity }) => bad.has(severity) && !ofOthers.has(id.replace(/ .*/, '')),
    )
    expect(worse).toEqual([])
    // Three minutes, where nothing else is at work.
  }, 1_560_000)
})
