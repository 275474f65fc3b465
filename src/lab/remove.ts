import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { exitCode, Failure } from '../failure.ts'
import { killCgroup, labsWithCgroups } from './cgroup.ts'
import { lastLines, runNow } from './command.ts'
import { withLock } from './lock.ts'
import { restoreSettings } from './machine-settings.ts'
import { labsWithNetworks, removeNetwork } from './network.ts'
import { expiredRoots, removeRoot } from './root-file-system.ts'
import { isDead, labDirectory, labIds, labLock, machineName, readState } from './state.ts'

/**
 * Takes down everything that belongs to a lab. All of it is found by the lab's id, so this needs nothing that a crashed
 * start may have failed to write, and can be run again. It never waits for an event: it also runs while a process ends.
 */
export function removeLab(id: string): void {
  removeParts(id)
  restoreSettings()
}

/** Removes what is left of labs whose owner is gone. The lab lock must be held. */
export function sweepUnderLock(): string[] {
  const found = new Set([...labIds(), ...labsWithCgroups(), ...labsWithNetworks()])
  const dead = [...found].filter(id => {
    const state = readState(id)
    // A lab writes its state before it makes anything else, and under the lock.
    return state === undefined || isDead(state)
  })
  for (const id of dead) removeParts(id)
  removeExpiredRoots()
  return dead
}

/** Removes what is left of labs whose owner is gone, and gives their ids. */
export async function sweepDeadLabs(): Promise<string[]> {
  const dead = await withLock(labLock, async () => sweepUnderLock())
  if (dead.length > 0) restoreSettings()
  return dead
}

function removeParts(id: string): void {
  killCgroup(id)
  removeNetwork(id)
  removeRuntimeDirectories(id)
  removeDirectory(labDirectory(id))
}

/** systemd-nspawn leaves empty directories named after its machines where /run is no memory of its own. */
function removeRuntimeDirectories(id: string): void {
  for (const kind of ['propagate', 'unix-export']) {
    const directory = join('/run/systemd/nspawn', kind)
    const names = existsSync(directory) ? readdirSync(directory) : []
    for (const name of names)
      if (name.startsWith(machineName(id, ''))) rmdirSync(join(directory, name))
  }
}

/** A root is the lower layer of its hosts for as long as they run. */
function removeExpiredRoots(): void {
  const used = labIds().flatMap(id => readState(id)?.hosts.map(host => host.root) ?? [])
  for (const root of expiredRoots()) if (!used.includes(root)) removeRoot(root)
}

/** A mount that is still there leads out of the lab: deleting through it would delete what it leads to. */
function removeDirectory(directory: string): void {
  if (!existsSync(directory)) return
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map(line => line.split(' ')[4] ?? '')
    .filter(path => path.startsWith(`${directory}/`))
  if (mounts.length > 0) {
    throw new Failure(exitCode.bug, `lab: still mounted: ${mounts.join(', ')}`, 'Unmount it first')
  }
  const result = runNow('rm', ['-rf', '--one-file-system', directory])
  if (result.code !== 0) {
    throw new Failure(
      exitCode.bug,
      `lab: cannot remove ${directory}: ${lastLines(result.stderr, 1)}`,
    )
  }
}
