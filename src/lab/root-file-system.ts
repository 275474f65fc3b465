import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { exitCode, Failure } from '../failure.ts'
import { lastLines, type Progress, run, runNow } from './command.ts'
import type { StandIn } from './stand-in.ts'
import { debian, type Mmdebstrapped, type Pacstrapped, type System } from './system.ts'

/** Counts up when a root made by older code must not be used any more. */
const format = 3

const buildTimeout = 900_000

/** Where the root file system of a system is kept, and what it is made from. */
export interface RootFileSystem {
  readonly system: System
  readonly directory: string
  /** What a stand-in is a changed copy of. */
  readonly base: RootFileSystem | undefined
}

/**
 * Finds the place of a system's root file system, made or not.
 * The month is part of its name: an archive removes what it has replaced, and old package lists would name it.
 */
export async function locateRoot(system: System, now = new Date()): Promise<RootFileSystem> {
  const base =
    system.kind === 'stand-in' ? await locateRoot(await debian(system.base), now) : undefined
  // The path of a stand-in's directory is no part of what it is.
  const made = [format, { ...system, directory: '' }, base?.directory, process.arch]
  const digest = createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 12)
  const name = `${system.id}-${now.toISOString().slice(0, 7)}-${digest}`
  return { system, directory: join(cacheDirectory(), name), base }
}

/** Makes the root file systems that are not there yet, side by side: each waits for the network much of its time. */
export async function makeRoots(
  roots: readonly RootFileSystem[],
  progress: Progress,
): Promise<void> {
  const absent = roots.filter(({ directory }) => !existsSync(directory))
  for (const step of [absent.flatMap(({ base }) => base ?? []), absent]) {
    const different = new Map(step.map(root => [root.directory, root]))
    await Promise.all([...different.values()].map(root => makeRoot(root, progress)))
  }
}

/**
 * Makes a root file system unless it is there already. Two labs that start at once make it once: flock(1) holds the lock
 * for as long as the build lives, so also when this process is killed and the build is not.
 */
async function makeRoot(root: RootFileSystem, progress: Progress): Promise<void> {
  if (existsSync(root.directory)) return
  const { id, title } = root.system
  const cache = cacheDirectory()
  mkdirSync(cache, { recursive: true, mode: 0o700 })
  progress(`making a root file system of ${title} (once, about half a minute)`)
  const partial = `${root.directory}.partial`
  const log = `${root.directory}.log`
  const result = await run(
    'flock',
    [
      join(cache, `${id}.lock`),
      ...['sh', '-c', buildScript, 'sh', root.directory, partial, log],
      ...buildCommand(root, partial),
    ],
    { timeoutMilliseconds: buildTimeout },
  )
  if (result.code !== 0) {
    const said = existsSync(log) ? readFileSync(log, 'utf8') : result.stderr
    throw new Failure(
      exitCode.bug,
      `lab: cannot make a root file system of ${title}: ${complaintsIn(said)}`,
      `The whole output is in ${log}`,
    )
  }
}

/** The roots that were made over a month ago: no name that is looked for today leads to them. */
export function expiredRoots(now = Date.now()): string[] {
  const cache = cacheDirectory()
  if (!existsSync(cache)) return []
  return readdirSync(cache)
    .filter(name => name.endsWith('.log'))
    .map(name => join(cache, name))
    .filter(log => now - statSync(log).mtimeMs > 31 * 24 * 3_600_000)
    .map(log => log.slice(0, -'.log'.length))
}

/** Removes a root file system with what belongs to it. */
export function removeRoot(directory: string): void {
  runNow('rm', ['-rf', '--one-file-system', directory, `${directory}.partial`, `${directory}.log`])
}

/** A program's last words are often about itself: the reason is what apt-get or pacman said first. */
function complaintsIn(log: string): string {
  const complaints = log.split('\n').filter(line => /^(E(rr:\d+|:)|error:)/.test(line))
  return complaints.length > 0 ? complaints.slice(0, 3).join('\n') : lastLines(log, 3)
}

/** A rename is the last step: what has the right name is complete. */
const buildScript = `
final=$1 partial=$2 log=$3
shift 3
test ! -d "$final" || exit 0
rm -rf --one-file-system "$partial"
if "$@" >"$log" 2>&1 </dev/null
then mv "$partial" "$final"
else rm -rf --one-file-system "$partial"; exit 1
fi`

function buildCommand({ system, base }: RootFileSystem, target: string): string[] {
  switch (system.kind) {
    case 'mmdebstrap':
      return mmdebstrapCommand(system, target)
    case 'pacstrap':
      return pacstrapCommand(system, target)
    case 'stand-in':
      return standInCommand(system, base?.directory ?? '', target)
  }
}

function mmdebstrapCommand(system: Mmdebstrapped, target: string): string[] {
  const options = ['Acquire::Languages "none";', ...system.aptOptions]
  return [
    'mmdebstrap',
    '--mode=root',
    '--variant=minbase',
    '--format=directory',
    // The package lists stay, so that a host's first apt-get install need not fetch them.
    '--skip=cleanup/apt',
    `--include=${system.include.join(',')}`,
    ...options.map(option => `--aptopt=${option}`),
    ...system.setupHooks.map(hook => `--setup-hook=${hook}`),
    ...system.customizeHooks.map(hook => `--customize-hook=${hook}`),
    system.suite,
    target,
    ...sourceLines(system),
  ]
}

/** Without an archive of its own to name, mmdebstrap takes the one it knows. */
function sourceLines({ archive, suite, components }: Mmdebstrapped): string[] {
  if (archive.main === undefined) return []
  const lines = [
    `deb ${archive.main} ${suite} ${components}`,
    `deb ${archive.main} ${suite}-updates ${components}`,
  ]
  if (archive.security !== undefined)
    lines.push(`deb ${archive.security} ${suite}-security ${components}`)
  return lines
}

function pacstrapCommand(system: Pacstrapped, target: string): string[] {
  const script = `mkdir -p "$1" && pacstrap -c -K "$@" &&
chroot "$1" systemctl enable sshd.service &&
rm -f "$1"/etc/ssh/ssh_host_* && : >"$1"/etc/machine-id && echo LANG=C.UTF-8 >"$1"/etc/locale.conf`
  return ['sh', '-ec', script, 'sh', target, ...system.include]
}

/** The copy, changed by its setup script from within: it has the machine's network, and its mounts are its own. */
function standInCommand(system: StandIn, base: string, target: string): string[] {
  const namespaces = ['unshare', '--mount', '--pid', '--fork', '--kill-child']
  return [
    ...namespaces,
    'sh',
    '-ec',
    standInScript,
    'sh',
    base,
    target,
    system.directory,
    system.release,
  ]
}

const standInScript = `
cp -a --reflink=auto "$1" "$2"
cp -L /etc/resolv.conf "$2/etc/resolv.conf"
mount -t proc proc "$2/proc"
mount --rbind /dev "$2/dev"
mount --bind -o ro "$3" "$2/mnt"
env -i LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \\
  chroot "$2" sh -eux /mnt/setup.sh "$4"
rm -f "$2/etc/resolv.conf" "$2"/etc/ssh/ssh_host_*
: >"$2/etc/machine-id"
umount "$2/mnt" "$2/proc" && umount -R "$2/dev"`

function cacheDirectory(): string {
  const { MIRRORC_LAB_CACHE: own, XDG_CACHE_HOME: shared } = process.env
  return resolve(own || join(shared || join(homedir(), '.cache'), 'mirrorc', 'lab'))
}
