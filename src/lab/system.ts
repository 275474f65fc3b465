import { existsSync, readFileSync } from 'node:fs'
import { exitCode, Failure } from '../failure.ts'
import { type Archive, findArchive, readAptOptions } from './archive.ts'
import { readStandIn, type StandIn } from './stand-in.ts'

/** The distro and release of a host, as mirror.yaml names them. */
export interface Release {
  readonly distro: string
  readonly release: string
}

/** What a root file system is made of: a distro's own packages, or another's that stand in for them. */
export type System = Mmdebstrapped | Pacstrapped | StandIn

/** Made by mmdebstrap(1) from the archive of Debian or Ubuntu. */
export interface Mmdebstrapped {
  readonly kind: 'mmdebstrap'
  readonly id: string
  /** For people: "Debian 12". */
  readonly title: string
  readonly logins: readonly string[]
  readonly suite: string
  readonly components: string
  readonly archive: Archive
  readonly aptOptions: readonly string[]
  readonly include: readonly string[]
  /** Shell lines that get the root as $1: before the first package, and after the last. */
  readonly setupHooks: readonly string[]
  readonly customizeHooks: readonly string[]
}

/** Made by pacstrap(8) from Arch's archive. */
export interface Pacstrapped {
  readonly kind: 'pacstrap'
  readonly id: string
  readonly title: string
  readonly logins: readonly string[]
  readonly include: readonly string[]
}

/** What a provider's smallest Debian image has, next to the essential packages: no cron, rsync, web server or Python. */
const debianPackages = [
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

const debianSuites: Readonly<Record<string, string>> = {
  // Only for a stand-in to be made from.
  11: 'bullseye',
  12: 'bookworm',
  13: 'trixie',
}

const ubuntuSuites: Readonly<Record<string, string>> = {
  '22.04': 'jammy',
  '24.04': 'noble',
  '26.04': 'resolute',
}
const ubuntuKeyring = '/usr/share/keyrings/ubuntu-archive-keyring.gpg'
const pacmanMirrors = '/etc/pacman.d/mirrorlist'

/** What a host of this release is made of; with a directory of stand-ins, one of those where there is one. */
export async function findSystem({ distro, release }: Release, standIns?: string): Promise<System> {
  if (standIns !== undefined) {
    const standIn = readStandIn(standIns, { distro, release })
    if (standIn !== undefined) return standIn
  }
  const refusal = whyNotBootable({ distro, release })
  if (refusal !== undefined) throw new Failure(exitCode.refused, `lab: ${refusal}`)
  if (distro === 'arch') return arch
  return distro === 'ubuntu' ? await ubuntu(release) : await debian(release)
}

/** Why a lab cannot boot a server of this release, and not merely something like it; undefined when it can. */
export function whyNotBootable({ distro, release }: Release): string | undefined {
  switch (distro) {
    case 'debian':
      return release in debianSuites ? undefined : `no Debian ${release} is known`
    case 'ubuntu':
      if (!(release in ubuntuSuites)) return `no Ubuntu ${release} is known`
      return hasUbuntuArchive()
        ? undefined
        : "this machine's apt names no archive of Ubuntu, or the package ubuntu-keyring is missing"
    case 'arch':
      return hasArchArchive()
        ? undefined
        : `${pacmanMirrors} names no mirror of Arch, or pacstrap is missing (package arch-install-scripts)`
    default:
      return `no distro ${distro} is known`
  }
}

/** Debian, as the archive of this machine's apt has it. */
export async function debian(release: string): Promise<Mmdebstrapped> {
  return {
    kind: 'mmdebstrap',
    id: `debian-${release}`,
    title: `Debian ${release}`,
    logins: [],
    suite: debianSuites[release] ?? '',
    components: 'main',
    archive: findArchive(),
    aptOptions: await readAptOptions(),
    include: debianPackages,
    // Later releases come so by themselves; Debian's installer made Debian 11 so too.
    setupHooks: release === '11' ? [mergeUsr] : [],
    customizeHooks: finishDebian,
  }
}

async function ubuntu(release: string): Promise<Mmdebstrapped> {
  return {
    kind: 'mmdebstrap',
    id: `ubuntu-${release}`,
    title: `Ubuntu ${release}`,
    logins: ['ubuntu'],
    suite: ubuntuSuites[release] ?? '',
    components: 'main universe',
    archive: findArchive('/etc/apt', Object.values(ubuntuSuites)),
    aptOptions: await readAptOptions(),
    include: [...debianPackages, 'sudo', 'ufw', 'needrestart'],
    setupHooks: [],
    customizeHooks: [
      ...finishDebian,
      'chroot "$1" useradd --create-home --shell /bin/bash --groups sudo ubuntu',
      'chroot "$1" install -d -m 0700 -o ubuntu -g ubuntu /home/ubuntu/.ssh',
      'echo "ubuntu ALL=(ALL) NOPASSWD:ALL" >"$1"/etc/sudoers.d/90-cloud-init-users',
      'chmod 0440 "$1"/etc/sudoers.d/90-cloud-init-users',
    ],
  }
}

const arch: Pacstrapped = {
  kind: 'pacstrap',
  id: 'arch',
  title: 'Arch Linux',
  logins: [],
  include: ['base', 'openssh', 'iproute2'],
}

const mergeUsr = 'sh /usr/share/mmdebstrap/hooks/merged-usr/setup00.sh "$1"'

const finishDebian = [
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

function hasUbuntuArchive(): boolean {
  const archive = findArchive('/etc/apt', Object.values(ubuntuSuites))
  return archive.main !== undefined && existsSync(ubuntuKeyring)
}

function hasArchArchive(): boolean {
  if (!existsSync('/usr/bin/pacstrap') || !existsSync(pacmanMirrors)) return false
  return /^Server *=/m.test(readFileSync(pacmanMirrors, 'utf8'))
}
