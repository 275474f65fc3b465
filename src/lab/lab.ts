import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { exitCode, Failure } from '../failure.ts'
import { authorityOf, type CertificateAuthority } from './authority.ts'
import { authorityName, startAuthority } from './certificate-authority.ts'
import type { CommandResult, Progress } from './command.ts'
import { bootHost, hostKeyOf, killHost, prepareHost, sshTo } from './host.ts'
import { hubName, startHub } from './hub.ts'
import { disownLab, ownLab } from './lifetime.ts'
import { withLock } from './lock.ts'
import { changeSettings } from './machine-settings.ts'
import { chooseNetwork, createNetwork, networkOfLab6, resolverOfHosts } from './network.ts'
import { closePort, openPorts } from './outage.ts'
import { removeLab, sweepUnderLock } from './remove.ts'
import { installTools } from './requirements.ts'
import { locateRoot, makeRoots, type RootFileSystem } from './root-file-system.ts'
import { createKey, sshFiles, writeSshFiles } from './ssh-config.ts'
import {
  type LabHost,
  type LabHub,
  type LabState,
  labDirectory,
  labIds,
  labLock,
  labRoot,
  machineBoot,
  ownIdentity,
  readState,
  writeState,
} from './state.ts'
import { findSystem } from './system.ts'

/** A host that a lab is to have. */
export interface HostRequest {
  /** Its host name, and a name that the lab's ssh_config knows. */
  readonly name: string
  /** Further names for ssh_config: those that a mirror.yaml uses. */
  readonly aliases?: readonly string[]
  /** As in mirror.yaml; `debian` and `12` when left out. */
  readonly distro?: string
  readonly release?: string
}

/** What a lab is to be like. */
export interface LabOptions {
  readonly hosts: readonly HostRequest[]
  /** A directory of stand-ins: where it has one for a host's release, the host is that. */
  readonly standIns?: string | undefined
  /** The name of the upstream whose place the hub takes. */
  readonly upstream?: string
  /** Gives the lab a certificate authority, which refuses so many good nonces, in percent, for the client to ask again. */
  readonly authority?: { readonly refusedNonces: number }
  /** A detached lab stays when the process that started it ends. */
  readonly detached?: boolean
}

/** A running lab: throwaway hosts and their upstream, on a network of their own. */
export interface Lab {
  readonly id: string
  readonly directory: string
  /** An ssh_config(5) file in which the hosts' names and aliases lead to them. */
  readonly sshConfigFile: string
  readonly hosts: readonly LabHost[]
  readonly hub: LabHub
  /** Undefined in a lab that was not asked to have one. */
  readonly authority: CertificateAuthority | undefined
  /** Runs a command on a host, by name or alias, through the system's ssh. */
  ssh(host: string, command: string, options?: SshOptions): Promise<CommandResult>
  /** Takes a host's power away. */
  kill(host: string): void
  /** Boots a host with the disk it has; one that is still running loses its power first. */
  restart(host: string): Promise<void>
  /** Closes a TCP port of a host to everybody else, or opens what was closed when no port is given. */
  block(host: string, port?: number): Promise<void>
  /** Removes the lab and everything that belongs to it. */
  stop(): Promise<void>
}

/** What a command on a host reads, and how long it may take. */
export interface SshOptions {
  readonly input?: string
  readonly timeoutMilliseconds?: number
}

/**
 * Starts a lab: claim (id, addresses) → network → upstream → hosts. Whatever fails takes down what is there already,
 * and so does the end of this process, unless the lab is detached.
 */
export async function startLab(options: LabOptions, progress: Progress = ignore): Promise<Lab> {
  checkNames(options.hosts)
  await installTools(options.authority !== undefined, progress)
  const roots = await locateRoots(options)
  const state = await claim(options, roots)
  ownLab(state.id)
  try {
    await makeRoots(roots, progress)
    await fillLab(state, options, progress)
  } catch (error) {
    disownLab(state.id)
    removeLab(state.id)
    throw error
  }
  if (options.detached === true) letGo(state)
  return labOf(state)
}

/** What a host says about itself over SSH: its distro, and which boot of it this is. */
export async function describeHost(
  lab: Lab,
  host: string,
): Promise<{ system: string; boot: string }> {
  const answer = await lab.ssh(
    host,
    '. /etc/os-release && echo "$PRETTY_NAME" && cat /proc/sys/kernel/random/boot_id',
  )
  const [system = '', boot = ''] = answer.stdout.trim().split('\n')
  if (answer.code !== 0)
    throw new Failure(exitCode.bug, `lab: ${host} does not answer: ${answer.stderr}`)
  return { system, boot }
}

const defaultUpstream = 'hub.athenaos.org'
const hubNumber = 2
const authorityNumber = 3
const firstHostNumber = 11

/** Names end up in device names, /etc/hosts and ssh_config, where a space or a `*` would mean something else. */
function checkNames(hosts: readonly HostRequest[]): void {
  const names = hosts.map(host => host.name)
  const aliases = hosts.flatMap(host => host.aliases ?? [])
  const odd = [
    ...names.filter(
      name => !/^[a-z][a-z0-9-]*$/.test(name) || [hubName, authorityName].includes(name),
    ),
    ...aliases.filter(alias => !/^[A-Za-z0-9][A-Za-z0-9.:_-]*$/.test(alias)),
  ]
  const all = [...names, ...aliases]
  const repeated = all.filter((name, index) => all.indexOf(name) !== index)
  if (odd.length + repeated.length === 0) return
  throw new Failure(
    exitCode.usage,
    `lab: cannot use these names: ${[...odd, ...repeated].join(', ')}`,
  )
}

/** The root file system of each host, in the hosts' order. */
function locateRoots({ hosts, standIns }: LabOptions): Promise<RootFileSystem[]> {
  return Promise.all(
    hosts.map(async ({ distro = 'debian', release = '12' }) =>
      locateRoot(await findSystem({ distro, release }, standIns)),
    ),
  )
}

/** Everything that two labs could fight over is decided here, under the lock. */
async function claim(options: LabOptions, roots: readonly RootFileSystem[]): Promise<LabState> {
  mkdirSync(labRoot, { recursive: true, mode: 0o700 })
  return await withLock(labLock, async () => {
    sweepUnderLock()
    const id = randomBytes(3).toString('hex')
    const taken = labIds().map(other => readState(other)?.network ?? '')
    const network = await chooseNetwork(taken)
    const state = describeLab(options, { id, network, roots })
    mkdirSync(labDirectory(id), { mode: 0o700 })
    writeState(state)
    changeSettings()
    return state
  })
}

function describeLab(
  options: LabOptions,
  claimed: { id: string; network: string; roots: readonly RootFileSystem[] },
): LabState {
  const { id, network, roots } = claimed
  const network6 = networkOfLab6(id)
  const addresses = (number: number) => ({
    address: `${network}.${number}`,
    address6: `${network6}::${number}`,
  })
  const name = options.upstream ?? defaultUpstream
  return {
    id,
    boot: machineBoot(),
    owner: ownIdentity(),
    network,
    network6,
    hub: { name, directory: join(labDirectory(id), 'hub'), ...addresses(hubNumber) },
    ...(options.authority === undefined
      ? {}
      : { authority: { name: 'ca.example.org', ...addresses(authorityNumber) } }),
    hosts: options.hosts.map((host, index) => ({
      name: host.name,
      aliases: host.aliases ?? [],
      system: roots[index]?.system.title ?? '',
      logins: roots[index]?.system.logins ?? [],
      root: roots[index]?.directory ?? '',
      ...addresses(firstHostNumber + index),
    })),
  }
}

/** Only a lab that is complete may outlive its starter: half of one is for the next start to sweep away. */
function letGo({ owner: _, ...state }: LabState): void {
  writeState(state)
  disownLab(state.id)
}

async function fillLab(state: LabState, options: LabOptions, progress: Progress): Promise<void> {
  const directory = labDirectory(state.id)
  await createNetwork(state)
  progress(`starting the upstream ${state.hub.name}`)
  await startHub(state)
  if (state.authority !== undefined) {
    progress(`starting the certificate authority ${state.authority.name}`)
    await startAuthority(state, state.authority, options.authority?.refusedNonces ?? 0)
  }
  await createKey(sshFiles(directory).key, `mirrorc-lab-${state.id}`)
  const resolver = await resolverOfHosts(progress)
  for (const host of state.hosts) await prepareHost(state, host, resolver)
  const keys = new Map(state.hosts.map(host => [host.name, hostKeyOf(state.id, host.name)]))
  writeSshFiles(directory, state.hosts, keys)
  progress(`booting ${state.hosts.map(host => `${host.name} (${host.system})`).join(', ')}`)
  await Promise.all(state.hosts.map(host => bootHost(state, host)))
}

function labOf(state: LabState): Lab {
  const directory = labDirectory(state.id)
  const find = (name: string) => {
    const host = state.hosts.find(one => one.name === name || one.aliases.includes(name))
    if (host === undefined) throw new Failure(exitCode.usage, `lab: no host ${name}`)
    return host
  }
  return {
    id: state.id,
    directory,
    sshConfigFile: sshFiles(directory).config,
    hosts: state.hosts,
    hub: state.hub,
    authority: state.authority === undefined ? undefined : authorityOf(state, state.authority),
    ssh: (host, command, options) => sshTo(state.id, find(host).name, [command], options),
    kill: host => killHost(state, find(host).name),
    restart: async host => {
      killHost(state, find(host).name)
      await bootHost(state, find(host))
    },
    block: (host, port) =>
      port === undefined
        ? openPorts(state.id, find(host).name)
        : closePort(state.id, find(host).name, port, 'drop'),
    stop: async () => {
      disownLab(state.id)
      removeLab(state.id)
    },
  }
}

function ignore(): void {}
