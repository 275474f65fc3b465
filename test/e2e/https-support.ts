import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type PeerCertificate } from 'node:tls'
import { expect } from 'vitest'
import type { CertificateAuthority } from '../../src/lab/authority.ts'
import type { Lab } from '../../src/lab/lab.ts'
import type { LabHost } from '../../src/lab/state.ts'
import { type Ended, mirrorc, mirrorDirectory, onHost, run } from './support.ts'

/** The domain of the mirror that is tested: the name of its certificate. */
export const domain = 'mirror.example.org'

/** The lab's host that serves it. */
export const webHost = 'web'

/** What a mirror.yaml of these tests says beyond the rest. */
export interface Wanted {
  readonly aliases?: readonly string[]
  readonly redirect?: boolean
  readonly hsts?: boolean
  readonly key_type?: 'ecdsa' | 'rsa'
  /** By which the host is reached, where that is not its own name. */
  readonly address?: string
  /** `serve.rsync`. */
  readonly rsync?: object
  /** FTP and git beside it. */
  readonly everyWay?: boolean
}

/** A mirror.yaml for the lab's host, and the program run on it. */
export interface Site {
  /** Writes the file anew: HTTP alone when nothing is wanted of HTTPS. */
  want(wanted: Wanted | undefined): void
  diff(...words: string[]): Promise<Ended>
  apply(...words: string[]): Promise<Ended>
  doctor(...words: string[]): Promise<Ended>
  remove(): void
}

/** What a client is shown by a server. */
export interface Shown {
  /** Whether it leads to the root of the lab's authority, for this name, and is not too old. */
  readonly trusted: boolean
  readonly serial: string
  readonly names: readonly string[]
  readonly key: string
}

/** The lab's one host. */
export function hostOf(lab: Lab): LabHost {
  const [host] = lab.hosts
  if (host === undefined) throw new Error('the lab has no host')
  return host
}

/** The lab's certificate authority. */
export function authorityOf({ authority }: Lab): CertificateAuthority {
  if (authority === undefined) throw new Error('the lab has no certificate authority')
  return authority
}

/** A mirror on the lab's host, which is of this distro and release. */
export function siteOf(lab: Lab, distro: string, release: string): Site {
  const directory = mirrorDirectory('')
  const { directory: url, file } = authorityOf(lab)
  const execute = (verb: string, ...words: string[]) =>
    mirrorc([verb, 'fra1', '-f', directory.file, '--ssh-config', lab.sshConfigFile, ...words])
  return {
    want: wanted => {
      const { aliases = [], address = webHost, rsync, everyWay = false, ...more } = wanted ?? {}
      const https = { directory: url, ca_file: file, ...more }
      const mirror = {
        version: 1,
        site: 'athena',
        domain,
        contact: 'admin@example.org',
        ...(aliases.length === 0 ? {} : { aliases }),
        modules: {
          athena: { upstream: 'rsync://hub.athenaos.org/athena', comment: 'Athena' },
          ...(everyWay
            ? { sources: { upstream: 'rsync://hub.athenaos.org/git', serve: ['git'] } }
            : {}),
        },
        serve: {
          http: {},
          ...(rsync === undefined ? {} : { rsync }),
          ...(everyWay ? { ftp: {}, git: { daemon: true } } : {}),
          ...(wanted === undefined ? {} : { https }),
        },
        hosts: {
          fra1: { address, distro, release },
        },
      }
      // JSON is YAML.
      writeFileSync(directory.file, JSON.stringify(mirror, undefined, 2))
    },
    diff: (...words) => execute('diff', ...words),
    apply: (...words) => execute('apply', '--yes', ...words),
    doctor: (...words) => execute('doctor', ...words),
    remove: directory.remove,
  }
}

/** What the host shows a TLS client that asks for a name: the same at each of its addresses. */
export async function shownFor(lab: Lab, name: string = domain): Promise<Shown> {
  const ca = await authorityOf(lab).readRoot()
  const { address, address6 } = hostOf(lab)
  const [four, six] = await Promise.all([address, address6].map(at => look(at, name, ca)))
  expect(six).toEqual(four)
  if (four === undefined) throw new Error('nothing is shown')
  return four
}

function look(host: string, servername: string, ca: string): Promise<Shown> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: 443, servername, ca, rejectUnauthorized: false }, () => {
      const certificate = socket.getPeerCertificate()
      resolve({
        trusted: socket.authorized,
        serial: certificate.serialNumber,
        names: namesOf(certificate),
        key: 'asn1Curve' in certificate ? 'ecdsa' : 'rsa',
      })
      socket.destroy()
    })
    socket.setTimeout(10_000, () => socket.destroy(new Error(`${host} hangs`)))
    socket.on('error', reject)
  })
}

const namesOf = ({ subjectaltname = '' }: PeerCertificate): readonly string[] =>
  subjectaltname
    .split(', ')
    .map(name => name.replace(/^DNS:/, ''))
    .sort()

/** Asks the host, at each of its addresses, by curl(1): the same answer each time. */
export async function ask(lab: Lab, url: string, ...words: string[]): Promise<Ended> {
  const { address, address6 } = hostOf(lab)
  const { hostname } = new URL(url)
  const ports = [80, 443]
  const answers = [address, `[${address6}]`].map(at =>
    run('curl', [
      ...['-sS', '--max-time', '10', '--noproxy', '*', ...words],
      ...ports.flatMap(port => ['--resolve', `${hostname}:${port}:${at}`]),
      url,
    ]),
  )
  const [four, six] = await Promise.all(answers)
  if (four === undefined || six === undefined) throw new Error('nobody was asked')
  expect({ code: six.code }).toEqual({ code: four.code })
  return four
}

/** Status and version of HTTP, and where it leads to. */
export async function statusOf(lab: Lab, url: string, ...words: string[]): Promise<string> {
  const format = '%{http_code} %{http_version} %{redirect_url}'
  const { stdout } = await ask(lab, url, '-o', '/dev/null', '-w', format, ...words)
  return stdout.trim()
}

/** A file with the root of the certificates that the lab's authority issues, for curl and the like. */
export async function rootFileOf(lab: Lab): Promise<string> {
  const file = join(lab.directory, 'issued-root.pem')
  writeFileSync(file, await authorityOf(lab).readRoot())
  expect(readFileSync(file, 'utf8')).toContain('BEGIN CERTIFICATE')
  return file
}

/** How often certbot ran on the host, by its logs; Debian's keeps one alone, and adds to it. */
export async function runsOfCertbot(lab: Lab): Promise<number> {
  const count = "cat /var/log/letsencrypt/letsencrypt.log* 2>/dev/null | grep -c 'certbot version:'"
  return Number(await onHost(lab, webHost, `${count}; true`))
}

/** HTTP answers, nginx runs, and its configuration is one that it would start with. */
export async function expectServing(lab: Lab): Promise<void> {
  await onHost(lab, webHost, 'nginx -t 2>&1 && systemctl is-active nginx')
  await expect.poll(() => statusOf(lab, `http://${domain}/`), { timeout: 10_000 }).toBe('200 1.1')
}

export async function expectNothingToDo(site: Site): Promise<void> {
  const { code, stdout, stderr } = await site.diff()
  expect({ code, said: stdout + stderr }).toEqual({
    code: 0,
    said: expect.stringContaining('nothing to do'),
  })
}

/** Everything but the certificate is there: what is served is served, and nobody is led to a placeholder. */
export async function expectPlaceholder(lab: Lab): Promise<void> {
  await expectServing(lab)
  expect((await shownFor(lab)).trusted).toBe(false)
  const { stdout } = await ask(lab, `https://${domain}/`, '--insecure', '--include')
  expect(stdout).toMatch(/^HTTP\/2 200/)
  expect(stdout).not.toMatch(/strict-transport-security/i)
}

/** Leaves of certbot's links the files that they led to, as a copy of /etc/letsencrypt may. */
export const followLinks = (lab: Lab): Promise<string> =>
  onHost(
    lab,
    webHost,
    `cd /etc/letsencrypt && cp -aL live/${domain} copy && rm -r live/${domain} && mv copy live/${domain}`,
  )

/** Does what an apply says about that. */
export const moveLineageAway = (lab: Lab): Promise<string> =>
  onHost(
    lab,
    webHost,
    `mkdir /root/away && cd /etc/letsencrypt && mv live/${domain} /root/away/live &&
      mv archive/${domain} /root/away/archive && mv renewal/${domain}.conf /root/away/`,
  )

/** Has the unit of certbot's timer renew: as it is, but for what says that it is time. */
export async function renewNow(lab: Lab, unit: string): Promise<void> {
  const directory = `/run/systemd/system/${unit}.service.d`
  const command = '/usr/bin/certbot -q renew --force-renewal --no-random-sleep-on-renew'
  await onHost(
    lab,
    webHost,
    `mkdir -p ${directory}
      printf '[Service]\\nExecStart=\\nExecStart=%s\\n' '${command}' >${directory}/zz-now.conf
      systemctl daemon-reload && systemctl start ${unit}.service
      rm -r ${directory}; systemctl daemon-reload`,
  )
}
