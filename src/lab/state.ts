import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where all labs of this machine keep what they write. Not below /run, which is memory: a mirror's first sync goes here. */
export const labRoot = '/var/lib/mirrorc-lab'

/** Held while labs are counted, swept or given their addresses. */
export const labLock = join(labRoot, 'lock')

/** A host as it can be reached from this machine. */
export interface LabHost {
  readonly name: string
  readonly address: string
  readonly address6: string
  /** What it is, for people: "Debian 12"; a stand-in is called one. */
  readonly system: string
  /** The users next to root that log in with the lab's key. */
  readonly logins: readonly string[]
  /** Further names that the lab's ssh_config leads to this host. */
  readonly aliases: readonly string[]
}

/** The upstream of a lab. */
export interface LabHub {
  /** The name under which the hosts find it. */
  readonly name: string
  readonly address: string
  readonly address6: string
  /** What it serves, one directory per module; a test may change it. */
  readonly directory: string
}

/** The certificate authority of a lab, as its hosts find it. */
export interface LabAuthority {
  readonly name: string
  readonly address: string
  readonly address6: string
}

/** What a lab's name, addresses and owner are, as kept on disk for those who come after a crash. */
export interface LabState {
  readonly id: string
  /** The boot of this machine in which the lab was started: after another boot, only files are left of it. */
  readonly boot: string
  /** The process that the lab belongs to; none for a lab that is to outlive its starter. */
  readonly owner?: ProcessIdentity
  /** First three numbers of the lab's /24. */
  readonly network: string
  /** The lab's /64, up to the `::`. */
  readonly network6: string
  readonly hub: LabHub
  /** Only where the lab was asked to have one. */
  readonly authority?: LabAuthority
  readonly hosts: readonly (LabHost & { readonly root: string })[]
}

/** A process id alone says nothing once the kernel has given it to somebody else. */
export interface ProcessIdentity {
  readonly pid: number
  readonly started: string
}

/** The directory of one lab. */
export function labDirectory(id: string): string {
  return join(labRoot, id)
}

/** Keeps a lab's state, whole or not at all. */
export function writeState(state: LabState): void {
  const file = join(labDirectory(state.id), 'state.json')
  writeFileSync(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** What a lab left about itself; undefined when it did not get that far. */
export function readState(id: string): LabState | undefined {
  const file = join(labDirectory(id), 'state.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as LabState) : undefined
}

/** The ids of all labs that have a directory. */
export function labIds(): string[] {
  if (!existsSync(labRoot)) return []
  return readdirSync(labRoot).filter(isLabId)
}

/** What a host is called on this machine, where other labs have hosts of the same name: its namespace and its machine. */
export function machineName(id: string, host: string): string {
  return `mc-${id}-${host}`
}

/** Six hexadecimal digits: the names of network devices have room for no more (15 characters). */
export function isLabId(text: string): boolean {
  return /^[0-9a-f]{6}$/.test(text)
}

/** Whether the process that a lab belongs to is gone, or the machine was started anew. */
export function isDead(state: LabState): boolean {
  if (state.boot !== machineBoot()) return true
  return state.owner !== undefined && state.owner.started !== startOfProcess(state.owner.pid)
}

/** This process, as others can recognise it. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, started: startOfProcess(process.pid) ?? '' }
}

/** The kernel's id of the running boot of this machine. */
export function machineBoot(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}

/** proc(5): the 22nd field of stat; the 2nd may hold spaces and brackets itself, so count from its end. */
function startOfProcess(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
