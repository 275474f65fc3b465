import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** As for the tests: what takes the place of Arch and Ubuntu, unless these are to be had. */
export const standIns =
  process.env.MIRRORC_REAL === '1'
    ? undefined
    : resolve(import.meta.dirname, '../../test/stand-ins')

/** As many connections as a team may have at once, and how many of them sshd lets wait for their login: MaxStartups. */
const connections = 20
const mostOnOneHost = 8

/** A host of each release. Each has a further name for each connection to it. */
export const releases = [
  { distro: 'debian', release: '12' },
  { distro: 'debian', release: '13' },
  { distro: 'ubuntu', release: '22.04' },
  { distro: 'ubuntu', release: '24.04' },
  { distro: 'ubuntu', release: '26.04' },
  { distro: 'arch', release: 'rolling' },
].map((one, index, all) => {
  const name = `${one.distro}-${one.release.replace('.', '-')}`
  const more = Math.ceil((connections - index) / all.length) - 1
  if (more >= mostOnOneHost) throw new Error('too many connections to one host')
  const isStandIn = standIns !== undefined && existsSync(join(standIns, one.distro))
  const title = `${name}${isStandIn ? ' (stand-in)' : ''}`
  return {
    ...one,
    name,
    title,
    aliases: Array.from({ length: more }, (_, n) => `${name}-again-${n + 1}`),
  }
})

/** A mirror on all of them. The minute of the jobs is fixed: by default it follows from the name. */
export function mirrorOfReleases() {
  return `version: 1
site: athena
domain: mirror.example.org
contact: admin@example.org
modules:
  athena: { upstream: rsync://hub.athenaos.org/athena, schedule: "17 * * * *" }
  athena-images: { upstream: rsync://hub.athenaos.org/athena-images, schedule: "43 * * * *" }
serve:
  http: {}
  rsync: {}
hosts:
${releases.flatMap(hostLines).join('')}`
}

function hostLines({ name, aliases, distro, release }) {
  return [name, ...aliases].map(
    address => `  ${address}: { address: ${address}, distro: ${distro}, release: "${release}" }\n`,
  )
}

/** What is asked of hosts that are as that mirror wants them. */
export function releaseCommands({ file, sshConfigFile, mirrorc }) {
  const target = ['-f', file, '--ssh-config', sshConfigFile]
  const oneByOne = `mirrorc diff, ${connections} connections one after the other`
  return [
    ...releases.flatMap(({ name, title }) => [
      { name: `ssh ${title} true`, words: ['ssh', '-F', sshConfigFile, name, 'true'] },
      {
        name: `mirrorc diff ${title}, nothing to do`,
        words: mirrorc('diff', name, ...target),
        wanted: /nothing to do/,
        against: `ssh ${title} true`,
        goal: { ratio: 1.5 },
      },
    ]),
    {
      name: oneByOne,
      words: mirrorc('diff', '--parallel', '1', ...target),
      wanted: /nothing to do/,
      every: 5,
    },
    {
      name: `mirrorc diff, ${connections} connections at once`,
      words: mirrorc('diff', '--parallel', String(connections), ...target),
      wanted: /nothing to do/,
      every: 5,
      against: oneByOne,
    },
  ]
}
