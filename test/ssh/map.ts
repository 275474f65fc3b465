import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, onTestFinished, vi } from 'vitest'
import { connect } from '../../src/ssh/connection.ts'
import type { HostTarget } from '../../src/ssh/transport.ts'
import { type OpenSshHost, startOpenSsh } from './openssh-host.ts'
import { makeWorkspace, sshOptions, target, type Workspace } from './workspace.ts'

/** A real sshd, its own key and what it logs; `name` is what ssh_config calls it. */
export interface Place {
  readonly name: string
  readonly workspace: Workspace
  readonly host: OpenSshHost
}

/** A user, and hosts that let them in. */
export interface Map {
  readonly places: readonly Place[]
  user(): Workspace
  place(name: string): Place
  /** Start a further host, which ends with the test. */
  start(name: string, ...lines: string[]): Promise<Place>
  /** An ssh_config with a section for each place; `more` goes into the section of that name. */
  configure(
    all: readonly Place[],
    more: Readonly<Record<string, string>>,
    known?: readonly KnownHost[],
  ): string
}

/** A port on the loopback and the key that known_hosts has for it. */
type KnownHost = readonly [port: number, key: string]

/** Hosts for the tests of this file, by name. */
export function useMap(...names: string[]): Map {
  let user: Workspace
  const places: Place[] = []
  const startPlace = async (name: string, ...lines: string[]): Promise<Place> => {
    const workspace = makeWorkspace()
    workspace.makeKey('host')
    workspace.write('authorized_keys', `${user.publicKey('id')}\n`)
    return { name, workspace, host: await startOpenSsh(workspace, ...lines) }
  }
  beforeAll(async () => {
    user = makeWorkspace()
    user.makeKey('id')
    vi.stubEnv('XDG_STATE_HOME', user.path('state'))
    for (const name of names) places.push(await startPlace(name))
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await Promise.all(places.map(stopPlace))
    user?.remove()
  })
  return {
    places,
    user: () => user,
    place: name => {
      const found = places.find(one => one.name === name)
      if (found === undefined) throw new Error(`no place ${name}`)
      return found
    },
    start: async (name, ...lines) => {
      const place = await startPlace(name, ...lines)
      onTestFinished(() => stopPlace(place))
      return place
    },
    configure: (all, more, known = all.map(knownAs)) => {
      const lines = known.map(([port, key]) => `[127.0.0.1]:${port} ${key}\n`)
      user.write('known_hosts', lines.join(''))
      const sections = all.map(
        ({ name, host }) =>
          `Host ${name}\n  HostName 127.0.0.1\n  Port ${host.port}\n${more[name] ?? ''}\n`,
      )
      return user.write('config', `${sections.join('')}${common(user)}`)
    },
  }
}

const common = (user: Workspace): string => `Host *
  User root
  IdentityFile ${user.path('id')}
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${user.path('known_hosts')}
  GlobalKnownHostsFile none
`

/** A place as known_hosts should have it. */
export const knownAs = ({ host, workspace }: Place): KnownHost => [
  host.port,
  workspace.publicKey('host'),
]

async function stopPlace({ host, workspace }: Place): Promise<void> {
  await host.stop()
  workspace.remove()
}

/** Run a command there; what it says. */
export async function sayHello(config: string, host: Partial<HostTarget> = {}): Promise<string> {
  const connection = await connect({ ...target, ...host }, sshOptions(config))
  onTestFinished(() => connection.close())
  const process = await connection.exec('echo hello from "$SSH_CONNECTION"')
  process.stdin.end()
  const [said] = await Promise.all([text(process.stdout), process.exit])
  return said
}

/** How many logins a place has let in. */
export const logins = ({ host }: Place): number =>
  host.log().match(/Accepted publickey/g)?.length ?? 0

/** How many connections came in there. */
export const visits = ({ host }: Place): number =>
  host.log().match(/Connection from 127\.0\.0\.1 port \d+ on/g)?.length ?? 0
