import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { killOrder, losePower } from './https-cut-off.ts'
import {
  ask,
  authorityOf,
  domain,
  expectNothingToDo,
  expectPlaceholder,
  expectServing,
  followLinks,
  hostOf,
  moveLineageAway,
  renewNow,
  rootFileOf,
  runsOfCertbot,
  type Site,
  shownFor,
  siteOf,
  statusOf,
  type Wanted,
  webHost,
} from './https-support.ts'
import { announce, onHost, standIns, withoutLab } from './support.ts'

/** A release, as mirror.yaml names it, and the unit by which its timer renews certificates. */
export interface Renewing {
  readonly title: string
  readonly distro: string
  readonly release: string
  readonly renewal: string
}

const second = 'mirror.example.net'
const gate = 'gate.example.org'
const pending = /certificate of mirror\.example\.org pending until (\S+(?: \S+)*): (.+)/
const challenge = `http://${domain}/.well-known/acme-challenge/`
const asked: Wanted = { redirect: true, hsts: true }

/** The tests of a host whose certificate comes from the lab's authority: one after the other, on one host. */
export function describeHttps({ title, distro, release, renewal }: Renewing): void {
  describe.skipIf(withoutLab)(`a mirror over HTTPS, on ${title}`, () => {
    let lab: Lab
    let site: Site
    const addresses = (): string[] => [hostOf(lab).address, hostOf(lab).address6]
    const web = (command: string): Promise<string> => onHost(lab, webHost, command)
    const mendAll = async () => {
      await authorityOf(lab).become('up')
      await lab.block(webHost)
      for (const name of [domain, second]) await authorityOf(lab).point(name, addresses())
    }
    const point = (...to: string[]) => authorityOf(lab).point(domain, to)

    beforeAll(async () => {
      const host = { name: webHost, aliases: [gate], distro, release }
      // certbot asks again once: of two nonces refused in a row it would make a failed order.
      lab = await startLab({ hosts: [host], standIns, authority: { refusedNonces: 0 } })
      site = siteOf(lab, distro, release)
      await announce(lab)
      await mendAll()
    })
    afterEach(mendAll)
    afterAll(async () => {
      site?.remove()
      await lab?.stop()
    })

    /** An apply that ends with the certificate pending, and why. */
    async function applyInVain(...words: string[]): Promise<string> {
      const { code, stdout, stderr } = await site.apply(...words)
      expect({ code, said: stdout + stderr }).toEqual({
        code: 9,
        said: expect.stringMatching(pending),
      })
      return pending.exec(stdout + stderr)?.[2] ?? ''
    }

    async function applyWell(...words: string[]): Promise<void> {
      const { code, stdout, stderr } = await site.apply(...words)
      expect({ code, said: stdout + stderr }).toMatchObject({ code: 0 })
    }

    test('the authority is down at the first apply: all but the certificate is there, and exit 9', async () => {
      await authorityOf(lab).become('down')
      site.want(asked)
      await applyInVain()
      expect(await runsOfCertbot(lab)).toBe(1)
      await expectPlaceholder(lab)
    })

    test('what is pending is in every diff, and is not tried again before its time', async () => {
      await authorityOf(lab).become('down')
      const { code, stdout } = await site.diff()
      expect(stdout).toMatch(pending)
      expect(code).toBe(9)
      await applyInVain()
      expect(await runsOfCertbot(lab)).toBe(1)
      await applyInVain('--retry-certificates')
      expect(await runsOfCertbot(lab)).toBe(2)
    })

    test('the keys are for root alone', async () => {
      const keys = await web(
        `find -L /etc/mirrorc/tls/${domain} -name 'privkey*.pem' -printf '%U %m\\n'`,
      )
      expect(keys.trim().split('\n')).toEqual(['0 600'])
    })

    test('a host that has only the placeholder starts again', async () => {
      await lab.restart(webHost)
      await expectPlaceholder(lab)
    })

    test('the name leads elsewhere: the issuer is not asked, and the cause is named', async () => {
      await point(lab.hub.address)
      const cause = await applyInVain('--retry-certificates')
      expect(cause).toContain(domain)
      expect(cause).toContain(lab.hub.address)
      expect(cause).toContain(hostOf(lab).address)
      expect(await runsOfCertbot(lab)).toBe(2)
      await point(hostOf(lab).address, lab.hub.address6)
      expect(await applyInVain('--retry-certificates')).toContain(lab.hub.address6)
      await point()
      expect(await applyInVain('--retry-certificates')).toContain(domain)
      expect(await runsOfCertbot(lab)).toBe(2)
      await expectPlaceholder(lab)
    })

    test('behind a router, the addresses of `address:` count as the host’s: the issuer is asked', async () => {
      site.want({ ...asked, address: gate })
      await authorityOf(lab).point(gate, [lab.hub.address])
      await point(lab.hub.address)
      const runs = await runsOfCertbot(lab)
      const cause = await applyInVain('--retry-certificates')
      site.want(asked)
      expect(cause).not.toContain('this host is at')
      expect(await runsOfCertbot(lab)).toBe(runs + 1)
    })

    test('port 80 is closed to the world: exit 9, and the host serves', async () => {
      await lab.block(webHost, 80)
      const runs = await runsOfCertbot(lab)
      const cause = await applyInVain('--retry-certificates')
      expect(cause).toMatch(/time|connection|firewall/i)
      expect(await runsOfCertbot(lab)).toBe(runs + 1)
      await lab.block(webHost)
      await expectPlaceholder(lab)
    })

    test('the order is cut off, by a kill and by a loss of power: the host serves', async () => {
      await killOrder(lab, site)
      await expectPlaceholder(lab)
      await losePower(lab, site)
      await expectPlaceholder(lab)
    })

    test('the order: what is shown then is the authority’s, over HTTP/1.1 and HTTP/2', async () => {
      await applyWell('--retry-certificates')
      const { trusted, names, key } = await shownFor(lab)
      expect({ trusted, names, key }).toEqual({ trusted: true, names: [domain], key: 'ecdsa' })
      const root = ['--cacert', await rootFileOf(lab)]
      expect(await statusOf(lab, `https://${domain}/`, ...root, '--http1.1')).toBe('200 1.1')
      expect(await statusOf(lab, `https://${domain}/`, ...root, '--http2')).toBe('200 2')
      await expectNothingToDo(site)
    })

    test('now, and not before, users are led to HTTPS and browsers told to stay', async () => {
      expect(await statusOf(lab, `http://${domain}/athena/`)).toBe(
        `301 1.1 https://${domain}/athena/`,
      )
      expect(await statusOf(lab, `${challenge}absent`)).toBe('404 1.1')
      const root = ['--cacert', await rootFileOf(lab), '--include']
      const header = /^strict-transport-security: max-age=\d+/im
      expect((await ask(lab, `https://${domain}/`, ...root)).stdout).toMatch(header)
      expect((await ask(lab, `https://${domain}/absent`, ...root)).stdout).toMatch(header)
      expect((await ask(lab, `http://${domain}/`, '--include')).stdout).not.toMatch(header)
    })

    test('a second apply orders nothing and reloads nothing', async () => {
      const before = [(await shownFor(lab)).serial, await web('pgrep -d " " nginx')]
      const runs = await runsOfCertbot(lab)
      await applyWell()
      expect([(await shownFor(lab)).serial, await web('pgrep -d " " nginx')]).toEqual(before)
      expect(await runsOfCertbot(lab)).toBe(runs)
    })

    test('the timer renews: another certificate is shown, and mirrorc has no part in it', async () => {
      expect(await web(`systemctl is-enabled ${renewal}.timer`)).toBe('enabled\n')
      expect(await web(`systemctl is-active ${renewal}.timer`)).toBe('active\n')
      const { serial } = await shownFor(lab)
      await renewNow(lab, renewal)
      const renewed = async () => {
        const shown = await shownFor(lab)
        return { trusted: shown.trusted, isNew: shown.serial !== serial }
      }
      await expect.poll(renewed, { timeout: 15_000 }).toEqual({ trusted: true, isNew: true })
      await expectNothingToDo(site)
    })

    test('a renewal that nginx did not load is seen, and loaded by apply', async () => {
      const { serial } = await shownFor(lab)
      await web('nginx=$(command -v nginx); mv "$nginx" /root/away; echo "$nginx" >/root/nginx')
      await renewNow(lab, renewal)
      await web('mv /root/away "$(cat /root/nginx)"')
      expect((await shownFor(lab)).serial).toBe(serial)
      expect((await site.diff()).stdout).toContain('issued, and another one is shown')
      expect((await site.doctor()).stdout).toMatch(/^problem +certificate .* nginx shows another/m)
      const runs = await runsOfCertbot(lab)
      await applyWell()
      const shown = await shownFor(lab)
      expect([shown.trusted, shown.serial === serial]).toEqual([true, false])
      expect(await runsOfCertbot(lab)).toBe(runs)
      await expectNothingToDo(site)
    })

    test('doctor --renew says whether it could be renewed, and why not', async () => {
      const { serial } = await shownFor(lab)
      const well = await site.doctor('--renew')
      expect(well.stdout).toMatch(/^ok +renewal mirror\.example\.org +certbot could renew it$/m)
      await authorityOf(lab).become('down')
      const down = await site.doctor('--renew')
      expect(down.stdout).toMatch(/^problem +renewal mirror\.example\.org +.*refused/m)
      expect((await shownFor(lab)).serial).toBe(serial)
      await expectNothingToDo(site)
    })

    test('without the file of the authority the timer would renew nothing', async () => {
      const { stdout } = await lab.ssh(
        webHost,
        'certbot renew --force-renewal --no-random-sleep-on-renew 2>&1',
      )
      expect(stdout).toMatch(/certificate verify failed|CERTIFICATE_VERIFY_FAILED/)
    })

    test('a name comes, and goes: diff says so, and the certificate follows', async () => {
      for (const aliases of [[second], []]) {
        site.want({ ...asked, aliases })
        const { code, stdout } = await site.diff()
        expect(code).toBe(2)
        expect(stdout).toMatch(/certificate.*\n(?:.*\n)*?.*mirror\.example\.net/)
        await applyWell()
        const { trusted, names } = await shownFor(lab)
        expect({ trusted, names }).toEqual({ trusted: true, names: [...aliases, domain].sort() })
        await expectNothingToDo(site)
      }
      await web('test "$(ls /etc/letsencrypt/live | grep -c example)" = 1')
    })

    test('another kind of key is ordered anew', async () => {
      site.want({ ...asked, key_type: 'rsa' })
      await applyWell()
      expect(await shownFor(lab)).toMatchObject({ trusted: true, key: 'rsa', names: [domain] })
      await expectNothingToDo(site)
    })

    test('power is lost while a name is added: the old certificate is shown, then the new one', async () => {
      site.want({ ...asked, aliases: [second], key_type: 'rsa' })
      await losePower(lab, site)
      expect(await shownFor(lab)).toMatchObject({ trusted: true, names: [domain] })
      await web('nginx -t')
      await applyWell('--retry-certificates')
      expect(await shownFor(lab, second)).toMatchObject({ trusted: true, names: [second, domain] })
      await expectNothingToDo(site)
    })

    test('without https nobody is led anywhere, and the certificate stays', async () => {
      site.want(undefined)
      await applyWell('--allow-prune', '50')
      await expectServing(lab)
      expect((await ask(lab, `https://${domain}/`)).code).toBe(7)
      await web(`test -e /etc/letsencrypt/live/${domain}/fullchain.pem`)
      await expectNothingToDo(site)
    })

    test('https again takes the certificate that is there', async () => {
      site.want({ aliases: [second], key_type: 'rsa' })
      const runs = await runsOfCertbot(lab)
      await applyWell()
      expect(await shownFor(lab)).toMatchObject({ trusted: true, names: [second, domain] })
      expect(await runsOfCertbot(lab)).toBeLessThanOrEqual(runs + 1)
      expect(await statusOf(lab, `http://${domain}/`)).toBe('200 1.1')
    })

    test('a restore that followed the links of certbot: nothing is ordered before it is moved away', async () => {
      await followLinks(lab)
      site.want({})
      const runs = await runsOfCertbot(lab)
      const { serial } = await shownFor(lab)
      expect(await applyInVain()).toContain(`move live/${domain}`)
      expect(await runsOfCertbot(lab)).toBe(runs)
      expect(await shownFor(lab)).toMatchObject({ trusted: true, serial })
      await moveLineageAway(lab)
      await applyWell('--retry-certificates')
      expect(await shownFor(lab)).toMatchObject({ trusted: true, names: [domain], key: 'ecdsa' })
      await expectNothingToDo(site)
    })
  })
}
