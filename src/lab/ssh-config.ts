import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runOrFail } from './command.ts'
import type { LabHost } from './state.ts'

/** The files in a lab's directory that ssh(1) reads. */
export function sshFiles(directory: string): { config: string; knownHosts: string; key: string } {
  return {
    config: join(directory, 'ssh_config'),
    knownHosts: join(directory, 'known_hosts'),
    key: join(directory, 'key'),
  }
}

/** Makes a key pair without a passphrase: FILE and FILE.pub. */
export async function createKey(file: string, comment: string): Promise<void> {
  await runOrFail('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file])
}

/** Writes an ssh_config(5) in which the lab's names lead to its hosts, and the known_hosts that vouch for them. */
export function writeSshFiles(
  directory: string,
  hosts: readonly LabHost[],
  hostKeys: ReadonlyMap<string, string>,
): void {
  const files = sshFiles(directory)
  writeFileSync(files.config, hosts.map(host => hostBlock(host, files)).join('\n'), { mode: 0o600 })
  const lines = hosts.map(host => knownHostsLine(host, hostKeys.get(host.name) ?? ''))
  writeFileSync(files.knownHosts, lines.join(''), { mode: 0o600 })
}

function hostBlock(host: LabHost, files: { knownHosts: string; key: string }): string {
  return `Host ${[host.name, ...host.aliases].join(' ')}
  HostName ${host.address}
  User root
  IdentityFile ${files.key}
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${files.knownHosts}
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
`
}

/** ssh(1) looks a key up by HostName, other clients by the name that was typed: the line has both. */
function knownHostsLine(host: LabHost, key: string): string {
  return `${[host.name, ...host.aliases, host.address, host.address6].join(',')} ${key}\n`
}
