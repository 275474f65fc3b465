/** One thing that must be true of a host. A small closed union: there is no resource that runs a command. */
export type Resource = Part | Service

/** Everything but services, whose state follows from what the others change. */
export type Part =
  | Package
  | Group
  | User
  | Directory
  | File
  | Symlink
  | DefaultSite
  | IncludeLine
  | Certificate

export type ResourceKind = Resource['kind']

export interface Package {
  readonly kind: 'package'
  readonly name: string
  readonly effects: Effects
  /** The command that upgrades the whole host, where packages are meant to be installed only together with that. */
  readonly fullUpgrade?: string
}

/**
 * What the installation of a package makes of a host by itself, as far as mirrorc names it. A prediction, so that a
 * plan is true before the package is there: what a file really is, the host's package database says.
 */
export interface Effects {
  readonly groups: readonly string[]
  readonly users: readonly string[]
  /** Directories are root's, 0755. */
  readonly paths: Readonly<Record<string, ShippedPath>>
  readonly units: Readonly<Record<string, ShippedUnit>>
}

export type ShippedPath =
  | { readonly type: 'directory' | 'file' }
  | { readonly type: 'link'; readonly target: string }

/** What becomes of a unit, unless something on the host keeps packages from switching units on. */
export interface ShippedUnit {
  readonly enabled: boolean
  readonly started: boolean
  /** Nobody here has use for it: it is kept off when the package comes with us. */
  readonly unwanted?: true
}

/** A system group of /etc/group. */
export interface Group {
  readonly kind: 'group'
  readonly name: string
}

/** A system user without a password. An existing user of that name is taken as it is. */
export interface User {
  readonly kind: 'user'
  readonly name: string
  readonly group: string
  readonly home: string
  readonly shell: string
  readonly comment: string
}

/** A directory itself; what lies in it is never ours. */
export interface Directory {
  readonly kind: 'directory'
  readonly path: string
  readonly owner: string
  readonly group: string
  /** Octal, four digits. */
  readonly mode: string
  /**
   * What is held to the above when the directory is there already:
   * all of it; only the owner (rsync gives a tree's top the upstream's mode); or nothing (a parent that is not ours).
   */
  readonly hold: 'all' | 'owner' | 'nothing'
}

/** A whole file. */
export interface File {
  readonly kind: 'file'
  readonly path: string
  readonly content: string
  readonly owner: string
  readonly group: string
  /** Octal, four digits. */
  readonly mode: string
  /** A program of mirrorc's own: that it is new or another one says all, and nobody wants its text in a diff. */
  readonly program?: true
  /** The certificate without which the file does harm: it comes with it, and not before. */
  readonly onceIssued?: string
}

export interface Symlink {
  readonly kind: 'symlink'
  readonly path: string
  readonly target: string
}

/** The site that a distro's web server package switches on by itself: a link that goes, while its target is unedited. */
export interface DefaultSite {
  readonly kind: 'default-site'
  readonly path: string
  readonly target: string
}

/** One line of ours in a file that somebody else owns: nginx.conf where it includes no directory. */
export interface IncludeLine {
  readonly kind: 'include-line'
  readonly path: string
  /** The line without its indentation; it ends in a comment that marks it as ours. */
  readonly line: string
  /** The block at whose beginning the line goes. */
  readonly block: 'http'
}

/**
 * A certificate that an issuer is asked for once all else is done, as it asks the live server in turn. Until then a
 * placeholder stands in its place. It is certbot's, renewed by certbot, and never deleted.
 */
export interface Certificate {
  readonly kind: 'certificate'
  /** What certbot calls it: the first of its names. */
  readonly name: string
  readonly names: readonly string[]
  readonly email: string
  readonly keyType: 'ecdsa' | 'rsa'
  /** Of the issuer; RFC 8555, 7.1.1. */
  readonly directory: string
  /** What the directory's own certificate is checked with; undefined for what the system trusts. */
  readonly caFile?: string
  /** By which the host is reached too, where its own addresses are not the world's. Undefined: nobody compares. */
  readonly address?: string
  /** What certbot runs after each renewal. */
  readonly hook: string
  /** The unit that serves it. */
  readonly unit: string
}

/** A systemd unit that is enabled and runs. */
export interface Service {
  readonly kind: 'service'
  readonly unit: string
  /** Others may use it too: it is never stopped when mirror.yaml has no more need of it. */
  readonly shared: boolean
  /** The mirror does without it where somebody masked it. */
  readonly maskable?: true
  /** What a change of these paths asks of a unit that runs. */
  readonly reloadFor: readonly string[]
  readonly restartFor: readonly string[]
  /** How what the unit loads is tested before it goes live. */
  readonly check: 'nginx' | 'none'
  /** The TCP ports that must be free before the unit first runs. */
  readonly ports: readonly number[]
  /** What it must answer once it has loaded our files. */
  readonly probes: readonly Probe[]
}

/** Something that is served, asked for on the host itself. */
export type Probe =
  | {
      readonly protocol: 'http' | 'https'
      readonly port: number
      readonly host: string
      readonly path: string
      /** At the host's IPv6 addresses too. */
      readonly ipv6: boolean
    }
  | {
      readonly protocol: 'rsync'
      readonly port: number
      readonly modules: readonly string[]
      /** Those whose trees are there before the first sync: they must be open to this host, unless restricted. */
      readonly present: readonly string[]
      /** Some networks alone are let in. */
      readonly restricted: boolean
    }
  | {
      readonly protocol: 'rsynctls'
      readonly port: number
      readonly host: string
      /** What must be open to this host, unless some networks alone are let in. */
      readonly module?: string
      readonly restricted: boolean
      readonly ipv6: boolean
    }
  | { readonly protocol: 'ftp'; readonly port: number; readonly modules: readonly string[] }
  /** Git over HTTP; the path is that of a module. */
  | {
      readonly protocol: 'githttp'
      readonly port: number
      readonly host: string
      readonly path: string
    }
  /** git:// */
  | { readonly protocol: 'git'; readonly port: number; readonly module: string }

/** The stable name of a resource: what reports and records call it. */
export function resourceId(resource: Resource): string {
  switch (resource.kind) {
    case 'package':
    case 'group':
    case 'user':
    case 'certificate':
      return `${resource.kind}:${resource.name}`
    case 'directory':
    case 'file':
    case 'symlink':
    case 'default-site':
    case 'include-line':
      return `${resource.kind}:${resource.path}`
    case 'service':
      return `service:${resource.unit}`
  }
}

/** What is always named where a certificate is used: a link to certbot's directory, or to that of the placeholder. */
export const certificateLink = (name: string): string => `/etc/mirrorc/tls/${name}`

/** Where the placeholder lies, and what is known of a failed order. */
export const placeholderDirectory = (name: string): string => `/var/lib/mirrorc/tls/${name}`

/** Where certbot has the newest certificate of that name; certbot(1), "Where are my certificates?". */
export const issuedDirectory = (name: string): string => `/etc/letsencrypt/live/${name}`

/** The links by which certbot knows a certificate as its own: storage.py, RenewableCert. */
export const issuedLinks = (name: string): readonly string[] =>
  ['cert', 'privkey', 'chain', 'fullchain'].map(kind => `${issuedDirectory(name)}/${kind}.pem`)

/** Where certbot puts what the issuer asks for. */
export const challengeDirectory = '/var/lib/mirrorc/acme'

/** The directories above files of root's that are ours, which may lead nowhere else and be written by nobody else. */
export function directoriesAbove(resources: readonly Resource[]): readonly string[] {
  const files = resources.flatMap(resource =>
    'path' in resource && resource.kind !== 'directory' ? [resource.path] : linkOf(resource),
  )
  const above = files.flatMap(path => {
    const names = path.split('/').slice(1, -1)
    return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`)
  })
  return [...new Set(above)]
}

const linkOf = (resource: Resource): readonly string[] =>
  resource.kind === 'certificate' ? [certificateLink(resource.name)] : []
