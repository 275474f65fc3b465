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
  /** Of all names the one that leads straight to the host, where the others may lead to a CDN. */
  readonly direct: string | undefined
  readonly ssh: SshTarget
  readonly distro: string
  readonly release: string
  readonly ipv6: boolean
  readonly storage: Storage
  readonly runs: Runs
  readonly reports: readonly Report[]
  readonly modules: readonly Module[]
  readonly http: Http | undefined
  /** Only where there is HTTP. */
  readonly https: Https | undefined
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

/** What starts the syncs. */
export interface Runs {
  readonly backend: 'cron' | 'timer'
  /** How many run at once; undefined where the sync program's own default holds. */
  readonly parallel: number | undefined
}

/** What the sync jobs write for others to read. */
export type Report = 'tunasync' | 'mirrorz' | 'prometheus'

export interface Module {
  readonly name: string
  /** Absolute, without a slash at the end. */
  readonly path: string
  readonly upstream: Upstream
  /** Others that have the same tree, of the same scheme; asked in this order. */
  readonly fallbacks: readonly Upstream[]
  readonly comment: string | undefined
  readonly schedule: Schedule
  readonly serve: readonly Protocol[]
  /** The longest time between two runs, in minutes. */
  readonly interval: number
  /** Whether there is always as much time between two runs. */
  readonly isEven: boolean
  readonly sync: ModuleSync
}

/** When a module syncs. */
export interface Schedule {
  /** The five time fields of crontab(5). */
  readonly text: string
  /** The same, each as the numbers that it stands for; 0 is Sunday. */
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: readonly number[]
  readonly months: readonly number[]
  readonly weekdays: readonly number[]
  /** Whether a day fits when either the day of the month or the day of the week does; else both must. */
  readonly isEitherDay: boolean
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
  readonly rsyncOptions: readonly string[]
  readonly bandwidthKib: number | undefined
  readonly publish: 'in-place' | 'atomic'
  /** How many states of the tree are kept, where it is published atomically; likewise `grace`. */
  readonly keep: number | undefined
  /** In seconds, as are all that follow. */
  readonly grace: number | undefined
  readonly jitter: number | undefined
  readonly timeout: number | undefined
  readonly staleAfter: number | undefined
  /** The version of IP. */
  readonly family: number | undefined
  readonly passwordFile: string | undefined
}

/** A way in which users get at a module. */
export type Protocol = 'http' | 'rsync' | 'ftp' | 'git'

export interface Upstream {
  readonly scheme: 'rsync' | 'git+https' | 'https' | 'ftp'
  /** Whom the upstream asks for a password. */
  readonly user?: string | undefined
  /** A host name or an address; IPv6 without brackets. */
  readonly host: string
  readonly port: number | undefined
  /** With rsync the module and the path below it. Without slashes at either end. */
  readonly path: string
}

export interface Http {
  readonly port: number
  readonly connectionsPerAddress: number
  readonly requestsPerSecond: number | undefined
  readonly megabytesPerSecond: number | undefined
  readonly cdn: Cdn | undefined
}

/** Beside HTTP, with a certificate that is ordered. */
export interface Https {
  readonly email: string
  /** Whether HTTP only leads to HTTPS. */
  readonly redirect: boolean
  /** Whether browsers are told to use nothing else from now on. */
  readonly hsts: boolean
  readonly keyType: 'ecdsa' | 'rsa'
  /** Of the issuer; RFC 8555, 7.1.1. */
  readonly directory: string
  /** On the host: what the directory's own certificate is checked with, in place of what the system trusts. */
  readonly caFile: string | undefined
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
  /** Over TLS too, with the certificate of HTTPS. */
  readonly tls: boolean
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
