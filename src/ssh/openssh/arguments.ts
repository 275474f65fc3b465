import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import type { ResolvedTarget } from '../config/resolve.ts'
import type { HostTarget, SshOptions } from '../transport.ts'
import { ownKnownHostsFile } from '../trust/store.ts'
import type { Way } from '../way.ts'

/** What the system's `ssh` is started with, and the files for that. */
export interface Invocation {
  /** Up to the address; what follows is the command. */
  readonly words: readonly string[]
  /** Where it writes what happens; the host's stderr is then alone on its own. */
  readonly logFile: string
  /** Once it has ended. */
  remove(): void
}

/** Prepare `ssh` to go a way as strictly as mirrorc itself would. */
export function prepareInvocation(
  { target, last }: Way,
  options: SshOptions,
  extra: readonly string[] = [],
): Invocation {
  const directory = mkdtempSync(join(tmpdir(), 'mirrorc-ssh-'))
  keepUntilExit(directory)
  const config = join(directory, 'config')
  const logFile = join(directory, 'log')
  writeFileSync(config, strictConfig(options.configFile), { mode: 0o600 })
  return {
    words: [
      ...['-F', config, '-E', logFile, '-T'],
      ...[...extra, ...ownSettings(last.resolved)].flatMap(setting => ['-o', setting]),
      ...login(target),
      ...['--', target.address],
    ],
    logFile,
    remove: () => removeDirectory(directory),
  }
}

const directories = new Set<string>()

/** What ends this process does not wait for an `ssh` to end. */
function keepUntilExit(directory: string): void {
  if (directories.size === 0) process.once('exit', () => directories.forEach(removeDirectory))
  directories.add(directory)
}

function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true })
}

function login({ port, user }: HostTarget): string[] {
  return [
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
  ]
}

/**
 * In a file and not in options: `ssh` hands the file on to the `ssh` that it starts for each host of ProxyJump. The
 * first value of a keyword counts, so nothing in the user's own files makes it less strict.
 */
function strictConfig(userFile: string | undefined): string {
  const own = ownKnownHostsFile()
  const files =
    userFile === undefined
      ? [join(userInfo().homedir, '.ssh/config'), '/etc/ssh/ssh_config']
      : // One without a directory would be looked for in ~/.ssh.
        [resolve(userFile)]
  return [
    // Keywords that OpenSSH has only since 8.5 and 8.7.
    'IgnoreUnknown KnownHostsCommand,ForkAfterAuthentication,SessionType,StdinNull',
    'StrictHostKeyChecking yes',
    'UpdateHostKeys no',
    'VerifyHostKeyDNS no',
    'NoHostAuthenticationForLocalhost no',
    'BatchMode yes',
    'ForwardAgent no',
    'ForwardX11 no',
    'ControlMaster no',
    'ControlPath none',
    'RemoteCommand none',
    'RequestTTY no',
    'SessionType default',
    'ForkAfterAuthentication no',
    'StdinNull no',
    ...(existsSync(own)
      ? [`KnownHostsCommand /bin/cat ${quotePath(own).replaceAll('%', '%%')}`]
      : []),
    ...files.map(file => `Include ${quotePath(file)}`),
    '',
  ].join('\n')
}

function ownSettings({ keepalive, trust }: ResolvedTarget): string[] {
  return [
    // Its lines about the host's key and the command's end are read.
    'LogLevel=DEBUG1',
    'ClearAllForwardings=yes',
    'EscapeChar=none',
    'Tunnel=no',
    `ServerAliveInterval=${keepalive.intervalMs / 1000}`,
    `ServerAliveCountMax=${keepalive.count}`,
    ...(trust.pinned === undefined ? [] : pin(trust.pinned)),
  ]
}

/** Only the pinned key counts, whatever the files say. Its alphabet is that of base64. */
function pin(fingerprint: string): string[] {
  const check = `test %f = ${fingerprint.replace(/=+$/, '')} && echo '%H' %t %K; true`
  return [...noKnownHosts, `KnownHostsCommand=/bin/sh -c "${check}"`]
}

/** Settings under which no host is known. */
export const noKnownHosts = ['UserKnownHostsFile=/dev/null', 'GlobalKnownHostsFile=/dev/null']

/** ssh_config(5): arguments may be in double quotes. */
function quotePath(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&')}"`
}
