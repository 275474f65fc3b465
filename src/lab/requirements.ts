import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { release } from 'node:os'
import { delimiter, join } from 'node:path'
import { exitCode, Failure } from '../failure.ts'
import { unifiedCgroupMount } from './cgroup.ts'
import {
  type CommandResult,
  commandEnvironment,
  lastLines,
  type Progress,
  run,
  sleep,
} from './command.ts'
import { forwardingSetting, isWritable } from './machine-settings.ts'
import { labRoot } from './state.ts'

type Tools = Readonly<Record<string, readonly string[]>>

/** What a lab needs of this machine, programs by name and files by path, by the Debian package that has it. */
const tools: Tools = {
  apt: ['apt-get', 'apt-config'],
  // Another distro's machine may have mmdebstrap and still not trust Debian's archive.
  'debian-archive-keyring': ['/usr/share/keyrings/debian-archive-keyring.gpg'],
  mmdebstrap: ['mmdebstrap'],
  'systemd-container': ['systemd-nspawn'],
  nftables: ['nft'],
  iproute2: ['ip'],
  'openssh-client': ['ssh', 'ssh-keygen'],
  rsync: ['rsync'],
  curl: ['curl'],
  'util-linux': ['flock', 'unshare', 'nsenter', 'mount'],
}

/** What only a lab with a certificate authority needs. */
const toolsOfAuthority: Tools = {
  pebble: ['pebble', 'pebble-challtestsrv'],
  openssl: ['openssl'],
}

/** Why this machine cannot host a lab, in one line; undefined when it can. Tools that apt-get can install are no reason. */
export async function missingForLab(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'lab hosts need Linux'
  if (process.getuid?.() !== 0) return 'lab hosts need root'
  // cgroup.kill came with 5.14, and it ends a whole host at once.
  if (isOlder(release(), [5, 14])) return `lab hosts need Linux 5.14 or later, this is ${release()}`
  if (unifiedCgroupMount() === undefined) return 'lab hosts need cgroup v2 mounted'
  if (!existsSync('/proc/net/if_inet6')) return 'lab hosts need IPv6, and it is switched off here'
  const missing = missingPackages(tools)
  if (missing.length > 0 && findProgram('apt-get') === undefined) {
    return `lab hosts need ${missing.join(', ')}, and there is no apt-get here to install them`
  }
  return await refusedByKernel()
}

/** Installs the tools that are not here yet; touches nothing when all are. */
export async function installTools(withAuthority: boolean, progress: Progress): Promise<void> {
  const wanted = withAuthority ? { ...tools, ...toolsOfAuthority } : tools
  const packages = missingPackages(wanted)
  if (packages.length === 0) return
  mkdirSync(labRoot, { recursive: true, mode: 0o700 })
  const log = join(labRoot, 'install.log')
  progress(`installing ${packages.join(', ')}`)
  await aptGet(['update'], log)
  await aptGet(['install', '--yes', '--no-install-recommends', ...packages], log)
  const still = missingPackages(wanted)
  if (still.length > 0) {
    throw new Failure(
      exitCode.bug,
      `lab: ${still.join(', ')} still missing after the install`,
      `See ${log}`,
    )
  }
}

/** apt-get waits for dpkg's lock when asked to, but never for the lock of the package lists: hence the attempts. */
async function aptGet(arguments_: readonly string[], log: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...arguments_], {
      timeoutMilliseconds: 600_000,
    })
    append(log, result)
    if (result.code === 0) return
    if (attempt === 30 || !result.stderr.includes('Could not get lock')) {
      throw new Failure(
        exitCode.bug,
        `lab: apt-get ${arguments_[0]} failed: ${lastLines(result.stderr, 3)}`,
        `The whole output is in ${log}`,
      )
    }
    await sleep(2000)
  }
}

function append(file: string, result: CommandResult): void {
  const descriptor = openSync(file, 'a', 0o600)
  writeSync(descriptor, result.stdout + result.stderr)
  closeSync(descriptor)
}

function missingPackages(wanted: Tools): string[] {
  return Object.entries(wanted)
    .filter(([, programs]) => programs.some(program => findProgram(program) === undefined))
    .map(([name]) => name)
}

function findProgram(name: string): string | undefined {
  if (name.startsWith('/')) return existsSync(name) ? name : undefined
  return (commandEnvironment.PATH ?? '')
    .split(delimiter)
    .map(directory => join(directory, name))
    .find(existsSync)
}

function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [haveMajor = 0, haveMinor = 0] = version.split('.').map(part => Number.parseInt(part, 10))
  return haveMajor < major || (haveMajor === major && haveMinor < minor)
}

/**
 * Does for a moment what a host will do. Root in a container may do less than root, and an overlay on top of a
 * container's own overlay is refused: asking the kernel is the only sure way to know.
 */
async function refusedByKernel(): Promise<string | undefined> {
  if (!isWritable(forwardingSetting)) return `lab hosts need ${forwardingSetting} to be writable`
  if (!canMount())
    return 'lab hosts need CAP_SYS_ADMIN and CAP_NET_ADMIN, and root does not have them here'
  mkdirSync(labRoot, { recursive: true, mode: 0o700 })
  const directory = mkdtempSync(join(labRoot, 'trial-'))
  try {
    for (const name of ['lower', 'upper', 'work', 'merged']) mkdirSync(join(directory, name))
    const overlay = 'mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged'
    const script = `cd "$1" && ${overlay} && umount merged && rm -rf work/work`
    const result = await run('unshare', [
      '--mount',
      '--net',
      '--pid',
      '--fork',
      'sh',
      '-c',
      script,
      'sh',
      directory,
    ])
    if (result.code === 0) return undefined
    const reason = result.stderr.trim().split('\n')[0]
    return `lab hosts need namespaces, and overlay mounts in ${labRoot}; refused here: ${reason}`
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** capabilities(7): CAP_NET_ADMIN is bit 12, CAP_SYS_ADMIN is bit 21. */
function canMount(): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  const needed = (1n << 12n) | (1n << 21n)
  return (BigInt(`0x${effective ?? '0'}`) & needed) === needed
}
