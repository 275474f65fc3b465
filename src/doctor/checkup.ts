/** What `doctor` saw on a host beyond what the probe sees. Undefined is what the host could not tell. */
export interface Checkup {
  readonly machine: Machine
  readonly clock: Clock
  /** Those that others can reach it at, IPv4 and IPv6. */
  readonly addresses: readonly string[]
  readonly names: readonly ResolvedName[]
  readonly upstreams: readonly Reached[]
  readonly sockets: readonly Socket[] | undefined
  /** Of services for which systemd listens: what is wrong with the answer. */
  readonly complaints: readonly { readonly port: number; readonly complaint: string }[]
  readonly places: readonly Place[]
  /** Directories in fstab(5) on which nothing is mounted. */
  readonly unmounted: readonly string[]
  /** Bytes of the modules that were synced, by name. */
  readonly sizes: Readonly<Record<string, number>>
  readonly strangers: Strangers | undefined
  /** When the package lists were last renewed, in seconds; undefined when there are none. */
  readonly refreshed: number | undefined
  readonly leftovers: readonly Leftover[]
  /** Units. */
  readonly failed: readonly string[]
  readonly jobs: readonly ForeignJobs[]
}

export interface Machine {
  readonly cores: number | undefined
  readonly memoryBytes: number | undefined
  /** The kind of container that the host is. */
  readonly container: string | undefined
  readonly synchronized: boolean | undefined
  /** Why it should be booted again. */
  readonly reboot: 'required' | 'kernel' | undefined
  readonly megabitsPerSecond: number | undefined
}

/** The host's clock against the one of this machine. */
export interface Clock {
  /** The host's time, in seconds. */
  readonly time: number
  /** How far it is ahead, in seconds; behind where negative. */
  readonly ahead: number
  /** By how much that may be wrong. */
  readonly uncertain: number
}

export type Family = 4 | 6

/** The addresses of a name in DNS, as the host sees it; undefined when nobody answered. */
export interface ResolvedName {
  readonly name: string
  readonly family: Family
  readonly addresses: readonly string[] | undefined
}

/** A try to connect to an upstream. */
export interface Reached {
  readonly host: string
  readonly port: number
  readonly family: Family
  /** Undefined when it has none of the family. */
  readonly address: string | undefined
  readonly milliseconds: number | undefined
  /** Why there is no connection. */
  readonly complaint: string | undefined
}

/** A listening TCP socket. */
export interface Socket {
  readonly port: number
  readonly program: string | undefined
  readonly unit: string | undefined
}

/** The file system on which a directory lies, or would. */
export interface Place {
  readonly path: string
  /** The nearest directory that is there. */
  readonly existing: string
  readonly mount: string | undefined
  readonly readOnly: boolean
  readonly size: number | undefined
  readonly available: number | undefined
  /** Of 1; undefined where the file system makes them as needed. */
  readonly inodesUsed: number | undefined
}

/** What in the trees does not belong to the sync user. */
export interface Strangers {
  readonly found: readonly { readonly owner: string; readonly path: string }[]
  /** Whether all was looked at, or the time was up. */
  readonly whole: boolean
}

/** A new version of a configuration file that lies beside the one in use. */
export interface Leftover {
  readonly path: string
  /** Whose it is, as far as the package database knows. */
  readonly package: string | undefined
}

/** Entries of a crontab that is not mirrorc's, which sync to a tree of ours. */
export interface ForeignJobs {
  readonly file: string
  readonly count: number
}
