import type { Effects, Resource } from '../resource.ts'

/** What differs between releases of distros: data and small functions, asked by the lowerings. */
export interface Target {
  /** As in mirror.yaml. */
  readonly release: string
  /** For people: "Debian 12". */
  readonly title: string
  /** What os-release(5) says there. VERSION_ID is undefined for a rolling distro, which has none. */
  readonly osRelease: { readonly id: string; readonly versionId: string | undefined }
  readonly packageManager: PackageManager
  readonly packages: Readonly<
    Record<
      | 'caCertificates'
      | 'certbot'
      | 'cron'
      | 'fcgiwrap'
      | 'git'
      | 'lftp'
      | 'nginx'
      | 'openssl'
      | 'rsync'
      | 'stunnel'
      | 'vsftpd',
      string
    >
  >
  /** Of each of the packages, by its name. */
  readonly effects: Readonly<Record<string, Effects>>
  readonly units: Readonly<Record<'cron' | 'nginx' | 'renewal' | 'rsyncDaemon', string>>
  /** What turns over the logs of nginx and vsftpd, where neither their packages nor a fresh host bring it. */
  readonly logRotation: readonly LogRotation[]
  /** What nginx and OpenSSL can do. */
  readonly tls: TlsAbilities
  /** The group of the user nobody. */
  readonly nobodyGroup: string
  readonly nologin: string
  /** Where vsftpd locks up what needs no files, unless it knows by itself. */
  readonly vsftpdEmptyDirectory: readonly string[]
  /** The group of nginx's workers. */
  readonly nginxGroup: string
  /** Directives that nginx.conf of the release sets in http{} itself: a second one there is an error. */
  readonly httpDirectives: readonly string[]
  /** Where a virtual host goes so that nginx loads it, and what has to go for it. */
  readonly placeVhost: (content: string) => readonly Resource[]
}

export interface LogRotation {
  readonly package: string
  readonly timer: string
}

export interface TlsAbilities {
  /** `http2 on`, in place of a word of `listen`: from nginx 1.25.1 on. */
  readonly http2Directive: boolean
  /** X25519MLKEM768: from OpenSSL 3.5 on. */
  readonly postQuantum: boolean
  /** The keys of session tickets change by themselves: from nginx 1.23.2 on. */
  readonly freshTickets: boolean
}

export interface PackageManager {
  readonly id: 'apt' | 'pacman'
  /** Shell lines for a person: refresh if needed and install, without a question. */
  readonly installCommands: (packages: readonly string[]) => readonly string[]
  /** As in a package resource. */
  readonly fullUpgrade?: string
  /** A shell condition that holds while a configuration file is as its package ships it. */
  readonly isPristine: (path: string) => string
}
