import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { shellsOfReleases } from './local-session.ts'
import {
  domain,
  failed,
  fingerprint,
  link,
  live,
  lookAtOnce,
  nameLeadsTo,
  orders,
  placeholder,
  redirect,
  secureMirror,
  startSecureHost,
} from './secure-host.ts'
import type { TestHost } from './test-host.ts'

const skip = skipReason()
const statusOf = (host: TestHost, path: string): string =>
  host.sandbox.sh('curl -sS -o /dev/null -w %{http_code} -H "Host: $2" "127.0.0.1$1"', path, domain)
const renewal = `/etc/letsencrypt/renewal/${domain}.conf`
const exists = ({ sandbox }: TestHost, path: string): boolean =>
  sandbox.run(['test', '-e', path]).code === 0
const target = ({ sandbox }: TestHost): string => sandbox.sh(`readlink ${link}`).trim()

describe.skipIf(skip !== undefined).each(shellsOfReleases)('a certificate, under %s', shell => {
  let host: TestHost
  beforeAll(async () => {
    host = await startSecureHost(shell)
    host.resources = secureMirror()
  }, 60_000)
  afterAll(() => host?.stop())

  /** Somebody who stands beside certbot writes down what there is. */
  const seen = '/run/seen'

  test('is ordered when all else is done, and put to use with what needs it', async () => {
    host.sandbox.write(
      '/run/stub-certbot/look',
      `#!/bin/sh
      { readlink ${link}; ls /etc/nginx; grep -c '"run"' /var/lib/mirrorc/ledger.json; grep certificate: /var/lib/mirrorc/ledger.json
        curl -sk -o /dev/null -w '%{http_code}\\n' https://127.0.0.1/; } >${seen}`,
      '755',
    )
    const plan = await host.look()
    expect(plan.changes.map(({ id }) => id)).toContain(`certificate:${domain}`)
    expect(await host.carryOut(plan)).toMatchObject({ word: 'committed', log: [] })
    const then = host.sandbox.sh(`cat ${seen}`)
    expect(then.split('\n')[0]).toBe(placeholder)
    expect(then).not.toContain('mirrorc-redirect.conf')
    expect(then).toContain(`certificate:${domain}`)
    expect(then).toMatch(/^200$/m)
    expect(target(host)).toBe(live)
    expect(fingerprint(host)).toBe(fingerprint(host, live))
    expect(statusOf(host, '/athena/')).toBe('301')
    expect(orders(host)).toBe(1)
  })

  test('is there: nothing is left to do', async () => {
    const { changes, refusals, pending, ledger } = await host.look()
    expect({ changes, refusals, pending, differs: ledger?.differs }).toEqual({
      ...{ changes: [], refusals: [], pending: [], differs: false },
    })
  })

  test('is renewed, and nginx goes on with the old one: it is loaded', async () => {
    host.systemctl.fail('try-reload-or-restart nginx.service')
    host.sandbox.sh(`certbot certonly -w /var/lib/mirrorc/acme --cert-name ${domain} -d ${domain} --key-type ecdsa \
      --server https://acme-v02.api.letsencrypt.org/directory --deploy-hook /usr/local/lib/mirrorc/certificate-deployed`)
    expect(orders(host)).toBe(1)
    expect(fingerprint(host)).not.toBe(fingerprint(host, live))
    const plan = await host.look()
    expect(plan.changes.map(({ id, details }) => [id, ...details])).toEqual([
      [`certificate:${domain}`, 'issued, and another one is shown'],
    ])
    expect((await host.carryOut(plan)).word).toBe('committed')
    expect(fingerprint(host)).toBe(fingerprint(host, live))
    expect(orders(host)).toBe(0)
    expect((await host.look()).changes).toEqual([])
  })

  test('with another name, key and issuer is ordered anew', async () => {
    host.resources = secureMirror({ keyType: 'rsa', directory: 'https://acme.example.org/d' }, [
      `www.${domain}`,
    ])
    nameLeadsTo(host, `www.${domain} ${domain}`, '127.0.0.1')
    const [change] = (await host.look()).changes
    expect(change?.details.slice(0, 3)).toEqual([
      `new name www.${domain}`,
      'key ecdsa → rsa',
      'issuer https://acme-v02.api.letsencrypt.org/directory → https://acme.example.org/d',
    ])
    expect((await host.apply()).word).toBe('committed')
    expect((await host.look()).changes).toEqual([])
    expect(fingerprint(host)).toBe(fingerprint(host, live))
    expect(statusOf(host, '/athena/')).toBe('301')
  })
})

describe.skipIf(skip !== undefined)('an order that fails', () => {
  let host: TestHost
  beforeAll(async () => {
    host = await startSecureHost()
    host.resources = secureMirror()
  }, 60_000)
  afterAll(() => host?.stop())

  /** HTTP as before, HTTPS with the placeholder, and nothing that leads there. */
  async function expectWaiting(cause: string): Promise<void> {
    expect(statusOf(host, '/athena/')).toBe('200')
    expect(target(host)).toBe(placeholder)
    expect(fingerprint(host)).toBe(fingerprint(host, placeholder))
    expect(exists(host, redirect)).toBe(false)
    const { changes, refusals, pending, ledger } = await host.look()
    expect({ changes, refusals, differs: ledger?.differs }).toEqual({
      ...{ changes: [], refusals: [], differs: false },
    })
    expect(pending).toEqual([
      expect.stringMatching(
        /^certificate of mirror\.example\.org pending until \d{4}-\d\d-\d\d \d\d:\d\d UTC: /,
      ),
    ])
    expect(pending[0]).toContain(cause)
  }

  const secondsLeft = (): number =>
    Number(host.sandbox.sh(`echo $(($(sed -n 's/^until //p' ${failed}) - $(date +%s)))`))

  test('as a name leads elsewhere: the issuer is not asked', async () => {
    nameLeadsTo(host, domain, '192.0.2.7')
    expect((await host.apply()).word).toBe('pending')
    expect(orders(host)).toBe(0)
    await expectWaiting(`${domain} leads to 192.0.2.7, and this host is at`)
    expect(secondsLeft()).toBeGreaterThan(500)
    expect(secondsLeft()).toBeLessThanOrEqual(600)
    nameLeadsTo(host, domain, '127.0.0.1')
  })

  // certbot would make nothing of what it gets, and under another name the time after.
  test.each([
    ['copied from another host', `install -D -m 600 /etc/hostname ${live}/privkey.pem`, 'live/'],
    ['what a failed order left', `install -D -m 600 /dev/null ${renewal}`, 'renewal/'],
  ])(
    'as there are files that certbot does not know, %s: the issuer is not asked',
    async (_, make, kind) => {
      host.sandbox.sh(make)
      expect((await host.carryOut(await lookAtOnce(host))).word).toBe('pending')
      expect(orders(host)).toBe(0)
      await expectWaiting(`/etc/letsencrypt/${kind}`)
      expect(secondsLeft()).toBeLessThanOrEqual(600)
      host.sandbox.sh('rm -r /etc/letsencrypt')
    },
  )

  test('as it was cut off: what certbot had made of it is set aside', async () => {
    const left = `cut-off-*/live/${domain}/privkey.pem cut-off-*/renewal/${domain}.conf`
    host.sandbox.sh(`: >${placeholder}/ordering
      install -D -m 600 /etc/hostname ${live}/privkey.pem; install -D -m 600 /dev/null ${renewal}`)
    host.sandbox.write('/run/stub-certbot/fail', 'no\n')
    expect((await host.carryOut(await lookAtOnce(host))).word).toBe('pending')
    await expectWaiting(': no')
    expect(orders(host)).toBe(1)
    expect(exists(host, `${placeholder}/ordering`)).toBe(false)
    host.sandbox.sh(`cd ${placeholder}; ls ${left}; rm -r cut-off-* failed /run/stub-certbot/fail`)
  })

  test('as the issuer says no: it waits longer each time', async () => {
    host.sandbox.write(
      '/run/stub-certbot/fail',
      '  Domain: x.example\n  Type: connection\n  Detail: Timeout\n\nAsk for help\n',
    )
    for (const [least, most] of [
      [800, 900],
      [3500, 3600],
    ] as const) {
      expect((await host.carryOut(await lookAtOnce(host))).word).toBe('pending')
      await expectWaiting('x.example: Timeout')
      expect(secondsLeft()).toBeGreaterThan(least)
      expect(secondsLeft()).toBeLessThanOrEqual(most)
    }
    expect(orders(host)).toBe(2)
    host.sandbox.sh('rm /run/stub-certbot/fail')
  })

  test('as nginx would not take what came: it is not put to use', async () => {
    host.sandbox.sh(': >/run/stub-certbot/spoil')
    expect((await host.carryOut(await lookAtOnce(host))).word).toBe('pending')
    await expectWaiting('nginx does not take the certificate')
    host.sandbox.sh('rm /run/stub-certbot/spoil; rm -r /etc/letsencrypt')
  })

  test('as nginx does not load it: the placeholder is put back', async () => {
    // The first is that of the hook.
    host.systemctl.fail(
      'try-reload-or-restart nginx.service',
      'try-reload-or-restart nginx.service',
    )
    expect((await host.carryOut(await lookAtOnce(host))).word).toBe('pending')
    await expectWaiting('nginx.service does not load its files again')
    orders(host)
  })

  test('of a certificate that is there, as nginx does not load it: the issuer was not asked', async () => {
    host.systemctl.fail('try-reload-or-restart nginx.service')
    expect((await host.carryOut(await lookAtOnce(host))).word).toBe('pending')
    await expectWaiting('nginx.service does not load its files again')
    expect(orders(host)).toBe(0)
    expect(secondsLeft()).toBeLessThanOrEqual(600)
  })

  test('is made up for when its time has come, without another order where there is a certificate', async () => {
    host.sandbox.sh(`sed -i 's/^until .*/until 1/' ${failed}`)
    expect((await host.apply()).word).toBe('committed')
    expect(orders(host)).toBe(0)
    expect(target(host)).toBe(live)
    expect(fingerprint(host)).toBe(fingerprint(host, live))
    expect(statusOf(host, '/athena/')).toBe('301')
    expect(exists(host, failed)).toBe(false)
    expect((await host.look()).pending).toEqual([])
  })

  test('waits no longer when another one is wanted', async () => {
    host.sandbox.write('/run/stub-certbot/fail', 'no\n')
    host.resources = secureMirror({ keyType: 'rsa' })
    expect((await host.apply()).word).toBe('pending')
    expect((await host.look()).changes).toEqual([])
    // certbot takes no account by itself where there are two.
    host.sandbox.sh(`rm /run/stub-certbot/fail; echo 'account = 0a1b' >>${renewal}
      mkdir -p /etc/letsencrypt/accounts/acme/directory/0a1b`)
    host.resources = secureMirror({ keyType: 'rsa', email: 'other@example.org' })
    expect((await host.apply()).word).toBe('committed')
    const asked = host.sandbox.sh('cat /run/stub-certbot/log').trim().split('\n')
    expect(asked.map(line => / --account (\S+)/.exec(line)?.[1])).toEqual([undefined, '0a1b'])
    expect((await host.look()).changes).toEqual([])
  })

  test('as a copy that followed links has files in their place: the issuer is not asked', async () => {
    host.sandbox.sh(
      'cd /etc; cp -rL letsencrypt copy; mv letsencrypt /run/whole; mv copy letsencrypt',
    )
    const before = fingerprint(host)
    const plan = await host.look()
    const [change] = plan.changes
    expect(change?.details[0]).toBe(
      `certbot cannot renew it: ${live}/cert.pem is no link to a file`,
    )
    orders(host)
    for (const resources of [host.resources, secureMirror({ directory: 'https://a.example/d' })]) {
      host.resources = resources
      expect((await host.carryOut(await lookAtOnce(host))).word).toBe('pending')
      expect((await host.look()).pending[0]).toContain('certbot knows no whole certificate')
    }
    expect([orders(host), target(host), fingerprint(host)]).toEqual([0, live, before])
    host.sandbox.sh('rm -r /etc/letsencrypt; mv /run/whole /etc/letsencrypt')
  })

  test('as certbot has it under another name: it is no success, and waits longer each time', async () => {
    host.sandbox.sh(': >/run/stub-certbot/elsewhere')
    for (const least of [800, 3500]) {
      expect((await host.carryOut(await lookAtOnce(host))).word).toBe('pending')
      expect((await host.look()).pending[0]).toContain('certbot put what it got elsewhere')
      expect(secondsLeft()).toBeGreaterThan(least)
    }
    expect(orders(host)).toBe(2)
    host.sandbox.sh('rm /run/stub-certbot/elsewhere; rm -r /etc/letsencrypt/*/*-0001*')
  })

  test('is forgotten with the mirror; the certificate stays', async () => {
    host.resources = []
    expect((await host.apply()).word).toBe('committed')
    expect(exists(host, link)).toBe(false)
    expect(exists(host, redirect)).toBe(false)
    expect(exists(host, `${live}/fullchain.pem`)).toBe(true)
    host.sandbox.sh('nginx -t')
  })
})
