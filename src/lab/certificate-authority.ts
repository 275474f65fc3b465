import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freezeCgroup } from './cgroup.ts'
import { runOrFail } from './command.ts'
import { launch } from './launch.ts'
import { createNamespace, namespacePath } from './network.ts'
import { type LabAuthority, type LabState, labDirectory } from './state.ts'
import { waitForPort } from './wait.ts'

/** Taken among the lab's machines: no host can have it. */
export const authorityName = 'ca'

/** Where each host of a lab with an authority has the certificate that the authority's own TLS is checked with. */
export const authorityFile = '/etc/ssl/mirrorc-lab-ca.pem'

/** Where it speaks ACME. */
export const acmePort = 14_000

const managementPort = 15_000
const dnsManagementPort = 8055

/** The ACME directory, as a host's certbot is told of it. */
export function directoryOf({ name }: LabAuthority): string {
  return `https://${name}:${acmePort}/dir`
}

/**
 * Starts pebble(1), which issues certificates by ACME, and pebble-challtestsrv(1), which is all the DNS that it asks.
 * Every validation is done anew, and at once; how many good nonces it refuses, in percent, is the test's choice.
 */
export async function startAuthority(
  state: LabState,
  authority: LabAuthority,
  refusedNonces: number,
): Promise<void> {
  const directory = labDirectory(state.id)
  const files = await createCertificates(state.id, authority)
  const configuration = join(directory, `${authorityName}.json`)
  writeFileSync(configuration, pebbleConfiguration(files))
  await createNamespace(state, authorityName, authority)
  const within = ['nsenter', `--net=${namespacePath(state.id, authorityName)}`]
  const dns = launch(state.id, `${authorityName}-dns`, [
    ...[...within, 'pebble-challtestsrv', '-management', `:${dnsManagementPort}`],
    ...['-dns01', ':53', '-http01', '', '-https01', '', '-tlsalpn01', ''],
    // A name that no test has said anything about has no address.
    ...['-defaultIPv4', '', '-defaultIPv6', ''],
  ])
  await waitForPort(authority.address, dnsManagementPort, dns)
  const pebble = launch(
    state.id,
    authorityName,
    [...within, 'pebble', '-config', configuration, '-dnsserver', '127.0.0.1:53'],
    {
      PEBBLE_VA_NOSLEEP: '1',
      PEBBLE_AUTHZREUSE: '0',
      PEBBLE_WFE_NONCEREJECT: String(refusedNonces),
    },
  )
  await waitForPort(authority.address, acmePort, pebble)
}

/** Stops every thread of the authority as it is, or lets it go on: who asks meanwhile waits. */
export function pauseAuthority(id: string, paused: boolean): void {
  freezeCgroup(id, authorityName, paused)
}

/** The certificate that a host's clients check the authority's TLS with. */
export function certificateOfAuthority(id: string): string {
  return readFileSync(certificateFiles(labDirectory(id)).root, 'utf8')
}

/** The root that the certificates which the authority issues lead to: another one each time that it starts. */
export async function rootOfIssued(id: string, { name, address }: LabAuthority): Promise<string> {
  return await runOrFail('curl', [
    ...['-sS', '--fail', '--noproxy', '*', '--max-time', '10'],
    ...['--cacert', certificateFiles(labDirectory(id)).root],
    ...['--resolve', `${name}:${managementPort}:${address}`],
    `https://${name}:${managementPort}/roots/0`,
  ])
}

/** Tells the authority's DNS which addresses a domain has, in place of those that it had. */
export async function setAddresses(
  authority: LabAuthority,
  domain: string,
  addresses: readonly string[],
): Promise<void> {
  const host = `${domain}.`
  const ofFamily = (isOfFamily: (address: string) => boolean) => addresses.filter(isOfFamily)
  const records = {
    a: ofFamily(address => !address.includes(':')),
    aaaa: ofFamily(address => address.includes(':')),
  }
  for (const [type, values] of Object.entries(records)) {
    await ask(authority, `clear-${type}`, { host })
    if (values.length > 0) await ask(authority, `add-${type}`, { host, addresses: values })
  }
}

async function ask({ address }: LabAuthority, what: string, question: object): Promise<void> {
  const url = `http://${address}:${dnsManagementPort}/${what}`
  const words = ['-sS', '--fail', '--noproxy', '*', '--max-time', '10', '--data', '@-', url]
  await runOrFail('curl', words, { input: JSON.stringify(question) })
}

function certificateFiles(directory: string) {
  const own = join(directory, authorityName)
  return { directory: own, root: join(own, 'root.pem'), rootKey: join(own, 'root.key') }
}

const newCertificate = [
  ...['req', '-x509', '-days', '30', '-nodes'],
  ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
]

/** The authority is asked by HTTPS itself, with a certificate that only this lab's root vouches for. */
async function createCertificates(id: string, { name }: LabAuthority): Promise<IssuedFiles> {
  const files = certificateFiles(labDirectory(id))
  mkdirSync(files.directory, { mode: 0o700 })
  const configuration = join(files.directory, 'root.cnf')
  writeFileSync(configuration, opensslConfiguration(name))
  await runOrFail('openssl', [
    ...[...newCertificate, '-config', configuration, '-extensions', 'root'],
    ...['-subj', '/CN=mirrorc lab', '-keyout', files.rootKey, '-out', files.root],
  ])
  return await issueByRoot(id, name)
}

/** Where a certificate and its key lie on this machine. */
export interface IssuedFiles {
  readonly certificate: string
  readonly key: string
}

/** A certificate for a server of this name, by the root that every host of the lab has as a file. */
export async function issueByRoot(id: string, name: string): Promise<IssuedFiles> {
  const { directory, root, rootKey } = certificateFiles(labDirectory(id))
  const fileOf = (kind: string) => join(directory, `of-${name}.${kind}`)
  const [configuration, certificate, key] = [fileOf('cnf'), fileOf('pem'), fileOf('key')]
  writeFileSync(configuration, opensslConfiguration(name))
  await runOrFail('openssl', [
    ...[...newCertificate, '-config', configuration, '-extensions', 'server'],
    ...[
      '-subj',
      `/CN=${name}`,
      '-CA',
      root,
      '-CAkey',
      rootKey,
      '-keyout',
      key,
      '-out',
      certificate,
    ],
  ])
  return { certificate, key }
}

/** With all that Python 3.13 asks of a chain: ssl.VERIFY_X509_STRICT. */
function opensslConfiguration(name: string): string {
  return `[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:${name}
`
}

function pebbleConfiguration({ certificate, key }: IssuedFiles): string {
  const pebble = {
    listenAddress: `:${acmePort}`,
    managementListenAddress: `:${managementPort}`,
    certificate,
    privateKey: key,
    httpPort: 80,
    tlsPort: 443,
    ocspResponderURL: '',
    // As long as those of Let's Encrypt last: 90 days.
    certificateValidityPeriod: 7_776_000,
    externalAccountBindingRequired: false,
  }
  return `${JSON.stringify({ pebble }, undefined, 2)}\n`
}
