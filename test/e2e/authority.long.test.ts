import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { announce, onHost, withoutLab } from './support.ts'

const domain = 'mirror.example.org'

describe.skipIf(withoutLab)('a lab with a certificate authority', () => {
  let lab: Lab
  const host = () => {
    const [first] = lab.hosts
    if (first === undefined || lab.authority === undefined) throw new Error('the lab lacks a part')
    return { ...first, authority: lab.authority }
  }
  const order = (name: string) => {
    const { directory, file } = host().authority
    return lab.ssh(
      'web',
      `REQUESTS_CA_BUNDLE=${file} timeout 120 certbot certonly --webroot -w /var/www/html --non-interactive --agree-tos \
        -m admin@example.org --server ${directory} --cert-name ${name} -d ${name} 2>&1`,
    )
  }

  beforeAll(async () => {
    lab = await startLab({ hosts: [{ name: 'web' }], authority: { refusedNonces: 5 } })
    await announce(lab)
    await onHost(
      lab,
      'web',
      'DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install nginx certbot',
    )
  })
  afterAll(() => lab?.stop())

  test("certbot gets a certificate, which the authority's root vouches for", async () => {
    await host().authority.point(domain, [host().address, host().address6])
    const known = await onHost(lab, 'web', `getent ahosts ${domain} | awk '{ print $1 }' | sort -u`)
    expect(known.trim().split('\n')).toEqual([host().address, host().address6].sort())
    const { code, stdout } = await order(domain)
    expect(code, stdout).toBe(0)
    const chain = await onHost(lab, 'web', `cat /etc/letsencrypt/live/${domain}/fullchain.pem`)
    const [leaf = '', issuer = ''] = chain.split(/(?<=-----END CERTIFICATE-----\n)/)
    expect(new X509Certificate(leaf).subjectAltName).toBe(`DNS:${domain}`)
    const root = new X509Certificate(await host().authority.readRoot())
    expect(new X509Certificate(issuer).verify(root.publicKey)).toBe(true)
    expect(new X509Certificate(leaf).verify(new X509Certificate(issuer).publicKey)).toBe(true)
  })

  test('no certificate for a name that leads elsewhere or nowhere, or whose port is closed', async () => {
    await host().authority.point('elsewhere.example.org', [lab.hub.address])
    const elsewhere = await order('elsewhere.example.org')
    expect(elsewhere).toMatchObject({ code: 1, stdout: expect.stringContaining('connection') })
    await host().authority.point('elsewhere.example.org', [])
    const nowhere = await order('elsewhere.example.org')
    expect(nowhere).toMatchObject({ code: 1, stdout: expect.stringContaining('elsewhere') })
    await host().authority.point('elsewhere.example.org', [host().address])
    await lab.block('web', 80)
    expect((await order('elsewhere.example.org')).code).toBe(1)
    await lab.block('web')
    expect(await order('elsewhere.example.org')).toMatchObject({ code: 0 })
  })

  test('an authority that is down, that hangs, and that is back', async () => {
    const { directory, file, become } = host().authority
    const ask = () => lab.ssh('web', `curl -sS --max-time 3 --cacert ${file} ${directory}`)
    await onHost(lab, 'web', 'apt-get -q -y --no-install-recommends install curl')
    await become('down')
    expect(await ask()).toMatchObject({ code: 7 })
    await become('hung')
    expect(await ask()).toMatchObject({ code: 28 })
    await become('up')
    expect(await ask()).toMatchObject({ code: 0, stdout: expect.stringContaining('newOrder') })
    await become('hung')
  })
})
