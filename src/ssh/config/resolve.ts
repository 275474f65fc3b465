import { hostname, userInfo } from 'node:os'
import type { HostTarget } from '../transport.ts'
import { expandPath, splitPaths, type Tokens } from './expand.ts'
import { parseJump } from './jump.ts'
import { needOfProgram } from './needs.ts'
import { refuseOddAddress } from './refuse.ts'
import { askSshProgram } from './ssh-program.ts'
import { allValues, type ConfigValues, oneValue } from './values.ts'

/** Everything that is needed to connect to a host and to log in, from mirror.yaml and ssh_config(5). */
export interface ResolvedTarget {
  /** What messages call the host. */
  readonly label: string
  /** Whether it is only on the way to another one. */
  readonly isHop: boolean
  /** What `ssh` is told to connect to. */
  readonly address: string
  /** The hosts to jump over, in order. */
  readonly jump: readonly HostTarget[]
  /** What only the ssh program can do of what its configuration asks for. */
  readonly need: string | undefined
  readonly hostname: string
  readonly port: number
  /** 0 is either. */
  readonly family: 0 | 4 | 6
  readonly user: string
  readonly connectTimeoutMs: number | undefined
  readonly keepalive: { readonly intervalMs: number; readonly count: number }
  readonly login: LoginSources
  readonly trust: TrustSources
}

/** Where keys to log in with come from. */
export interface LoginSources {
  readonly identityFiles: readonly string[]
  /** As written, where mirrorc cannot tell which path is meant. */
  readonly unexpandedFiles: readonly string[]
  readonly identitiesOnly: boolean
  readonly certificateFiles: readonly string[]
  readonly agentSocket: string | undefined
}

/** Where it is written which host keys are trusted. */
export interface TrustSources {
  readonly pinned: string | undefined
  /** What known_hosts calls the host. */
  readonly names: HostNames
  readonly knownHostsFiles: readonly string[]
}

/** The name of a host in known_hosts, and the name that also counts on a port of its own. */
export interface HostNames {
  readonly exact: string
  readonly withoutPort: string | undefined
}

/** Resolve a target as `ssh ADDRESS` would. */
export async function resolveTarget(
  target: HostTarget,
  configFile: string | undefined,
  signal: AbortSignal,
): Promise<ResolvedTarget> {
  refuseOddAddress(target.address)
  let values = await askSshProgram(target, configFile, signal)
  if (values === undefined) {
    const { readWithoutSshProgram } = await import('./without-ssh-program.ts')
    values = await readWithoutSshProgram(target, configFile)
  }
  return { ...naming(target, values), ...toResolved(target, values) }
}

type Naming = 'label' | 'isHop' | 'address' | 'jump' | 'need'

function naming(target: HostTarget, values: ConfigValues): Pick<ResolvedTarget, Naming> {
  const { address, wayTo } = target
  const label = wayTo === undefined ? (target.name ?? address) : `${wayTo}, by way of ${address}`
  return {
    label,
    isHop: wayTo !== undefined,
    address,
    jump: parseJump(oneValue(values, 'proxyjump'), wayTo ?? label),
    need: needOfProgram(values),
  }
}

// StrictHostKeyChecking is not read on purpose: under every one of its values mirrorc refuses a
// host whose key is not known.
function toResolved(target: HostTarget, values: ConfigValues): Omit<ResolvedTarget, Naming> {
  const host = (oneValue(values, 'hostname') ?? target.address).toLowerCase()
  const port = Number(oneValue(values, 'port') ?? 22)
  const user = oneValue(values, 'user') ?? userInfo().username
  const alias = oneValue(values, 'hostkeyalias')?.toLowerCase()
  const tokens = { ...localTokens(), n: target.address, h: host, p: String(port), r: user }
  const expand = (path: string) =>
    expandPath(path, { ...tokens, k: alias ?? target.address }, process.env)
  return {
    hostname: host,
    port,
    family: families[oneValue(values, 'addressfamily') ?? 'any'] ?? 0,
    user,
    connectTimeoutMs: seconds(oneValue(values, 'connecttimeout')),
    keepalive: {
      intervalMs: seconds(oneValue(values, 'serveraliveinterval')) ?? 15_000,
      count: Number(oneValue(values, 'serveralivecountmax') ?? 3),
    },
    login: loginSources(values, expand),
    trust: {
      pinned: target.hostKey,
      names: hostNames(host, port, alias),
      knownHostsFiles: ['userknownhostsfile', 'globalknownhostsfile']
        .flatMap(keyword => allValues(values, keyword))
        .flatMap(splitPaths)
        .map(path => expand(path) ?? path),
    },
  }
}

const families: Readonly<Record<string, 4 | 6>> = { inet: 4, inet6: 6 }

function loginSources(
  values: ConfigValues,
  expand: (path: string) => string | undefined,
): LoginSources {
  const written = allValues(values, 'identityfile')
  const present = (path: string | undefined) => path !== undefined
  return {
    identityFiles: written.map(expand).filter(present),
    unexpandedFiles: written.filter(path => expand(path) === undefined),
    identitiesOnly: oneValue(values, 'identitiesonly') === 'yes',
    certificateFiles: allValues(values, 'certificatefile').map(path => expand(path) ?? path),
    agentSocket: agentSocket(values, expand),
  }
}

/** `none`, `SSH_AUTH_SOCK`, the name of a variable after `$`, or a path: ssh_config(5). */
function agentSocket(
  values: ConfigValues,
  expand: (path: string) => string | undefined,
): string | undefined {
  const written = values.get('identityagent')?.[0] ?? 'SSH_AUTH_SOCK'
  if (written.toLowerCase() === 'none') return undefined
  if (written === 'SSH_AUTH_SOCK') return process.env.SSH_AUTH_SOCK || undefined
  if (/^\$\w/.test(written)) return process.env[written.slice(1)] || undefined
  return expand(written)
}

/** sshd(8): another port than 22 is part of the name; an alias stands for both. */
function hostNames(host: string, port: number, alias: string | undefined): HostNames {
  if (alias !== undefined) return { exact: alias, withoutPort: undefined }
  if (port === 22) return { exact: host, withoutPort: undefined }
  return { exact: `[${host}]:${port}`, withoutPort: host }
}

function localTokens(): Tokens {
  // OpenSSH takes the home directory from the user database, never from $HOME.
  const { homedir, uid, username } = userInfo()
  const name = hostname()
  return { d: homedir, i: String(uid), u: username, l: name, L: name.split('.')[0] }
}

function seconds(text: string | undefined): number | undefined {
  const value = Number(text)
  return value > 0 ? value * 1000 : undefined
}
