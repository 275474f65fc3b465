import type { MirrorHost } from '../compiler/mirror.ts'
import type { Effects, Package, Resource } from '../resource.ts'
import { lowerCertificate } from './certificate.ts'
import { lowerFtp } from './ftp.ts'
import { lowerGit } from './git.ts'
import { targetFor } from './index.ts'
import { lowerLogRotation, rotationOf } from './log-rotation.ts'
import { lowerRsyncDaemon } from './rsync-daemon.ts'
import { lowerRsyncTls } from './rsync-tls.ts'
import { lowerShare } from './share.ts'
import { lowerStorage } from './storage.ts'
import { lowerSyncJobs } from './sync-jobs.ts'
import { lowerSyncProgram } from './sync-settings.ts'
import type { Target } from './target.ts'
import { lowerWebServer } from './web-server.ts'

/** All that must be true of a host, in the order in which a person would do it. */
export function lower(host: MirrorHost): readonly Resource[] {
  const target = targetFor(host.distro, host.release)
  return [
    ...lowerPackages(host, target),
    ...lowerStorage(host, target),
    lowerShare(),
    ...lowerSyncProgram(host),
    ...(host.rsync === undefined ? [] : lowerRsyncDaemon(host, host.rsync, target)),
    ...(host.https === undefined ? [] : lowerCertificate(host, host.https, target)),
    ...(host.http === undefined ? [] : lowerWebServer(host, host.http, target)),
    ...(host.rsync?.tls ? lowerRsyncTls(host, host.rsync, target) : []),
    ...(host.ftp === undefined ? [] : lowerFtp(host, host.ftp, target)),
    ...(host.git === undefined ? [] : lowerGit(host, host.git, target)),
    ...lowerLogRotation(host, target),
    ...lowerSyncJobs(host, target),
  ]
}

function lowerPackages(host: MirrorHost, target: Target): readonly Package[] {
  const names = [
    ...packagesOf(host).map(name => target.packages[name]),
    ...rotationOf(host, target).map(rotation => rotation.package),
  ]
  const { fullUpgrade } = target.packageManager
  return names.map(name => ({
    kind: 'package',
    name,
    effects: effectsOf(name, target),
    ...(fullUpgrade === undefined ? {} : { fullUpgrade }),
  }))
}

function packagesOf(host: MirrorHost): readonly (keyof Target['packages'])[] {
  const { http, https, rsync, ftp, git, runs, modules } = host
  const pulls = (...schemes: readonly string[]): boolean =>
    modules.some(({ upstream }) => schemes.includes(upstream.scheme))
  return [
    ...(runs.backend === 'cron' ? (['cron'] as const) : []),
    ...(http === undefined ? [] : (['nginx'] as const)),
    'rsync',
    ...(https === undefined ? [] : (['certbot', 'openssl'] as const)),
    ...(rsync?.tls ? (['stunnel'] as const) : []),
    ...(ftp === undefined ? [] : (['vsftpd'] as const)),
    ...(git === undefined && !pulls('git+https') ? [] : (['git'] as const)),
    ...(git === undefined || http === undefined ? [] : (['fcgiwrap'] as const)),
    ...(pulls('ftp', 'https') ? (['lftp'] as const) : []),
    // Without them nobody can tell whether an upstream is the one that it says it is.
    ...(pulls('git+https', 'https') ? (['caCertificates'] as const) : []),
  ]
}

function effectsOf(name: string, { title, effects }: Target): Effects {
  const found = effects[name]
  if (found === undefined) {
    throw new Error(`unreachable: what ${name} brings on ${title} is not declared`)
  }
  return found
}
