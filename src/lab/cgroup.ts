import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCode, Failure } from '../failure.ts'
import { isLabId } from './state.ts'

const ownGroup = 'mirrorc-lab'

/** Where cgroup v2 is mounted: alone, or beside v1 as on machines with both. */
export function unifiedCgroupMount(): string | undefined {
  return cgroupMounts().find(mount => mount.type === 'cgroup2')?.path
}

/**
 * Makes the control groups of one host, one per hierarchy that systemd-nspawn uses, and gives their paths.
 * nspawn puts a host below the group it is started in, always under the same name ("payload"): two hosts started from
 * one group would run their units in the same groups, and one could not be killed without the other.
 */
export function createCgroups(lab: string, name: string): string[] {
  return hierarchies().map(hierarchy => {
    const group = join(hierarchy, ownGroup, lab, name)
    mkdirSync(group, { recursive: true })
    return group
  })
}

/**
 * Kills every process in one group of a lab, or in the whole lab, waits until they are gone, and removes the group.
 * A group that was killed must not be used again. Seen with Linux 6.18 and systemd 257, which starts services straight
 * into their groups (clone3(2), CLONE_INTO_CGROUP): after another boot in it, every service was killed at birth.
 */
export function killCgroup(lab: string, name = ''): void {
  const unified = join(unifiedCgroupMount() ?? '/', ownGroup, lab, name)
  if (existsSync(unified)) {
    writeFileSync(join(unified, 'cgroup.kill'), '1')
    waitUntil(() => !isPopulated(unified), `processes in ${unified} do not die`)
  }
  for (const hierarchy of hierarchies()) {
    const group = join(hierarchy, ownGroup, lab, name)
    if (existsSync(group)) removeTree(group)
    // Where another lab has a group in it, the kernel refuses, and that is right.
    removeIfEmpty(join(hierarchy, ownGroup))
  }
}

/** Stops every process of a group, or lets them go on. cgroup v2 alone: what is frozen can still be killed. */
export function freezeCgroup(lab: string, name: string, frozen: boolean): void {
  const group = join(unifiedCgroupMount() ?? '/', ownGroup, lab, name)
  writeFileSync(join(group, 'cgroup.freeze'), frozen ? '1' : '0')
}

/** True while a process of this group, or of one below it, is alive. */
export function isCgroupPopulated(lab: string, name: string): boolean {
  const group = join(unifiedCgroupMount() ?? '/', ownGroup, lab, name)
  return existsSync(group) && isPopulated(group)
}

/** The labs that have control groups on this machine. */
export function labsWithCgroups(): string[] {
  const groups = hierarchies().map(hierarchy => join(hierarchy, ownGroup))
  return groups.filter(existsSync).flatMap(childGroups).filter(isLabId)
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
  // In a v1 hierarchy the last process may still be on its way out.
  waitUntil(() => removeIfEmpty(group), `${group} cannot be removed`)
}

function removeIfEmpty(group: string): boolean {
  try {
    rmdirSync(group)
  } catch {
    return !existsSync(group)
  }
  return true
}

function childGroups(group: string): string[] {
  return readdirSync(group, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
}

/** Blocks: this also runs while the process ends, when nothing that waits for an event can run. */
function waitUntil(isDone: () => boolean, complaint: string): void {
  const clock = new Int32Array(new SharedArrayBuffer(4))
  for (let waited = 0; !isDone(); waited += 10) {
    if (waited > 10_000) throw new Failure(exitCode.bug, `lab: ${complaint}`)
    Atomics.wait(clock, 0, 0, 10)
  }
}
