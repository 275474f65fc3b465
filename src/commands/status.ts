import { colorsFor } from '../colors.ts'
import type { MirrorHost } from '../compiler/mirror.ts'
import { type ExitCode, exitCode } from '../failure.ts'
import type { SshOptions } from '../ssh/transport.ts'
import { TurnedAway } from '../ssh/unreachable.ts'
import { targetFor } from '../targets/index.ts'
import { formatStatuses } from './format-status.ts'
import { type HostOptions, sshOptions } from './host-options.ts'
import { inParallel } from './in-parallel.ts'
import type { Io } from './io.ts'
import { loadMirrorFor } from './load-mirror.ts'
import { judgeFreshness, needsLook } from './module-status.ts'
import { showProgress } from './progress.ts'
import { formatFailure, printFailure } from './report.ts'
import { selectHosts } from './select-hosts.ts'
import { type HostStatus, openStatusLine, type StatusLine } from './sync-desks.ts'
import { type Outcome, outcomeOf, worst } from './visit-host.ts'
import { checkWatchable, drawAgainAndAgain } from './watch-status.ts'

export interface StatusOptions
  extends Pick<
    HostOptions,
    'becomePasswordFile' | 'file' | 'hosts' | 'json' | 'parallel' | 'sshConfig' | 'timeout'
  > {
  readonly watch: boolean
}

/** One host at one moment. */
interface Seen extends Outcome {
  readonly status?: HostStatus
  /** Modules of mirror.yaml that the host does not have. */
  readonly missing: readonly string[]
  /** It said no, and another try would only count against us. */
  readonly turnedAway?: boolean
}

/** Looks at a host; once it was reached, over the same connection. */
interface Watcher {
  look(): Promise<Seen>
  close(): void
}

/** `mirrorc status`: how the syncs of each host are. Writes nothing anywhere. */
export async function status(options: StatusOptions, io: Io): Promise<ExitCode> {
  if (options.watch) checkWatchable(options.json, io)
  const loaded = await loadMirrorFor(options, io)
  if (loaded === undefined) return exitCode.invalid
  const hosts = selectHosts(loaded.mirror, options.hosts)
  const progress = showProgress(io, options.json || options.watch)
  const ssh = sshOptions(options, io, progress.pause)
  const watchers = hosts.map(host => watchHost(host, ssh))
  const look = () => inParallel(watchers, options.parallel, watcher => watcher.look())
  try {
    for (const host of hosts) progress.say(host.name, 'asking')
    const seen = await look().finally(() => progress.end())
    io.signal.throwIfAborted()
    if (options.watch) await drawAgainAndAgain(seen, { look, format: one => format(one, io) }, io)
    else if (options.json) io.out.write(`${JSON.stringify(asData(seen), undefined, 2)}\n`)
    else print(seen, hosts, io)
    return worst(seen.map(({ exit }) => exit))
  } finally {
    for (const watcher of watchers) watcher.close()
  }
}

function watchHost(host: MirrorHost, ssh: SshOptions): Watcher {
  let line: StatusLine | undefined
  let last: Seen | undefined
  return {
    async look() {
      if (last?.turnedAway === true) return last
      try {
        line ??= await openStatusLine(host, ssh)
        last = judge(host, await line.ask())
      } catch (error) {
        if (ssh.signal.aborted) throw ssh.signal.reason
        line?.close()
        line = undefined
        const turnedAway = error instanceof TurnedAway
        last = { ...outcomeOf(host.name, error), missing: [], turnedAway }
      }
      return last
    },
    close: () => line?.close(),
  }
}

function judge(host: MirrorHost, status: HostStatus): Seen {
  const there = status.modules.map(({ module }) => module)
  const missing = host.modules.map(({ name }) => name).filter(name => !there.includes(name))
  const bad = status.modules.some(module => needsLook(module, status.now)) || missing.length > 0
  return { host: host.name, exit: bad ? exitCode.differences : exitCode.done, status, missing }
}

function print(seen: readonly Seen[], hosts: readonly MirrorHost[], io: Io): void {
  const titles = new Map(
    hosts.map(({ name, distro, release }) => [name, targetFor(distro, release).title]),
  )
  for (const one of seen) {
    if (one.status === undefined) printFailure(one, io)
    else io.out.write(formatHost(one, one.status, titles.get(one.host), io))
  }
}

function format(one: Seen, io: Io): string {
  if (one.status !== undefined) return formatHost(one, one.status, undefined, io)
  return formatFailure(one, colorsFor(io.color.out))
}

function formatHost(
  { host, missing }: Seen,
  { modules, now }: HostStatus,
  title: string | undefined,
  io: Io,
): string {
  const colors = colorsFor(io.color.out)
  const head = title === undefined ? colors.bold(host) : `${colors.bold(host)} (${title})`
  const table = modules.length === 0 ? '' : formatStatuses(modules, now, colors)
  const notes = missing.map(name => `  ${name} is not on this host yet: mirrorc apply ${host}\n`)
  return `${head}\n${table}${notes.join('')}`
}

function asData(seen: readonly Seen[]): object {
  return {
    version: 1,
    hosts: seen.map(({ host, exit, message, hint, status, missing }) => ({
      host,
      exit,
      ...(message === undefined ? {} : { message }),
      ...(hint === undefined ? {} : { hint }),
      ...(status === undefined ? {} : { now: status.now, missing, ...modulesAsData(status) }),
    })),
  }
}

function modulesAsData({ modules, now }: HostStatus): object {
  return {
    modules: modules.map(one => ({
      module: one.module,
      state: one.state,
      freshness: judgeFreshness(one, now),
      last_success: one.lastSuccess ?? null,
      age_seconds: one.lastSuccess === undefined ? null : now - one.lastSuccess,
      interval_seconds: one.interval,
      next_run: one.nextRun ?? null,
      size_bytes: one.size ?? null,
      upstream: one.upstream,
      held: one.held,
      message: one.message,
    })),
  }
}
