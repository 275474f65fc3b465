import { scheduleOf } from '../src/compiler/3-resolve/schedule/schedule.ts'
import type {
  Ftp,
  Http,
  Https,
  MirrorHost,
  Module,
  ModuleSync,
  RsyncDaemon,
} from '../src/compiler/mirror.ts'
import { releaseTable } from '../src/targets/index.ts'

/** The guide's mirror on a Debian 12 host, changed as asked. */
export function sampleHost(changes: Partial<MirrorHost> = {}): MirrorHost {
  return {
    name: 'fra1',
    span: { start: 0, end: 0 },
    site: 'athena',
    contact: 'admin@example.org',
    siblings: ['fra1'],
    domain: 'mirror.example.org',
    aliases: [],
    direct: undefined,
    ssh: { address: 'fra1.example.org', port: undefined, user: undefined, hostKey: undefined },
    distro: 'debian',
    release: '12',
    ipv6: true,
    storage: { root: '/srv/mirrors', user: 'rsyncuser' },
    runs: { backend: 'cron', parallel: undefined },
    reports: [],
    modules: [
      sampleModule('athena', { comment: 'The Athena Hub', schedule: scheduleOf('7 * * * *') }),
      sampleModule('athena-images', {
        comment: 'The Athena ISO images',
        schedule: scheduleOf('41 * * * *'),
      }),
    ],
    http: sampleHttp(),
    https: undefined,
    rsync: sampleRsync(),
    ftp: undefined,
    git: undefined,
    ...changes,
  }
}

/** HTTP with its defaults, changed as asked. */
export function sampleHttp(changes: Partial<Http> = {}): Http {
  return {
    port: 80,
    connectionsPerAddress: 100,
    requestsPerSecond: undefined,
    megabytesPerSecond: undefined,
    cdn: undefined,
    ...changes,
  }
}

/** HTTPS with its defaults, changed as asked. */
export function sampleHttps(changes: Partial<Https> = {}): Https {
  return {
    email: 'admin@example.org',
    redirect: false,
    hsts: false,
    keyType: 'ecdsa',
    directory: 'https://acme-v02.api.letsencrypt.org/directory',
    caFile: undefined,
    ...changes,
  }
}

/** The rsync daemon with its defaults, changed as asked. */
export function sampleRsync(changes: Partial<RsyncDaemon> = {}): RsyncDaemon {
  return { port: 873, maxConnections: 25, allow: [], tls: false, ...changes }
}

/** FTP with its defaults, changed as asked. */
export function sampleFtp(changes: Partial<Ftp> = {}): Ftp {
  return {
    maxConnections: 50,
    connectionsPerAddress: 10,
    passiveFirst: 40000,
    passiveLast: 40099,
    passiveAddress: undefined,
    ...changes,
  }
}

/** A module that lies at its own name below /srv/mirrors, changed as asked. */
export function sampleModule(name: string, changes: Partial<Module> = {}): Module {
  return {
    name,
    path: `/srv/mirrors/${name}`,
    upstream: { scheme: 'rsync', host: 'hub.athenaos.org', port: undefined, path: name },
    fallbacks: [],
    comment: undefined,
    schedule: scheduleOf('13 */4 * * *'),
    serve: ['http', 'rsync'],
    interval: 240,
    isEven: true,
    sync: sampleSync(),
    ...changes,
  }
}

/** A sync as the program does it by itself, changed as asked. */
export function sampleSync(changes: Partial<ModuleSync> = {}): ModuleSync {
  return {
    kind: undefined,
    freshness: undefined,
    refresh: [],
    maxDelete: undefined,
    maxDeletePercent: undefined,
    verify: [],
    exclude: [],
    rsyncOptions: [],
    bandwidthKib: undefined,
    publish: 'in-place',
    keep: undefined,
    grace: undefined,
    jitter: undefined,
    timeout: undefined,
    staleAfter: undefined,
    family: undefined,
    passwordFile: undefined,
    ...changes,
  }
}

/** A mirror that is odd in one way, and still valid. */
export interface Variant {
  readonly title: string
  readonly changes: Partial<MirrorHost>
}

const ipv6Upstream = { scheme: 'rsync', host: '::1', port: 8730, path: 'deep/tree' } as const

const longest = {
  name: `m${'0'.repeat(62)}z`,
  // Beside another server on its port nginx takes no longer name, as server_names_hash_bucket_size is out of the box.
  domain: `${'a'.repeat(42)}.org`,
}

/** The guide's mirror first, then the odd ones. */
export const variants: readonly Variant[] = [
  { title: 'the guide', changes: {} },
  {
    title: 'other ports, no IPv6',
    changes: {
      ipv6: false,
      http: sampleHttp({ port: 8080 }),
      rsync: sampleRsync({ port: 8873, maxConnections: 1 }),
    },
  },
  {
    title: 'trees outside the root, odd paths',
    changes: {
      storage: { root: '/data/m~1+x@y', user: 'sync_user-2' },
      modules: [
        sampleModule('athena', { path: '/data/m~1+x@y/athena' }),
        sampleModule('elsewhere', { path: '/mnt/disk.1/tree_a~b+c@d-e' }),
        sampleModule('renamed', { path: '/data/m~1+x@y/other-name' }),
      ],
    },
  },
  {
    title: 'comments in all scripts, an IPv6 upstream with a port',
    changes: {
      site: 'site_1',
      modules: [
        sampleModule('athena', { comment: 'Зеркало № 1 – 鏡 & <Ünïcode>; #1 [x] = {y}, 100¤' }),
        sampleModule('six', { upstream: ipv6Upstream, comment: '& ; | * ? ! ( ) ~ ^ @' }),
      ],
    },
  },
  {
    title: 'fifty modules, one with the longest name',
    changes: {
      modules: [
        ...Array.from({ length: 49 }, (_, n) => sampleModule(`module-${n}`)),
        sampleModule(longest.name),
      ],
    },
  },
  {
    title: 'the longest of everything',
    changes: {
      domain: longest.domain,
      storage: { root: `/srv/${'~'.repeat(150)}`, user: `u${'-'.repeat(30)}` },
      modules: [
        sampleModule(longest.name, {
          path: `/srv/${'~'.repeat(150)}/${'@'.repeat(99)}`,
          upstream: { ...ipv6Upstream, host: longest.domain, path: 'x'.repeat(32) },
          comment: '鏡'.repeat(200),
          schedule: scheduleOf('1-58/3 */2 1-31 1-12 0-7'),
        }),
      ],
    },
  },
  {
    title: 'each module served in its own way',
    changes: {
      modules: [
        sampleModule('both'),
        sampleModule('by-http', { serve: ['http'] }),
        sampleModule('by-rsync', { serve: ['rsync'] }),
      ],
    },
  },
  {
    title: 'git, over HTTP and at git://',
    changes: {
      git: { maxConnections: 4, daemon: true },
      modules: [
        sampleModule('both', { serve: ['http', 'git'] }),
        sampleModule('repositories', { serve: ['git'], path: '/mnt/disk.1/tree_a~b+c@d-e' }),
        sampleModule('athena'),
      ],
    },
  },
  {
    title: 'FTP beside the others',
    changes: {
      ftp: sampleFtp({ passiveAddress: '203.0.113.7' }),
      modules: [
        sampleModule('athena', { serve: ['http', 'ftp'] }),
        sampleModule('elsewhere', { serve: ['ftp'], path: '/mnt/disk.1/tree_a~b+c@d-e' }),
        sampleModule('quiet'),
      ],
    },
  },
  {
    title: 'timers, one tree published atomically, upstreams of every kind',
    changes: {
      runs: { backend: 'timer', parallel: 3 },
      reports: ['tunasync', 'mirrorz', 'prometheus'],
      modules: [
        sampleModule('athena', { sync: sampleSync({ publish: 'atomic', keep: 2, grace: 600 }) }),
        sampleModule('elsewhere', {
          path: '/mnt/disk.1/tree_a~b+c@d-e',
          schedule: scheduleOf('*/7 1-5 1,15 1-11/2 0-2,7'),
          sync: sampleSync({ publish: 'atomic' }),
        }),
        sampleModule('by-ftp', { upstream: { ...ipv6Upstream, scheme: 'ftp' } }),
        sampleModule('by-git', { upstream: { ...ipv6Upstream, scheme: 'git+https' } }),
      ],
    },
  },
  {
    title: 'HTTPS beside HTTP',
    changes: { https: sampleHttps(), aliases: ['mirror.example.net'] },
  },
  {
    title: 'HTTPS with all it has, behind a CDN too',
    changes: {
      http: sampleHttp({
        cdn: {
          domain: 'origin.example.org',
          addresses: ['203.0.113.0/24'],
          header: 'X-Forwarded-For',
        },
      }),
      https: sampleHttps({
        ...{ redirect: true, hsts: true, keyType: 'rsa', caFile: '/etc/ssl/our-ca.pem' },
        directory: 'https://acme.example.org:14000/dir',
      }),
      rsync: sampleRsync({ tls: true }),
    },
  },
  {
    title: 'rsync over TLS, IPv4 alone',
    changes: { https: sampleHttps(), rsync: sampleRsync({ tls: true }), ipv6: false },
  },
  { title: 'rsync alone', changes: { http: undefined } },
  { title: 'HTTP alone', changes: { rsync: undefined } },
]

/** Every distro and release there is a target for. */
export const releases: readonly { readonly distro: string; readonly release: string }[] =
  Object.entries(releaseTable).flatMap(([distro, all]) => all.map(release => ({ distro, release })))
