import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Https } from '../../src/compiler/mirror.ts'
import { makePlan, ordinary } from '../../src/plan/make-plan.ts'
import type { Plan } from '../../src/plan/plan.ts'
import type { Resource } from '../../src/resource.ts'
import { lower } from '../../src/targets/lower.ts'
import { sampleHost, sampleHttps } from '../sample-mirror.ts'
import type { Shell } from './local-session.ts'
import { expectation, startTestHost, type TestHost } from './test-host.ts'

export const domain = 'mirror.example.org'
export const link = `/etc/mirrorc/tls/${domain}`
export const live = `/etc/letsencrypt/live/${domain}`
export const placeholder = `/var/lib/mirrorc/tls/${domain}`
export const failed = `${placeholder}/failed`
export const redirect = '/etc/nginx/mirrorc-redirect.conf'

/** The guide's mirror with HTTPS. Its package is not on this machine; what stands for it is. */
export function secureMirror(
  changes: Partial<Https> = {},
  aliases: readonly string[] = [],
): readonly Resource[] {
  const https = sampleHttps({ redirect: true, ...changes })
  return lower(sampleHost({ https, aliases })).filter(
    resource => resource.kind !== 'package' || resource.name !== 'certbot',
  )
}

/** A host that can order certificates, to whose issuer all names lead. It serves the guide's mirror. */
export async function startSecureHost(shell: Shell = 'dash'): Promise<TestHost> {
  const host = await startTestHost(shell)
  const stub = readFileSync(join(import.meta.dirname, 'stub-certbot.sh'), 'utf8')
  host.sandbox.write('/usr/bin/certbot', stub, '755')
  host.sandbox.sh('mkdir -p /run/stub-certbot; : >/run/stub-certbot/log')
  host.systemctl.setUnit('certbot.timer', 'loaded inactive enabled no')
  nameLeadsTo(host, domain, '127.0.0.1')
  const { word } = await host.apply()
  if (word !== 'committed') throw new Error(`the guide's mirror was not made: ${word}`)
  return host
}

/** What the host's name service says of a name. */
export function nameLeadsTo({ sandbox }: TestHost, name: string, address: string): void {
  sandbox.write('/etc/hosts', `127.0.0.1 localhost\n${address} ${name}\n`)
}

/** The plan of somebody who does not wait until a failed order may be tried again. */
export async function lookAtOnce(host: TestHost): Promise<Plan> {
  const state = await host.session.probe(host.resources)
  return makePlan(expectation, host.resources, state, { ...ordinary, retryCertificates: true })
}

/** How often certbot was called since the last time. */
export function orders({ sandbox }: TestHost): number {
  return Number(sandbox.sh('wc -l </run/stub-certbot/log; : >/run/stub-certbot/log'))
}

/** The fingerprint of the certificate that is served, or lies in a directory. */
export function fingerprint({ sandbox }: TestHost, directory?: string): string {
  const served = `openssl s_client -connect 127.0.0.1:443 -servername ${domain} </dev/null 2>/dev/null`
  const from = directory === undefined ? served : `cat ${directory}/fullchain.pem`
  return sandbox.sh(`${from} | openssl x509 -noout -fingerprint -sha256`)
}
