import { readStandIn } from '../../src/lab/stand-in.ts'
import type { Release } from '../../src/lab/system.ts'
import { standIns } from './support.ts'

/** For people: "ubuntu 24.04 stand-in". */
export function titleOf({ distro, release }: Release): string {
  const isStandIn =
    standIns !== undefined && readStandIn(standIns, { distro, release }) !== undefined
  return `${distro} ${release}${isStandIn ? ' stand-in' : ''}`
}

/** A host of each supported release; Arch and Ubuntu are stand-ins. */
export const releases = [
  { distro: 'debian', release: '12' },
  { distro: 'debian', release: '13' },
  { distro: 'ubuntu', release: '22.04' },
  { distro: 'ubuntu', release: '24.04' },
  { distro: 'ubuntu', release: '26.04' },
  { distro: 'arch', release: 'rolling' },
].map(each => ({ ...each, name: `${each.distro}-${each.release.replace('.', '-')}` }))

/** One mirror, on all of them. */
export const mirrorText = `version: 1
site: athena
domain: mirror.example.org
contact: admin@example.org
storage: { root: /srv/mirrors, user: rsyncuser }
modules:
  athena: { upstream: rsync://hub.athenaos.org/athena, comment: The Athena Hub, every: 1h }
  athena-images: { upstream: rsync://hub.athenaos.org/athena-images, every: 1h }
serve:
  http: {}
  rsync: { max_connections: 25 }
hosts:
${releases.map(({ name, distro, release }) => `  ${name}: { address: ${name}, distro: ${distro}, release: "${release}" }\n`).join('')}`
