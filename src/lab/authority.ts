import { exitCode, Failure } from '../failure.ts'
import {
  acmePort,
  authorityFile,
  authorityName,
  directoryOf,
  type IssuedFiles,
  issueByRoot,
  pauseAuthority,
  rootOfIssued,
  setAddresses,
} from './certificate-authority.ts'
import { lastLines } from './command.ts'
import { isHostAlive, sshTo } from './host.ts'
import { closePort, openPorts } from './outage.ts'
import type { LabAuthority, LabState } from './state.ts'

/** An ACME server that issues certificates for what its own DNS leads it to. */
export interface CertificateAuthority {
  /** The URL of its ACME directory: `serve.https.directory`. */
  readonly directory: string
  /** A path on each host: `serve.https.ca_file`. */
  readonly file: string
  /** The root of the certificates that it issues. */
  readRoot(): Promise<string>
  /** A certificate for a server of this name, by the other root: the one in that file. */
  issue(name: string): Promise<IssuedFiles>
  /** Gives a domain these addresses and no others, in the authority's DNS and for every host that is up. */
  point(domain: string, addresses: readonly string[]): Promise<void>
  /** Whether it answers, is down (connections are refused), or hangs. */
  become(condition: 'up' | 'down' | 'hung'): Promise<void>
}

/** What a test can do with the authority of a running lab. */
export function authorityOf(state: LabState, authority: LabAuthority): CertificateAuthority {
  return {
    directory: directoryOf(authority),
    file: authorityFile,
    readRoot: () => rootOfIssued(state.id, authority),
    issue: name => issueByRoot(state.id, name),
    point: async (domain, addresses) => {
      checkName(domain)
      await setAddresses(authority, domain, addresses)
      const up = state.hosts.filter(({ name }) => isHostAlive(state, name))
      await Promise.all(up.map(({ name }) => pointOnHost(state.id, name, { domain, addresses })))
    },
    become: async condition => {
      pauseAuthority(state.id, condition === 'hung')
      if (condition === 'down') await closePort(state.id, authorityName, acmePort, 'refuse')
      else await openPorts(state.id, authorityName)
    },
  }
}

/** The name goes into a command for a shell. */
function checkName(domain: string): void {
  if (!/^[a-z0-9.-]+$/.test(domain))
    throw new Failure(exitCode.usage, `lab: no name of a domain: ${domain}`)
}

/** In /etc/hosts, which getaddrinfo(3) asks before any DNS: for IPv4 and IPv6. */
async function pointOnHost(
  lab: string,
  host: string,
  { domain, addresses }: { domain: string; addresses: readonly string[] },
): Promise<void> {
  const script = `awk -v name=${domain} '$2 != name' /etc/hosts >/etc/hosts.new &&
    cat >>/etc/hosts.new && mv /etc/hosts.new /etc/hosts`
  const input = addresses.map(address => `${address} ${domain}\n`).join('')
  const { code, stderr } = await sshTo(lab, host, [script], { input })
  if (code !== 0) throw new Failure(exitCode.bug, `lab: ${host}: ${lastLines(stderr, 2)}`)
}
