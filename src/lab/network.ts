import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { exitCode, Failure } from '../failure.ts'
import { type Progress, runNow, runOrFail } from './command.ts'
import { closeFirewall, openFirewall } from './firewall.ts'
import { type LabState, machineName } from './state.ts'

/** Private ranges that few networks use (RFC 1918), as first three numbers of a /24. */
const candidates = [
  ...range(256).map(number => `10.213.${number}`),
  ...range(256).map(number => `172.27.${number}`),
]

/** Picks a /24 that neither this machine's routes nor other labs use. The lab lock must be held. */
export async function chooseNetwork(taken: readonly string[]): Promise<string> {
  const routes = await runOrFail('ip', ['-4', 'route', 'show', 'table', 'all'])
  const free = candidates.find(
    candidate => !taken.includes(candidate) && !routes.includes(`${candidate}.`),
  )
  if (free === undefined) throw new Failure(exitCode.bug, 'lab: no free network is left')
  return free
}

/**
 * The lab's IPv6 prefix: locally assigned (RFC 4193), as random as the lab's id. With `::` and a number behind it, it is
 * an address as programs write it (RFC 5952), without needless zeros: ssh(1) looks for that text in known_hosts.
 */
export function networkOfLab6(id: string): string {
  const groups = ['fd6d', id.slice(0, 4), `${id.slice(4)}00`]
  return groups
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':')
    .replace(/(:0)+$/, '')
}

/**
 * Makes the lab's bridge, and the address translation that lets its hosts fetch packages.
 * IPv6 stays within the lab: a default route that leads nowhere would make every download wait for it first.
 */
export async function createNetwork(state: LabState): Promise<void> {
  const bridge = deviceName(state.id)
  await runOrFail('ip', ['link', 'add', bridge, 'type', 'bridge'])
  await runOrFail('ip', ['address', 'add', `${state.network}.1/24`, 'dev', bridge])
  // Duplicate address detection keeps an address unusable for a second or two; nobody else is on this bridge.
  await runOrFail('ip', ['address', 'add', `${state.network6}::1/64`, 'dev', bridge, 'nodad'])
  await runOrFail('ip', ['link', 'set', bridge, 'up'])
  await runOrFail('nft', ['-f', '-'], { input: translationRules(state) })
  openFirewall(bridge)
}

/** Makes a network namespace with an address on the lab's bridge. */
export async function createNamespace(
  state: LabState,
  name: string,
  host: { readonly address: string; readonly address6: string },
): Promise<void> {
  const namespace = machineName(state.id, name)
  // The last number of the address is unique in the lab, and short: a device's name has 15 characters at most.
  const device = `${deviceName(state.id)}-${host.address.split('.')[3]}`
  const inside = ['-n', namespace]
  await runOrFail('ip', ['netns', 'add', namespace])
  const peer = ['peer', 'name', 'eth0', 'netns', namespace]
  await runOrFail('ip', ['link', 'add', device, 'type', 'veth', ...peer])
  await runOrFail('ip', ['link', 'set', device, 'master', deviceName(state.id), 'up'])
  await runOrFail('ip', [...inside, 'link', 'set', 'lo', 'up'])
  await runOrFail('ip', [...inside, 'address', 'add', `${host.address}/24`, 'dev', 'eth0'])
  await runOrFail('ip', [
    ...inside,
    'address',
    'add',
    `${host.address6}/64`,
    'dev',
    'eth0',
    'nodad',
  ])
  await runOrFail('ip', [...inside, 'link', 'set', 'eth0', 'up'])
  await runOrFail('ip', [...inside, 'route', 'add', 'default', 'via', `${state.network}.1`])
}

/** Where ip-netns(8) keeps a namespace. */
export function namespacePath(id: string, name: string): string {
  return `/run/netns/${machineName(id, name)}`
}

/** Removes what the network of a lab is made of; what is not there is no problem. */
export function removeNetwork(id: string): void {
  // The kernel takes a namespace down some time after it was told to: its devices go first, so that they are gone now.
  for (const device of devicesOf(id).reverse()) runNow('ip', ['link', 'delete', device])
  for (const namespace of namespacesOf(id)) runNow('ip', ['netns', 'delete', namespace])
  runNow('nft', ['delete', 'table', 'ip', tableName(id)])
  closeFirewall(deviceName(id))
}

/** The labs that have a network on this machine. */
export function labsWithNetworks(): string[] {
  return [...networkDevices(), ...networkNamespaces()]
    .map(name => /^mc-([0-9a-f]{6})(-|$)/.exec(name)?.[1])
    .filter(id => id !== undefined)
}

/** The text of the hosts' resolv.conf: this machine's servers, but for those that only this machine can reach. */
export async function resolverOfHosts(progress: Progress): Promise<string> {
  // systemd-resolved(8) listens on loopback and keeps the real servers in a file of its own.
  const files = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf']
  for (const file of files.filter(existsSync)) {
    const lines = readFileSync(file, 'utf8').split('\n').filter(isReachableFromHosts)
    if (lines.some(line => line.startsWith('nameserver'))) return `${lines.join('\n').trim()}\n`
  }
  progress('this machine has no DNS server that a host could reach: hosts resolve no outside names')
  return ''
}

function isReachableFromHosts(line: string): boolean {
  const [keyword, address = ''] = line.trim().split(/\s+/)
  if (keyword !== 'nameserver') return keyword === 'options' || keyword === 'search'
  return isIP(address) === 4 && !address.startsWith('127.')
}

function translationRules(state: LabState): string {
  const hosts = `${state.network}.0/24`
  return `table ip ${tableName(state.id)} {
  chain postrouting {
    type nat hook postrouting priority srcnat
    ip saddr ${hosts} ip daddr != ${hosts} masquerade
  }
}
`
}

function deviceName(id: string): string {
  return `mc-${id}`
}

function tableName(id: string): string {
  return `mirrorc_lab_${id}`
}

function devicesOf(id: string): string[] {
  return networkDevices().filter(name => name.startsWith(deviceName(id)))
}

function namespacesOf(id: string): string[] {
  return networkNamespaces().filter(name => name.startsWith(machineName(id, '')))
}

function networkDevices(): string[] {
  return readdirSync('/sys/class/net').sort()
}

function networkNamespaces(): string[] {
  return existsSync('/run/netns') ? readdirSync('/run/netns') : []
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
