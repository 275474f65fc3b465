import type { Span } from '../source.ts'

/** A whole mirror.yaml, complete: defaults filled, overrides applied, everything checked. */
export interface Mirror {
  readonly site: string
  readonly contact: string
  readonly hosts: readonly MirrorHost[]
}

/** The releases that each distro's target knows, newest first. Targets own it; the compiler is handed it. */
export type ReleaseTable = Readonly<Record<string, readonly string[]>>

/** One host with everything that is true of it. Knows no path, unit or package of any distro. */
export interface MirrorHost {
  readonly name: string
  readonly span: Span
  readonly site: string
  readonly contact: string
  /** The names of all hosts of the file, its own among them. */
  readonly siblings: readonly string[]
  readonly domain: string
  /** Further names under which the mirror is reached. */
  readonly aliases: readonly string[]
  readonly ssh: SshTarget
  readonly distro: string
  readonly release: string
  readonly ipv6: boolean
  readonly storage: Storage
  readonly modules: readonly Module[]
  readonly http: Http | undefined
  readonly rsync: RsyncDaemon | undefined
  readonly ftp: Ftp | undefined
  readonly git: Git | undefined
}

export interface SshTarget {
  readonly address: string
  readonly port: number | undefined
  readonly user: string | undefined
  readonly hostKey: string | undefined
  readonly transport?: 'openssh' | 'ssh2' | undefined
}

export interface Storage {
  readonly root: string
  readonly user: string
}

export interface Module {
  readonly name: string
  /** Absolute, without a slash at the end. */
  readonly path: string
  readonly upstream: RsyncUrl
  readonly comment: string | undefined
  /** The five time fields of crontab(5). */
  readonly schedule: string
  readonly serve: readonly Protocol[]
  /** The longest time between two runs, in minutes. */
  readonly interval: number
  readonly sync: ModuleSync
}

/** How a tree is synced; undefined where the sync program's own default holds. */
export interface ModuleSync {
  readonly kind: string | undefined
  /** Below the upstream, as is `refresh`. */
  readonly freshness: string | undefined
  readonly refresh: readonly string[]
  readonly maxDelete: number | undefined
  readonly maxDeletePercent: number | undefined
  readonly verify: readonly string[]
  readonly exclude: readonly string[]
  readonly bandwidthKib: number | undefined
}

/** A way in which users get at a module. */
export type Protocol = 'http' | 'rsync' | 'ftp' | 'git'

export interface RsyncUrl {
  readonly scheme: 'rsync'
  /** A host name or an address; IPv6 without brackets. */
  readonly host: string
  readonly port: number | undefined
  /** Module and path below it, without slashes at either end. */
  readonly path: string
}

export interface Http {
  readonly port: number
  readonly connectionsPerAddress: number
  readonly requestsPerSecond: number | undefined
  readonly megabytesPerSecond: number | undefined
  readonly cdn: Cdn | undefined
}

/** Proxies that users are led to, and that ask this mirror in turn. */
export interface Cdn {
  /** The name by which the proxies ask. */
  readonly domain: string
  /** Networks, or single addresses. */
  readonly addresses: readonly string[]
  /** In which the proxies say for whom they ask. */
  readonly header: string
}

export interface RsyncDaemon {
  readonly port: number
  readonly maxConnections: number
  /** Networks, or single addresses; empty when everybody may connect. */
  readonly allow: readonly string[]
}

/** Bare repositories, over HTTP where there is any. */
export interface Git {
  readonly maxConnections: number
  /** At git:// too. */
  readonly daemon: boolean
}

export interface Ftp {
  readonly maxConnections: number
  readonly connectionsPerAddress: number
  readonly passiveFirst: number
  readonly passiveLast: number
  /** The IPv4 address that clients are told, where the host does not know its own. */
  readonly passiveAddress: string | undefined
}
