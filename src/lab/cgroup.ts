import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCode, Failure } from '../failure.ts'

const ownGroup = 'mirrorc-lab'

/** Where cgroup v2 is mounted: alone, or beside v1 as on machines with both. */
export function unifiedCgroupMount(): string | undefined {
  return cgroupMounts().find(mount => mount.type === 'cgroup2')?.path
}

/**
 * Makes the control groups of one host, one per hierarchy that systemd-nspawn uses, and gives their paths.
 * nspawn puts a host below the group it is started in, always under the same name: two hosts started from one group
 * would share it, and either host's systemd would stop the other's services.
 */
export function createCgroups(lab: string, name: string): string[] {
  return hierarchies().map(hierarchy => {
    const group = join(hierarchy, ownGroup, lab, name)
    mkdirSync(group, { recursive: true })
    return group
  })
}

/** Kills every process in one group of a lab, or in the whole lab, and waits until they are gone. */
export function killCgroup(lab: string, name = ''): void {
  const unified = unifiedCgroupMount()
  if (unified === undefined) return
  const group = join(unified, ownGroup, lab, name)
  if (!existsSync(group)) return
  writeFileSync(join(group, 'cgroup.kill'), '1')
  for (let waited = 0; isPopulated(group); waited += 10) {
    if (waited > 10_000) throw new Failure(exitCode.bug, `lab: processes in ${group} do not die`)
    pause(10)
  }
}

/** True while a process of this group, or of one below it, is alive. */
export function isCgroupPopulated(lab: string, name: string): boolean {
  const group = join(unifiedCgroupMount() ?? '/', ownGroup, lab, name)
  return existsSync(group) && isPopulated(group)
}

/** Removes the empty groups of a lab. */
export function removeCgroups(lab: string): void {
  for (const hierarchy of hierarchies()) {
    const group = join(hierarchy, ownGroup, lab)
    if (existsSync(group)) removeTree(group)
    removeIfEmpty(join(hierarchy, ownGroup))
  }
}

/** The labs that have control groups on this machine. */
export function labsWithCgroups(): string[] {
  const groups = hierarchies().map(hierarchy => join(hierarchy, ownGroup))
  return groups.filter(existsSync).flatMap(childGroups)
}

function cgroupMounts(): { path: string; type: string; options: string }[] {
  return readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map(line => line.split(' '))
    .map(([, path = '', type = '', options = '']) => ({ path, type, options }))
    .filter(mount => mount.type.startsWith('cgroup'))
}

function hierarchies(): string[] {
  return cgroupMounts()
    .filter(mount => mount.type === 'cgroup2' || mount.options.split(',').includes('name=systemd'))
    .map(mount => mount.path)
}

function isPopulated(group: string): boolean {
  return readFileSync(join(group, 'cgroup.events'), 'utf8').includes('populated 1')
}

/** The files in a control group cannot be removed, the directories can, from the leaves up. */
function removeTree(group: string): void {
  for (const child of childGroups(group)) removeTree(join(group, child))
  rmdirSync(group)
}

/** Another lab may be about to use it: then the kernel refuses, and that is fine. */
function removeIfEmpty(group: string): void {
  try {
    rmdirSync(group)
  } catch {
    return
  }
}

function childGroups(group: string): string[] {
  return readdirSync(group, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
