import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { exitCode, Failure } from '../failure.ts'
import { type Archive, findArchive, readAptOptions } from './archive.ts'
import { lastLines, type Progress, run, runNow } from './command.ts'

/** Debian's releases by the number in their os-release. */
const codenames: Record<string, string> = { '12': 'bookworm', '13': 'trixie' }

/** What a provider's smallest Debian image has, next to the essential packages: no cron, rsync, web server or Python. */
const packages = [
  'apt',
  'ca-certificates',
  'dbus',
  'iproute2',
  'iputils-ping',
  'less',
  'libpam-systemd',
  'netbase',
  'openssh-server',
  'procps',
  'systemd',
  'systemd-sysv',
]

/** Downloaded but not installed, so that a host installs them without waiting for the network. */
const downloads = ['cron', 'nginx', 'rsync', 'sudo']

/** Counts up when a root made by older code must not be used any more. */
const format = 2

const buildTimeout = 900_000

/** Where the root file system of a Debian release is kept, and what it is made from. */
export interface RootFileSystem {
  readonly release: string
  readonly directory: string
  readonly archive: Archive
  readonly aptOptions: readonly string[]
}

/**
 * Finds the place of a release's root file system, made or not.
 * The month is part of its name: an archive removes what it has replaced, and old package lists would name it.
 */
export async function locateRoot(release: string, now = new Date()): Promise<RootFileSystem> {
  if (codenames[release] === undefined) {
    const known = Object.keys(codenames).join(', ')
    throw new Failure(exitCode.usage, `lab: unknown Debian release ${release}`, `Known: ${known}`)
  }
  const archive = findArchive()
  const aptOptions = await readAptOptions()
  const made = [format, release, packages, downloads, archive, aptOptions, process.arch]
  const digest = createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 12)
  const name = `debian-${release}-${now.toISOString().slice(0, 7)}-${digest}`
  return { release, directory: join(cacheDirectory(), name), archive, aptOptions }
}

/**
 * Makes a root file system unless it is there already. Two labs that start at once make it once: flock(1) holds the lock
 * for as long as the build lives, so also when this process is killed and the build is not.
 */
export async function makeRoot(root: RootFileSystem, progress: Progress): Promise<void> {
  if (existsSync(root.directory)) return
  const cache = cacheDirectory()
  mkdirSync(cache, { recursive: true, mode: 0o700 })
  progress(`making a Debian ${root.release} root file system (once, about half a minute)`)
  const partial = `${root.directory}.partial`
  const log = `${root.directory}.log`
  const result = await run(
    'flock',
    [
      join(cache, `debian-${root.release}.lock`),
      ...['sh', '-c', buildScript, 'sh', root.directory, partial, log],
      ...bootstrapArguments(root, partial),
    ],
    { timeoutMilliseconds: buildTimeout },
  )
  if (result.code !== 0) {
    const said = existsSync(log) ? readFileSync(log, 'utf8') : result.stderr
    throw new Failure(
      exitCode.bug,
      `lab: cannot make a Debian ${root.release} root file system: ${complaintsIn(said)}`,
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

/** mmdebstrap's last words are about itself: the reason is what apt-get said first. */
function complaintsIn(log: string): string {
  const complaints = log.split('\n').filter(line => /^E(rr:\d+|:)/.test(line))
  return complaints.length > 0 ? complaints.slice(0, 3).join('\n') : lastLines(log, 3)
}

/** A rename is the last step: what has the right name is complete. */
const buildScript = `
final=$1 partial=$2 log=$3
shift 3
test ! -d "$final" || exit 0
rm -rf --one-file-system "$partial"
if mmdebstrap "$@" >"$log" 2>&1
then mv "$partial" "$final"
else rm -rf --one-file-system "$partial"; exit 1
fi`

function bootstrapArguments(root: RootFileSystem, target: string): string[] {
  const options = ['Acquire::Languages "none";', ...root.aptOptions]
  return [
    '--mode=root',
    '--variant=minbase',
    '--format=directory',
    // The package lists stay, so that a host's first apt-get install need not fetch them.
    '--skip=cleanup/apt',
    `--include=${packages.join(',')}`,
    ...options.map(option => `--aptopt=${option}`),
    ...customizeHooks.map(hook => `--customize-hook=${hook}`),
    codenames[root.release] ?? '',
    target,
    ...sourceLines(root),
  ]
}

const customizeHooks = [
  'chroot "$1" apt-get clean',
  `chroot "$1" apt-get -y --no-install-recommends --download-only install ${downloads.join(' ')}`,
  // Each host gets its own: two machines with one identity would be told apart by nothing.
  'rm -f "$1"/etc/ssh/ssh_host_*',
  ': > "$1"/etc/machine-id',
  // As in Debian's cloud images; without the file, every login is an error in the journal.
  'echo LANG=C.UTF-8 >"$1"/etc/default/locale',
  // mmdebstrap copies these from the machine it runs on.
  'rm -f "$1"/etc/hostname "$1"/etc/resolv.conf',
]

/** Without an archive of its own to name, mmdebstrap takes the one it knows. */
function sourceLines({ release, archive }: RootFileSystem): string[] {
  const codename = codenames[release] ?? ''
  if (archive.main === undefined) return []
  const lines = [
    `deb ${archive.main} ${codename} main`,
    `deb ${archive.main} ${codename}-updates main`,
  ]
  if (archive.security !== undefined)
    lines.push(`deb ${archive.security} ${codename}-security main`)
  return lines
}

function cacheDirectory(): string {
  const { MIRRORC_LAB_CACHE: own, XDG_CACHE_HOME: shared } = process.env
  return resolve(own || join(shared || join(homedir(), '.cache'), 'mirrorc', 'lab'))
}
