import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { isIP } from 'node:net'
import { dirname, join } from 'node:path'
import { exitCode, Failure } from '../failure.ts'
import { authorityFile, certificateOfAuthority } from './certificate-authority.ts'
import { isCgroupPopulated, killCgroup } from './cgroup.ts'
import { lastLines, run } from './command.ts'
import { endOfLog, launch } from './launch.ts'
import { createNamespace, namespacePath } from './network.ts'
import { createKey, sshFiles } from './ssh-config.ts'
import { type LabHost, type LabState, labDirectory, machineName } from './state.ts'
import { waitForPort } from './wait.ts'

type Host = LabState['hosts'][number]

/** Writes what makes a host itself (name, identity, keys) over its root file system. */
export async function prepareHost(state: LabState, host: Host, resolver: string): Promise<void> {
  const layers = layersOf(state.id, host.name)
  for (const directory of Object.values(layers)) mkdirSync(directory, { recursive: true })
  const put = (file: string, content: string, mode = 0o644) =>
    writeOver(host.root, layers.upper, { file, content, mode })
  const key = hostKeyFile(state.id, host.name)
  await createKey(key, `root@${host.name}`)
  put('/etc/ssh/ssh_host_ed25519_key', readFileSync(key, 'utf8'), 0o600)
  put('/etc/ssh/ssh_host_ed25519_key.pub', readFileSync(`${key}.pub`, 'utf8'))
  const login = readFileSync(`${sshFiles(labDirectory(state.id)).key}.pub`, 'utf8')
  for (const user of ['root', ...host.logins]) putLogin(host.root, layers.upper, { user, login })
  put('/etc/hostname', `${host.name}\n`)
  put('/etc/hosts', hostsFile(state))
  put('/etc/resolv.conf', resolver)
  put('/etc/machine-id', `${randomBytes(16).toString('hex')}\n`)
  if (state.authority !== undefined) put(authorityFile, certificateOfAuthority(state.id))
  await createNamespace(state, host.name, host)
}

/** Lets a user of the root file system log in. The user's own, or sshd(8) would not read it. */
function putLogin(
  lower: string,
  upper: string,
  { user, login }: { user: string; login: string },
): void {
  const entry = readFileSync(join(lower, 'etc/passwd'), 'utf8')
    .split('\n')
    .map(line => line.split(':'))
    .find(([name]) => name === user)
  if (entry === undefined) throw new Failure(exitCode.bug, `lab: the host has no user ${user}`)
  const [, , uid, gid, , home = ''] = entry
  const file = join(home, '.ssh/authorized_keys')
  writeOver(lower, upper, { file, content: login, mode: 0o600 })
  chownSync(join(upper, file), Number(uid), Number(gid))
}

/** The public key with which a host proves who it is. */
export function hostKeyOf(lab: string, name: string): string {
  return readFileSync(`${hostKeyFile(lab, name)}.pub`, 'utf8').trim()
}

/** Boots a host and waits until it is up: sshd answers and systemd has nothing left to start. */
export async function bootHost(state: LabState, host: Host): Promise<void> {
  const layers = layersOf(state.id, host.name)
  // A host that was killed left the mark of a volatile overlay, which refuses to be mounted again: it cannot know that
  // this kernel never went down and still has everything in its page cache.
  rmSync(join(layers.work, 'work/incompat'), { recursive: true, force: true })
  const options = ['lowerdir=.', `upperdir=${layers.upper}`, `workdir=${layers.work}`, 'volatile']
  const machine = launch(
    state.id,
    host.name,
    [
      // The mount is the host's own, and goes with its last process.
      ...['unshare', '--mount', '--propagation', 'slave', 'sh', '-c', powerScript, 'sh'],
      ...[host.root, options.join(','), layers.merged],
      ...nspawnCommand(state, host, layers.merged),
    ],
    nspawnEnvironment,
  )
  await waitForPort(host.address, 22, machine)
  const up = await sshTo(state.id, host.name, ['systemctl is-system-running --wait'])
  if (!['running', 'degraded'].includes(up.stdout.trim())) {
    throw new Failure(
      exitCode.bug,
      `lab: host ${host.name} does not come up: ${lastLines(up.stdout + up.stderr, 2)}\n${endOfLog(machine.log)}`,
    )
  }
}

/** Takes a host's power away: every process of it dies at once, and nothing is written any more. */
export function killHost(state: LabState, name: string): void {
  killCgroup(state.id, name)
}

/** Whether any process of the host is alive. */
export function isHostAlive(state: LabState, name: string): boolean {
  return isCgroupPopulated(state.id, name)
}

/** Runs ssh(1) with a lab's own configuration; the words after the host are what ssh gets. */
export function sshTo(
  lab: string,
  host: string,
  words: readonly string[],
  options: { input?: string; timeoutMilliseconds?: number } = {},
) {
  const { config } = sshFiles(labDirectory(lab))
  const settings = ['-F', config, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10']
  return run('ssh', [...settings, host, ...words], { timeoutMilliseconds: 300_000, ...options })
}

/** With --keep-unit, systemd-nspawn ends with 133 when its host wants to be started again, and leaves that to others. */
const powerScript = `
cd "$1" && mount -t overlay overlay -o "$2" "$3" && cd / && shift 3 || exit
while "$@"; test $? = 133
do echo "the host restarts"
done`

const nspawnEnvironment = {
  // What every supported release runs with on a real server, whatever this machine has.
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1',
  // A server may tune its own network; the rest of /proc/sys belongs to this machine.
  SYSTEMD_NSPAWN_API_VFS_WRITABLE: 'network',
  // /tmp is the release's business: Debian 12 has it on the disk.
  SYSTEMD_NSPAWN_TMPFS_TMP: '0',
  // Nobody else boots this directory, and the lock of a killed host would stay behind for good.
  SYSTEMD_NSPAWN_LOCK: '0',
}

function nspawnCommand(state: LabState, host: LabHost, directory: string): string[] {
  return [
    'systemd-nspawn',
    '--quiet',
    '--boot',
    `--directory=${directory}`,
    `--machine=${machineName(state.id, host.name)}`,
    `--network-namespace-path=${namespacePath(state.id, host.name)}`,
    // nspawn gives this by itself only with a network that it made; nftables and sysctl need it.
    '--capability=CAP_NET_ADMIN',
    // This machine may have no systemd to ask for a scope, and the lab has control groups of its own.
    '--keep-unit',
    '--register=no',
    '--settings=no',
    '--link-journal=no',
    '--resolv-conf=off',
    '--timezone=off',
    '--console=pipe',
    // For systemd in the host: say on the console what fails.
    ...['--', '--show-status=error'],
  ]
}

function hostsFile(state: LabState): string {
  const others = [state.hub, ...(state.authority === undefined ? [] : [state.authority])]
  const all = [...state.hosts, ...others.map(other => ({ ...other, aliases: [] }))]
  const lines = all.map(host => {
    const text = [host.name, ...host.aliases].filter(name => isIP(name) === 0).join(' ')
    return `${host.address} ${text}\n${host.address6} ${text}\n`
  })
  return `127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n\n${lines.join('')}`
}

/** A directory in the upper layer hides the lower one's owner and mode, so it takes them over. */
function writeOver(
  lower: string,
  upper: string,
  { file, content, mode }: { file: string; content: string; mode: number },
): void {
  makeDirectory(lower, upper, dirname(file))
  writeFileSync(join(upper, file), content, { mode })
}

function makeDirectory(lower: string, upper: string, path: string): void {
  if (existsSync(join(upper, path))) return
  makeDirectory(lower, upper, dirname(path))
  const model = existsSync(join(lower, path)) ? statSync(join(lower, path)) : undefined
  mkdirSync(join(upper, path), { mode: model?.mode ?? 0o700 })
  if (model !== undefined) chownSync(join(upper, path), model.uid, model.gid)
}

function hostKeyFile(lab: string, name: string): string {
  return join(labDirectory(lab), 'hosts', name, 'host_key')
}

function layersOf(lab: string, name: string): { upper: string; work: string; merged: string } {
  const directory = join(labDirectory(lab), 'hosts', name)
  return {
    upper: join(directory, 'upper'),
    work: join(directory, 'work'),
    merged: join(directory, 'merged'),
  }
}
