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
const ofOthers = new Set(['cert_revocation', 'OCSP_stapling', 'DNS_CAArecord'])
const ofScanner = new Set(['engine_problem', 'sessionresumption_ticket'])

const isOthers = (id: string, severity: string): boolean =>
  ofOthers.has(id) || (ofScanner.has(id) && severity === 'WARN')

const bad = new Set(['MEDIUM', 'HIGH', 'CRITICAL', 'WARN', 'FATAL'])

/** Where TLS is spoken: nginx's is HTTPS, and stunnel's is rsync's. */
const nginx = { server: 'nginx', place: `https://${domain}/` }
const stunnel = { server: 'stunnel', place: `${domain}:874` }

describe.skipIf(withoutLab).each([
  { title: 'Debian 12', distro: 'debian', release: '12' },
  { title: 'Debian 13', distro: 'debian', release: '13' },
  { title: 'the Arch stand-in', distro: 'arch', release: 'rolling' },
])('the TLS of $title, as testssl.sh sees it', ({ distro, release }) => {
  let lab: Lab

  beforeAll(async () => {
    const host = { name: webHost, distro, release }
    lab = await startLab({ hosts: [host], standIns, authority: { refusedNonces: 0 } })
    await announce(lab)
    const { address, address6 } = hostOf(lab)
    await authorityOf(lab).point(domain, [address, address6])
    const site = siteOf(lab, distro, release)
    const key_type = release === '13' ? 'rsa' : 'ecdsa'
    site.want({ hsts: true, key_type, rsync: { tls: true } })
    const { code, stderr } = await site.apply()
    site.remove()
    expect(code, stderr).toBe(0)
  })
  afterAll(() => lab?.stop())

  test.each([nginx, stunnel])(
    'nothing worse than LOW of $server',
    async ({ server, place }) => {
      const report = join(lab.directory, `${server}.json`)
      const { stdout } = await run('timeout', [
        ...['1500', 'testssl', '--quiet', '--color', '0', '--warnings', 'off', '--nodns', 'none'],
        ...['--openssl-timeout', '30', '--connect-timeout', '30', '--jsonfile', report],
        ...['--add-ca', await rootFileOf(lab), '--ip', hostOf(lab).address, place],
      ])
      const findings: readonly Finding[] = JSON.parse(readFileSync(report, 'utf8'))
      expect(findings.length, stdout).toBeGreaterThan(100)
      expect(findings.find(({ id }) => id.startsWith('cert_chain_of_trust'))?.severity).toBe('OK')
      const worse = findings.filter(
        ({ id, severity }) => bad.has(severity) && !isOthers(id.replace(/ .*/, ''), severity),
      )
      console.log(`${server}: ${count(findings)}`)
      expect(worse).toEqual([])
      // Three minutes, where nothing else is at work.
    },
    1_560_000,
  )
})

/** How many findings there are of each severity. */
function count(findings: readonly Finding[]): string {
  const severities = [...new Set(findings.map(({ severity }) => severity))].sort()
  return severities
    .map(one => `${findings.filter(({ severity }) => severity === one).length} ${one}`)
    .join(', ')
}
