import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepSecrets } from '../../src/ssh/secrets.ts'
import type { SshOptions } from '../../src/ssh/transport.ts'

/** A directory with key pairs and an ssh_config of its own. */
export interface Workspace {
  readonly directory: string
  path(name: string): string
  write(name: string, text: string, mode?: number): string
  read(name: string): string
  /** Make a key pair; returns the path of the private key. */
  makeKey(name: string, ...options: string[]): string
  /** Have a key of the workspace sign another (by name or path); returns the certificate's path. */
  certify(authority: string, key: string, ...options: string[]): string
  /** `type base64`, as known_hosts has it. */
  publicKey(name: string): string
  fingerprint(name: string): string
  /** Write an ssh_config for one host on the loopback; further lines win. */
  configure(port: number, ...lines: string[]): string
  remove(): void
}

/** Make a workspace. */
export function makeWorkspace(): Workspace {
  const directory = mkdtempSync(join(tmpdir(), 'mirrorc-ssh-'))
  const path = (name: string) => join(directory, name)
  const read = (name: string) => readFileSync(path(name), 'utf8')
  const write = (name: string, text: string, mode = 0o600) => {
    writeFileSync(path(name), text, { mode })
    return path(name)
  }
  return {
    directory,
    path,
    read,
    write,
    makeKey: (name, ...options) => {
      const all = ['-q', '-C', name, ...(options.includes('-N') ? [] : ['-N', '']), ...options]
      const type = options.includes('-t') ? [] : ['-t', 'ed25519']
      execFileSync('ssh-keygen', [...type, ...all, '-f', path(name)])
      return path(name)
    },
    certify: (authority, key, ...options) => {
      const file = key.startsWith('/') ? key : path(key)
      const all = ['-q', '-s', path(authority), '-I', 'test', ...options, `${file}.pub`]
      execFileSync('ssh-keygen', all)
      return `${file}-cert.pub`
    },
    publicKey: name => read(`${name}.pub`).split(' ').slice(0, 2).join(' '),
    fingerprint: name =>
      execFileSync('ssh-keygen', ['-lf', path(`${name}.pub`)], { encoding: 'utf8' }).split(
        ' ',
      )[1] ?? '',
    configure: (port, ...lines) =>
      write(
        'config',
        [
          ...lines,
          'HostName 127.0.0.1',
          `Port ${port}`,
          'User root',
          `UserKnownHostsFile ${path('known_hosts')}`,
          'GlobalKnownHostsFile none',
          'IdentityAgent none',
          'IdentitiesOnly yes',
          `IdentityFile ${path('id')}`,
        ].join('\n'),
      ),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** Options for `connect`, without a prompt. */
export function sshOptions(configFile: string, more: Partial<SshOptions> = {}): SshOptions {
  const signal = new AbortController().signal
  return {
    configFile,
    timeoutMs: 10_000,
    signal,
    askSecret: undefined,
    secrets: keepSecrets(),
    sudoPassword: undefined,
    ...more,
  }
}

/** A target of which ssh_config says everything. */
export const target = {
  address: 'mirror',
  port: undefined,
  user: undefined,
  hostKey: undefined,
} as const

/** A real ssh-agent. */
export interface Agent {
  readonly socket: string
  add(key: string): void
  stop(): Promise<void>
}

/** Start an ssh-agent that ends with `stop`. */
export async function startAgent(workspace: Workspace): Promise<Agent> {
  const socket = workspace.path('agent.sock')
  const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] })
  // It prints its environment once it listens.
  await once(child.stdout, 'data')
  return {
    socket,
    add: key => {
      const env = { ...process.env, SSH_AUTH_SOCK: socket }
      execFileSync('ssh-add', ['-q', key], { env, stdio: 'ignore' })
    },
    stop: async () => {
      const exited = once(child, 'exit')
      child.kill()
      await exited
    },
  }
}
