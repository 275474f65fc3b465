import type { HostFacts } from './host-state.ts'
import type { Refusal } from './plan.ts'

/** What mirror.yaml says of a host and the host itself must confirm. */
export interface Expectation {
  /** Its name in mirror.yaml. */
  readonly host: string
  /** All hosts of mirror.yaml. */
  readonly hosts: readonly string[]
  /** For people: "Debian 12". */
  readonly title: string
  readonly osId: string
  readonly versionId: string | undefined
  /** All that mirror.yaml may say of a host in its place. */
  readonly systems: readonly KnownSystem[]
  /** Whether something of ours listens on IPv6. */
  readonly ipv6: boolean
  readonly site: string
  readonly storage: { readonly root: string; readonly user: string }
  /** A digest of all that mirror.yaml says of the host. */
  readonly input: string
  /** The version of this mirrorc. */
  readonly tool: string
}

/** A release of a distro, in the words of mirror.yaml, and what os-release(5) says there. */
export interface KnownSystem {
  readonly distro: string
  readonly release: string
  readonly id: string
  readonly versionId: string | undefined
}

/** Why a host is not one that the plan may be made for. */
export function unfitness(expectation: Expectation, facts: HostFacts): readonly Refusal[] {
  const found = `${facts.osId} ${facts.versionId}`.trim()
  const wanted = `${expectation.osId} ${expectation.versionId ?? ''}`.trim()
  if (facts.osId !== expectation.osId || (expectation.versionId ?? '') !== facts.versionId) {
    return [
      {
        message: `the host says it is ${found || 'nothing known'}, mirror.yaml says ${wanted}`,
        hint: whatToWrite(expectation, facts),
      },
    ]
  }
  return [
    ...(facts.uid === 0
      ? []
      : [
          {
            message: `the shell on the host has uid ${facts.uid}, not 0`,
            hint: asRoot(expectation),
          },
        ]),
    ...(facts.systemd ? [] : [{ message: 'the host was not started by systemd' }]),
    ...(facts.ipv6 || !expectation.ipv6
      ? []
      : [
          {
            message: 'the host has no IPv6, and nginx would not start with an IPv6 address',
            hint: `switch IPv6 on, or write under hosts.${expectation.host}:  ipv6: false`,
          },
        ]),
  ]
}

/** The words of mirror.yaml for what the host is. */
function whatToWrite({ host, systems }: Expectation, { osId, versionId }: HostFacts): string {
  const found = systems.find(one => one.id === osId && (one.versionId ?? '') === versionId)
  if (found !== undefined)
    return `write under hosts.${host}:  distro: ${found.distro}, release: "${found.release}"`
  const known = systems.map(({ distro, release }) => `${distro} ${release}`).join(', ')
  return `mirrorc does not know ${`${osId} ${versionId}`.trim() || 'such a host'}; it knows ${known}`
}

const asRoot = ({ host }: Expectation): string =>
  `under hosts.${host} write a \`user\` that is root there or may use sudo`
