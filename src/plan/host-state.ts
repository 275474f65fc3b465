import type { Ledger } from '../ledger.ts'

/** What the probe saw on a host. Plain data, so that it can be recorded and handed to the planner by a test. */
export interface HostState {
  readonly facts: HostFacts
  readonly packages: Readonly<Record<string, PackageState>>
  readonly groups: Readonly<Record<string, Presence>>
  readonly users: Readonly<Record<string, UserState>>
  readonly units: Readonly<Record<string, UnitState>>
  readonly paths: Readonly<Record<string, PathState>>
  /** Listening TCP sockets; undefined when nothing had yet to start, or the host could not tell. */
  readonly listeners?: readonly Listener[] | undefined
  /** What the missing packages come with; undefined when none is missing, or the host could not tell. */
  readonly dependencies?: Dependencies | undefined
  /** Users in whose own crontab entries call rsync, and how many do. */
  readonly crontabs?: Readonly<Record<string, number>> | undefined
  /** For a unit that runs: files that its next reload would read, and that were changed since it last read them. */
  readonly unloaded?: Readonly<Record<string, readonly string[]>> | undefined
  /** By name. What certbot has is looked at even where nothing of ours leads to it. */
  readonly certificates?: Readonly<Record<string, CertificateState>> | undefined
  /** A run of apply that has no result: at work, or cut off. */
  readonly unfinished?: UnfinishedRun | undefined
  /** What mirrorc remembers of the host; undefined where it was never applied to. */
  readonly ledger?: RecordedLedger | undefined
}

/** `unreadable`: there is one, and this version of mirrorc cannot read it. */
export type RecordedLedger =
  | { readonly state: 'unreadable' }
  | { readonly state: 'read'; readonly sha256: string; readonly ledger: Ledger }

export interface HostFacts {
  readonly osId: string
  /** Empty on a rolling distro. */
  readonly versionId: string
  readonly uid: number
  readonly machineId: string
  readonly bootId: string
  readonly ipv6: boolean
  readonly systemd: boolean
}

export type Presence = 'present' | 'absent'

export interface CertificateState {
  /** Whether there is a certificate and a key where our link leads. */
  readonly usable: boolean
  /** Whether the one that certbot has is what clients are shown; undefined where they are shown none. */
  readonly isShown?: boolean | undefined
  readonly issued?: IssuedCertificate | undefined
  readonly failed?: FailedOrder | undefined
}

/** What certbot has. */
export interface IssuedCertificate {
  readonly names: readonly string[]
  /** `other` is none that is ever ordered. */
  readonly keyType: 'ecdsa' | 'rsa' | 'other'
  /** Of the issuer. */
  readonly directory: string
  /** What certbot runs when it has renewed it. */
  readonly hooks: readonly string[]
  /** In words. */
  readonly ends: string
  readonly isExpired: boolean
  /** Whether its renewal should have come long ago. */
  readonly isLate: boolean
  /** What should be a link of certbot's to a file and is none: certbot neither renews nor replaces the certificate. */
  readonly noLink?: string | undefined
}

/** The last order, which came to nothing. */
export interface FailedOrder {
  /** A digest of what was ordered. */
  readonly order: string
  /** When it may be tried again, in seconds since 1970. */
  readonly until: number
  readonly isDue: boolean
  readonly cause: string
}

/**
 * `unfinished`: its files are there, and what the package manager does last is not done. `broken`: nobody can tell what is
 * there. The package manager's own word follows.
 */
export type PackageState =
  | { readonly state: Presence }
  | { readonly state: 'unfinished' | 'broken'; readonly word: string }

export type UserState =
  | { readonly state: 'absent' }
  | {
      readonly state: 'present'
      readonly uid: number
      readonly home: string
      readonly shell: string
    }

/** What is installed, brought up to date and removed beside what was asked for, by the package lists on the host. */
export interface Dependencies {
  readonly added: number
  readonly upgraded: number
  readonly removed: readonly string[]
}

/** The words of systemd's own properties. */
export interface UnitState {
  readonly load: string
  readonly active: string
  readonly enabled: string
  readonly needsDaemonReload: boolean
}

export type PathState =
  | { readonly type: 'absent' }
  | { readonly type: 'unreadable'; readonly reason: string }
  | FileState
  | DirectoryState
  | LinkState
  | ({ readonly type: 'other' } & Ownership)

/** An apply without an end: it is at work, or was cut off. */
export interface UnfinishedRun {
  readonly id: string
  readonly running: boolean
  /** Who it is for, such as `anna@laptop`. */
  readonly by: string
}

export interface Ownership {
  readonly owner: string
  readonly group: string
  /** Octal, four digits. */
  readonly mode: string
}

export interface FileState extends Ownership {
  readonly type: 'file'
  /** Undefined when nothing was wanted of the file's content. */
  readonly sha256?: string
  /** Present when the digest is not the wanted one; the first 256 KiB. */
  readonly content?: string
  /** The content is not UTF-8: what is shown of it is not exact. */
  readonly binary?: boolean
  /** As its package ships it, by the package database. */
  readonly pristine?: boolean
}

export interface DirectoryState extends Ownership {
  readonly type: 'directory'
}

export interface LinkState {
  readonly type: 'link'
  readonly target: string
  readonly owner: string
  /** What is at its far end. */
  readonly leadsTo: DirectoryState | { readonly type: 'absent' | 'file' | 'other' }
  /** For the distro's default site: whether the far end is as its package ships it. */
  readonly targetPristine?: boolean
}

export interface Listener {
  readonly port: number
  readonly address: string
  /** The program's name, where the host would tell. */
  readonly program: string | undefined
}
