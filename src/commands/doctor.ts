import { colorsFor } from '../colors.ts'
import type { MirrorHost } from '../compiler/mirror.ts'
import { type Check, isFinding } from '../doctor/check.ts'
import type { Wanted } from '../doctor/wanted.ts'
import { type ExitCode, exitCode } from '../failure.ts'
import type { Probe, Resource } from '../resource.ts'
import type { CheckupQuestions } from '../ssh/checkup-request.ts'
import type { Session } from '../ssh/session.ts'
import type { SshOptions } from '../ssh/transport.ts'
import { targetFor } from '../targets/index.ts'
import { namesHere } from '../targets/service-address.ts'
import { aimOfFile } from './aim.ts'
import { type HostOptions, sshOptions } from './host-options.ts'
import { inParallel } from './in-parallel.ts'
import type { Io } from './io.ts'
import { loadMirrorFor } from './load-mirror.ts'
import { showProgress } from './progress.ts'
import { printFailure } from './report.ts'
import { selectHosts } from './select-hosts.ts'
import { askHost, expectationOf, type Outcome, outcomeOf, worst } from './visit-host.ts'

export interface DoctorOptions
  extends Pick<
    HostOptions,
    'becomePasswordFile' | 'file' | 'hosts' | 'json' | 'parallel' | 'sshConfig' | 'timeout'
  > {
  /** How large all modules are together, in gigabytes. */
  readonly size: number | undefined
  /** Also have certbot rehearse the renewal of the certificate. */
  readonly renew: boolean
}

interface Answer extends Outcome {
  readonly title?: string
  readonly checks?: readonly Check[]
}

/** `mirrorc doctor`: whether hosts are fit for what mirror.yaml wants of them. Writes nothing anywhere. */
export async function doctor(options: DoctorOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadMirrorFor(options, io)
  if (loaded === undefined) return exitCode.invalid
  const hosts = selectHosts(loaded.mirror, options.hosts)
  const progress = showProgress(io, options.json)
  const ssh = sshOptions(options, io, progress.pause)
  const answers = await inParallel(hosts, options.parallel, async host => {
    progress.say(host.name, 'looking')
    const answer = await examine(host, { ...options, ssh }, io)
    progress.finish(host.name)
    return answer
  }).finally(() => progress.end())
  if (options.json)
    io.out.write(`${JSON.stringify({ version: 1, hosts: answers }, undefined, 2)}\n`)
  else for (const answer of answers) await print(answer, io)
  return worst(answers.map(answer => answer.exit))
}

type Looking = Pick<DoctorOptions, 'size' | 'renew'> & { readonly ssh: SshOptions }

async function examine(host: MirrorHost, looking: Looking, io: Io): Promise<Answer> {
  try {
    const checks = await askHost(
      host,
      looking.ssh,
      async session => [
        ...(await look(host, session, looking.size)),
        ...(looking.renew ? [await rehearse(host, session)] : []),
      ],
      { withoutRoot: true },
    )
    const { title } = targetFor(host.distro, host.release)
    const exit = checks.some(isFinding) ? exitCode.differences : exitCode.done
    return { host: host.name, exit, title, checks }
  } catch (error) {
    if (io.signal.aborted) throw io.signal.reason
    return outcomeOf(host.name, error)
  }
}

async function look(
  host: MirrorHost,
  session: Session,
  size: number | undefined,
): Promise<readonly Check[]> {
  const [aim, { judge }, { unfitness }] = await Promise.all([
    aimOfFile(host),
    import('../doctor/judge.ts'),
    import('../plan/unfitness.ts'),
  ])
  const target = targetFor(host.distro, host.release)
  const state = await session.probe(aim.resources)
  const wanted = wantedOf(host, aim.resources, size)
  const checkup = await session.checkup({
    ...questionsAbout(host, wanted),
    probes: probesOf(aim.resources),
  })
  // Who may look is a check of its own.
  const unfit = unfitness(expectationOf(host, target, aim), { ...state.facts, uid: 0 })
  return judge({ wanted, checkup, seen: { ...state, unfit, limited: session.limited } })
}

async function rehearse({ domain, https }: MirrorHost, session: Session): Promise<Check> {
  const about = { check: 'renewal', subject: domain }
  if (https === undefined) return { ...about, status: 'note', found: 'no https in mirror.yaml' }
  if (session.limited !== undefined)
    return { ...about, status: 'unseen', found: 'root alone can try it' }
  const { judgeRenewal } = await import('../doctor/judge-renewal.ts')
  const { directory, caFile } = https
  return judgeRenewal(domain, await session.rehearse({ name: domain, directory, caFile }))
}

function wantedOf(
  host: MirrorHost,
  resources: readonly Resource[],
  size: number | undefined,
): Wanted {
  const { title, packageManager } = targetFor(host.distro, host.release)
  const services = resources.flatMap(resource => (resource.kind === 'service' ? [resource] : []))
  return {
    title,
    manager: packageManager.id,
    packages: resources.flatMap(one => (one.kind === 'package' ? [one.name] : [])),
    storage: host.storage,
    modules: host.modules,
    names: namesHere(host),
    shared: host.siblings.length > 1,
    ipv6: host.ipv6,
    ports: services.flatMap(({ unit, ports }) => ports.map(port => ({ port, unit }))),
    units: services.map(({ unit }) => unit),
    certificates: resources.flatMap(one => (one.kind === 'certificate' ? [one.name] : [])),
    sizeBytes: size === undefined ? undefined : size * 1e9,
  }
}

/** What is asked of services for which systemd listens. Where nothing of ours listens (yet), no answer counts. */
function probesOf(resources: readonly Resource[]): readonly Probe[] {
  const sockets = resources.flatMap(one =>
    one.kind === 'service' && one.unit.endsWith('.socket') ? [one] : [],
  )
  return sockets.flatMap(({ probes }) => probes.slice(0, 1)).map(withoutModule)
}

// rsync would take a lock for a module; for its list it writes nothing.
const withoutModule = (probe: Probe): Probe =>
  probe.protocol === 'rsynctls' ? { ...probe, module: '' } : probe

function questionsAbout(host: MirrorHost, wanted: Wanted): Omit<CheckupQuestions, 'probes'> {
  const upstreams = host.modules.flatMap(module =>
    [module.upstream, ...module.fallbacks].map(upstream => ({
      host: upstream.host,
      port: upstream.port ?? defaultPort[upstream.scheme],
    })),
  )
  const isFirst = (one: (typeof upstreams)[number], index: number): boolean =>
    upstreams.findIndex(other => other.host === one.host && other.port === one.port) === index
  return { ...wanted, upstreams: upstreams.filter(isFirst) }
}

const defaultPort = { rsync: 873, https: 443, 'git+https': 443, ftp: 21 } as const

async function print(answer: Answer, io: Io): Promise<void> {
  if (answer.checks === undefined) return printFailure(answer, io)
  const { formatChecks } = await import('../doctor/format-checks.ts')
  const title = `${answer.host} (${answer.title})`
  io.out.write(`${formatChecks(answer.checks, title, colorsFor(io.color.out))}\n`)
}
