// Made by scripts/generate.mjs from mirror.schema.json. Do not edit.
// biome-ignore-all lint: generated
// biome-ignore-all format: generated
// biome-ignore-all assist: generated

/**
 * A full host name in small letters: mirror.example.org.
 */
export type Hostname = string
/**
 * A URL: rsync://[USER@]HOST[:PORT]/MODULE[/PATH], or git+https://, https:// or ftp:// with a host and a path; at most 300 characters.
 */
export type Upstream = string
/**
 * A way in which users get at a module.
 */
export type Protocol = 'http' | 'rsync' | 'ftp' | 'git'
/**
 * A path below the upstream: letters, digits and . _ + @ ~ -. No part is . or .. or begins with a dash.
 */
export type Subpath = string
/**
 * A pattern of rsync(1) for what is left out: letters, digits and . _ + @ ~ - / * ?; one that begins with a slash is from the top of the tree.
 */
export type Exclude = string
/**
 * One of --max-size=SIZE and --min-size=SIZE (a whole number, and K, M or G), --modify-window=SECONDS, --compress, --checksum, --size-only, --whole-file, --fuzzy, --sparse, --preallocate, --no-hard-links, --omit-dir-times, --no-inc-recursive.
 */
export type Option = string
/**
 * An IP address, or a network such as 203.0.113.0/24 or 2001:db8::/32.
 */
export type Network = string
/**
 * Small letters, digits, - and _; 1 to 64 characters; begins and ends with a letter or digit.
 */
export type Name = string

/**
 * mirror.yaml: one public mirror site and the hosts that serve it
 */
export interface MirrorInput {
  /**
   * The version of this format.
   */
  version: 1
  /**
   * Whose mirror this is. What mirrorc puts on a host is recorded under this name.
   */
  site: string
  /**
   * The name under which the mirror is reached.
   */
  domain: string
  /**
   * Further names under which the mirror is reached.
   *
   * @minItems 1
   * @maxItems 50
   */
  aliases?: Hostname[]
  /**
   * A full host name in small letters: mirror.example.org.
   */
  direct_domain?: string
  /**
   * Where upstreams and users reach you by e-mail.
   */
  contact: string
  storage?: Storage
  schedule?: Runs
  /**
   * What the sync jobs write for others, into /var/lib/mirrorc/reports: tunasync (tunasync.json) and mirrorz (mirrorz.json, format 1.7) are served at the top of the web site; prometheus (mirrorc.prom) is for node_exporter: --collector.textfile.directory=/var/lib/mirrorc/reports.
   *
   * @minItems 1
   * @maxItems 3
   */
  reports?: ('tunasync' | 'mirrorz' | 'prometheus')[]
  /**
   * One per tree that is mirrored. The name is the rsync module and the first part of the URL.
   */
  modules: {
    [k: string]: Module
  }
  /**
   * How the mirror is served.
   */
  serve: {
    http?: Http
    rsync?: Rsync
    https?: Https
    git?: Git
    ftp?: Ftp
  }
  /**
   * The servers that carry this mirror, by a short name.
   */
  hosts: {
    [k: string]: Host
  }
}
/**
 * Where the mirrored trees are, and who owns them.
 */
export interface Storage {
  /**
   * The directory that holds the modules. It is also the root of the web site.
   */
  root?: string
  /**
   * The unprivileged system user that syncs and owns the trees. Made when it is not there.
   */
  user?: string
}
/**
 * What starts the syncs, and how many run at once.
 */
export interface Runs {
  /**
   * What starts the syncs: cron, by lines in /etc/cron.d/mirrorc, or timer, by a systemd timer for each module. Both run at the same minutes. The service of a timer is shut off from the rest of the host, and makes up for a sync that was missed while the host was down.
   */
  backend?: 'cron' | 'timer'
  /**
   * How many modules of a host sync at once. The others wait, up to an hour.
   */
  parallel?: number
}
/**
 * One mirrored tree, under the name that users see.
 */
export interface Module {
  /**
   * Where the tree is pulled from: rsync://HOST[:PORT]/MODULE[/PATH], git+https://HOST/PATH (a git repository, bare), https://HOST/PATH or ftp://HOST/PATH (by the directory listings there, with lftp). Its contents come to lie in the module's directory. rsync://USER@HOST/MODULE goes with password_file.
   */
  upstream: string
  /**
   * Other places that have the same tree, pulled in the same way: by rsync or git+https. They are asked in this order when the upstream cannot be reached or is older than what is here already. One that is older is not taken. Of a repository, one that is not that of the last success may only add references and move them forwards.
   *
   * @minItems 1
   * @maxItems 10
   */
  fallbacks?: Upstream[]
  /**
   * The file on the host that holds the password for rsync://USER@HOST/MODULE, and nothing else. Make it yourself, readable by the sync user alone: rsync refuses one that others can read. The password itself never comes into mirror.yaml.
   */
  password_file?: string
  /**
   * What users see beside the module's name in the rsync listing.
   */
  comment?: string
  /**
   * How often to sync. Must divide an hour (5m, 6m, 10m, 12m, 15m, 20m, 30m) or a day (1h, 2h, 3h, 4h, 6h, 8h, 12h, 24h, 1d). The minute is chosen by a hash of domain, host and module, so that mirrors do not all call at once.
   */
  every?: string
  /**
   * Instead of every: the five time fields of crontab(5), in the host's time zone.
   */
  schedule?: string
  /**
   * Where the tree lies. Default: the module's name below storage.root. A tree elsewhere is still served over HTTP under the name of the module, and not listed at the top.
   */
  path?: string
  /**
   * How the module is served. Each way must be under serve. git is for a tree that is a bare repository or holds some. Default: http, rsync and ftp, as far as they are there.
   *
   * @minItems 1
   */
  serve?: Protocol[]
  /**
   * What is mirrored: debian is an archive as Debian and Ubuntu have it, which is synced in two stages, index files last.
   */
  kind?: 'plain' | 'debian'
  /**
   * How a new state of the tree comes to be served. in-place: the files are replaced one by one. atomic: the next state of the tree is put together beside the one that is served, checked, and taken into service in one step. atomic is for trees that are pulled by rsync and served over HTTP and rsync.
   */
  publish?: 'in-place' | 'atomic'
  /**
   * With publish: atomic: how long files stay that the upstream removed. A reader who has an index a moment old finds what it names.
   */
  grace?: string
  /**
   * With publish: atomic: how many states of the tree are kept, the one that is served among them, for mirror-sync --rollback-data. What they have in common takes its room once.
   */
  keep?: number
  /**
   * The file that the upstream changes with its tree. While it is as at the last successful sync, only it is fetched; the whole tree is looked at once a day. Without one every sync lists the whole tree.
   */
  freshness?: string
  /**
   * Files to fetch also when the freshness file has not changed: those that say when the upstream was last seen.
   *
   * @minItems 1
   * @maxItems 20
   */
  refresh?: Subpath[]
  /**
   * How many files and directories one sync may delete. More is held back until somebody looks: mirror-sync --ack.
   */
  max_delete?: number
  /**
   * How much of the tree, in percent, one sync may delete: the upstream has to list as many files as the rest is. Within that ten deletions are allowed of any tree, unless max_delete is less.
   */
  max_delete_percent?: number
  /**
   * By which lists in the tree it is checked after a sync that it is whole: sha256sums (SHA256SUMS, *.sha256), pacman (*.db), debian (InRelease and what it names).
   *
   * @minItems 1
   * @maxItems 3
   */
  verify?: ('sha256sums' | 'pacman' | 'debian')[]
  /**
   * What is left out of the tree.
   *
   * @minItems 1
   * @maxItems 100
   */
  exclude?: Exclude[]
  /**
   * Further options of rsync(1), of a short list. --compress costs the upstream time; --max-size and --min-size leave out what is larger or smaller.
   *
   * @minItems 1
   * @maxItems 13
   */
  rsync_options?: Option[]
  /**
   * How fast to pull at most, in KiB a second.
   */
  bandwidth_kib?: number
  /**
   * By which version of IP to pull. Default: whichever the host and the upstream have.
   */
  family?: 4 | 6
  /**
   * Wait up to so long before each sync. How long follows from the names of host and module and is always the same. Must be shorter than the time between two syncs. Default: no wait, as the minute is spread already.
   */
  jitter?: string
  /**
   * How long one transfer may take. One that is ended goes on where it was with the next sync.
   */
  timeout?: string
  /**
   * From what age on a sync that still runs is told about loudly by the next one, which then fails.
   */
  stale_after?: string
}
/**
 * Serve the trees over plain HTTP with nginx.
 */
export interface Http {
  /**
   * The port nginx listens on.
   */
  port?: number
  /**
   * How many requests of one address (of IPv6: one network, /64) are answered at once; more get status 429. Package managers open up to 32, and a whole office may share an address.
   */
  connections_per_address?: number
  /**
   * How many requests an address (of IPv6: a network, /64) may make in a second, ten times as many in a burst; more get status 429. Default: no limit.
   */
  requests_per_second?: number
  /**
   * How fast one download may be. Default: no limit.
   */
  megabytes_per_second?: number
  cdn?: Cdn
}
/**
 * A CDN that asks this mirror on behalf of its users: limits and logs go by the users' addresses.
 */
export interface Cdn {
  /**
   * A full host name in small letters: mirror.example.org.
   */
  domain: string
  /**
   * The networks of the CDN. What others say about a user's address is not believed.
   *
   * @minItems 1
   * @maxItems 500
   */
  addresses: Network[]
  /**
   * In which header the CDN says whom it asks for.
   */
  header?: 'X-Forwarded-For' | 'X-Real-IP' | 'CF-Connecting-IP' | 'Fastly-Client-IP' | 'True-Client-IP'
}
/**
 * Serve the trees with an rsync daemon.
 */
export interface Rsync {
  /**
   * The port the daemon listens on.
   */
  port?: number
  /**
   * How many clients each module serves at once.
   */
  max_connections?: number
  /**
   * The only networks that may use the rsync daemon. Default: everybody may.
   *
   * @minItems 1
   * @maxItems 100
   */
  allow?: Network[]
  /**
   * Serve rsync over TLS too, on port 874, with the certificate of HTTPS: for rsync-ssl(1). Needs https.
   */
  tls?: boolean
}
/**
 * Serve the trees over HTTPS too, at port 443, with a certificate that renews itself. Needs http, over which its issuer looks whether the names are yours.
 */
export interface Https {
  /**
   * The address of your account with the issuer. Default: contact.
   */
  email?: string
  /**
   * Lead those who come over HTTP to HTTPS, once the certificate is there. Some upstreams forbid that, and package managers do not need it.
   */
  redirect?: boolean
  /**
   * Tell browsers to use HTTPS alone for two years, once the certificate is there. There is no way back within that time.
   */
  hsts?: boolean
  /**
   * The kind of the certificate's key.
   */
  key_type?: 'ecdsa' | 'rsa'
  /**
   * The ACME directory of the issuer. Default: that of Let's Encrypt.
   */
  directory?: string
  /**
   * A file on the host with the certificates by which the directory's own is checked. It then holds for every renewal by certbot on that host. Default: what the system trusts.
   */
  ca_file?: string
}
/**
 * Serve bare git repositories over HTTP, in the modules that say serve: [git].
 */
export interface Git {
  /**
   * How many clients are served at once; over HTTP the others wait, at git:// they are turned away. One address has a quarter at most.
   */
  max_connections?: number
  /**
   * Serve git:// too, at port 9418. It is neither encrypted nor authenticated.
   */
  daemon?: boolean
}
/**
 * Serve the trees by anonymous FTP with vsftpd, at port 21.
 */
export interface Ftp {
  /**
   * How many clients are served at once.
   */
  max_connections?: number
  /**
   * How many of them may come from one address.
   */
  connections_per_address?: number
  /**
   * The first of the ports at which data is fetched. A firewall must let them through.
   */
  passive_first?: number
  /**
   * The last of these ports. Default: passive_first and 99.
   */
  passive_last?: number
  /**
   * An IP address, or a network such as 203.0.113.0/24 or 2001:db8::/32.
   */
  passive_address?: string
}
/**
 * One server, under a short name for use on the command line.
 */
export interface Host {
  /**
   * The host name, address or ssh_config(5) alias that ssh connects to.
   */
  address: string
  /**
   * The SSH port. Default: what ssh_config says, else 22.
   */
  port?: number
  /**
   * The SSH login: root, or a user who may run everything with sudo. Default: what ssh_config says.
   */
  user?: string
  /**
   * Who speaks SSH: openssh is the system's own ssh program, ssh2 a library in mirrorc. Default: ssh2, unless your ssh_config needs what only ssh can do: certificates, FIDO keys, ProxyCommand, RevokedHostKeys, post-quantum key exchange alone.
   */
  transport?: 'openssh' | 'ssh2'
  /**
   * The fingerprint of the host's SSH key. Of known_hosts, only what it revokes counts then.
   */
  host_key?: string
  /**
   * The distribution. Asserted on the host, never guessed.
   */
  distro: 'arch' | 'debian' | 'ubuntu'
  /**
   * The release of the distribution, in quotes: 12 or 13 for debian; 22.04, 24.04 or 26.04 for ubuntu; rolling for arch. Default: the newest that this mirrorc knows.
   */
  release?: string
  /**
   * A full host name in small letters: mirror.example.org.
   */
  domain?: string
  /**
   * Further names of the mirror on this host, in place of the site's.
   *
   * @minItems 1
   * @maxItems 50
   */
  aliases?: Hostname[]
  /**
   * A full host name in small letters: mirror.example.org.
   */
  direct_domain?: string
  /**
   * false for a host that has no IPv6 at all: nginx then listens on IPv4 only.
   */
  ipv6?: boolean
  storage?: Storage
  schedule?: Runs
  /**
   * The modules that this host carries. Default: all.
   *
   * @minItems 1
   */
  modules?: Name[]
}
