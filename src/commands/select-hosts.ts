import type { Mirror, MirrorHost } from '../compiler/mirror.ts'
import { exitCode, Failure } from '../failure.ts'

/** The hosts named on the command line, in the order of mirror.yaml; all of them when none is named. */
export function selectHosts(mirror: Mirror, names: readonly string[]): readonly MirrorHost[] {
  const known = mirror.hosts.map(host => host.name)
  const unknown = names.find(name => !known.includes(name))
  if (unknown !== undefined) {
    throw new Failure(
      exitCode.usage,
      `there is no host "${unknown}" in mirror.yaml`,
      `its hosts are: ${known.join(', ')}`,
    )
  }
  return names.length === 0 ? mirror.hosts : mirror.hosts.filter(host => names.includes(host.name))
}
