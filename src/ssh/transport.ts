import type { Readable, Writable } from 'node:stream'
import type { Secrets } from './secrets.ts'

/** Where a host is, as mirror.yaml says it; the user's ssh_config(5) fills in the rest. */
export interface HostTarget {
  /** The host's name under `hosts:`, for messages; without one, messages use the address. */
  readonly name?: string | undefined
  /** As in `address:`; an alias of ssh_config(5), a host name, or an IP (v6 without brackets). */
  readonly address: string
  /** mirror.yaml overrides ssh_config. */
  readonly port: number | undefined
  readonly user: string | undefined
  /** A pinned `SHA256:…`; then known_hosts can only revoke it. */
  readonly hostKey: string | undefined
  /** Who speaks SSH: the library, or the system's own `ssh`. Undefined: whichever the configuration needs. */
  readonly transport?: 'ssh2' | 'openssh' | undefined
  /** What messages call the host that this one is jumped over to reach (ProxyJump). */
  readonly wayTo?: string
}

/** How one command uses SSH. */
export interface SshOptions {
  /** From `--ssh-config FILE`. */
  readonly configFile: string | undefined
  /** For connecting, the handshake and the login together, not counting time at a prompt. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Undefined when there may be no prompt (no terminal, or `--no-input`). */
  readonly askSecret: ((question: string) => Promise<string | undefined>) | undefined
  /** The answers, for every connection of this process. */
  readonly secrets: Secrets
  /** From `--become-password-file FILE`. */
  readonly sudoPassword: string | undefined
}

/** How a remote process ended. */
export interface RemoteExit {
  /** Undefined when the connection was lost or the process was killed: never success. */
  readonly code: number | undefined
  readonly signal: string | undefined
  /** Why the connection was lost, if that is what ended it. */
  readonly lost: string | undefined
}

/** A command that runs on a host. Its output is whole once `exit` has a code. */
export interface RemoteProcess {
  /** Errors here never throw by themselves; `exit` tells how it went. */
  readonly stdin: Writable
  /** Must be read: `exit` waits until more than 1 MiB of unread output is. */
  readonly stdout: Readable
  /** Need not be read: what is left unread beyond 1 MiB is dropped, so it never blocks. */
  readonly stderr: Readable
  readonly exit: Promise<RemoteExit>
}

/** An SSH connection to a host whose key is trusted. */
export interface Connection {
  /** What messages call the host. */
  readonly label: string
  /** Who is logged in. */
  readonly user: string
  readonly hostKey: { readonly type: string; readonly fingerprint: string }
  exec(command: string): Promise<RemoteProcess>
  close(): void
}
