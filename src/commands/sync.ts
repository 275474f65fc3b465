import type { MirrorHost } from '../compiler/mirror.ts'
import { type ExitCode, exitCode, Failure } from '../failure.ts'
import type { SyncDesk, SyncEnd } from '../ssh/sync-desk.ts'
import { LostConnection } from '../ssh/unreachable.ts'
import { escapeForTerminal } from '../terminal-text.ts'
import { askConsent } from './ask.ts'
import { sshOptions } from './host-options.ts'
import { type Io, inform } from './io.ts'
import { formatHeld, type Held, type ModuleStatus } from './module-status.ts'
import { findModuleHost, type ModuleOptions } from './one-module.ts'
import { askStatus, programFailed, withSyncDesk } from './sync-desks.ts'

export interface SyncOptions extends ModuleOptions {
  readonly dryRun: boolean
  readonly ack: boolean
  readonly yes: boolean
}

/** One sync on one host. */
interface Work {
  readonly host: MirrorHost
  readonly options: SyncOptions
  readonly io: Io
  readonly desk: SyncDesk
}

/** `mirrorc sync`: has a host sync a module now, apart from this connection, and follows it to its end. */
export async function sync(options: SyncOptions, io: Io): Promise<ExitCode> {
  if (options.dryRun && options.ack) {
    throw new Failure(
      exitCode.usage,
      '--dry-run and --ack do not go together',
      'look with --dry-run first; then --ack lets go what is held back, and syncs',
    )
  }
  const host = await findModuleHost(options, io)
  if (host === undefined) return exitCode.invalid
  return await withSyncDesk(host, sshOptions(options, io), async desk => {
    const work = { host, options, io, desk }
    if (options.ack) await acknowledge(work)
    return await untilDetached(work, runSync(work))
  })
}

/** Ctrl-C and a lost connection leave the sync alone. */
async function untilDetached(work: Work, syncing: Promise<ExitCode>): Promise<ExitCode> {
  const { io, host, options } = work
  const again = `mirrorc sync ${host.name} ${options.module}`
  let detach = (): void => {}
  const detached = new Promise<never>((_, reject) => {
    detach = () => {
      const left = options.dryRun
        ? 'interrupted; nothing was changed'
        : `the sync of ${options.module} goes on, on ${host.name}`
      const hint = options.dryRun ? undefined : `follow it again: ${again}`
      reject(new Failure((io.signal.reason as Failure).exit, left, hint))
    }
    io.signal.addEventListener('abort', detach, { once: true })
  })
  try {
    return await Promise.race([syncing, detached])
  } catch (error) {
    // What comes of a connection that is closed below is nobody's news.
    syncing.catch(() => {})
    if (!(error instanceof LostConnection)) throw error
    throw new Failure(
      error.exit,
      `${host.name}: ${error.message}; a sync that was started goes on by itself`,
      `follow it again: ${again}`,
    )
  } finally {
    io.signal.removeEventListener('abort', detach)
  }
}

async function runSync(work: Work): Promise<ExitCode> {
  const { desk, options, host } = work
  const words = options.dryRun ? ['--dry-run'] : []
  const end = await desk.start(options.module, words, line => say(work, line))
  if (end !== 'running') return await report(work, end)
  if (options.dryRun) {
    throw new Failure(
      exitCode.refused,
      `${host.name}: a sync of ${options.module} is running: there is no dry run beside it`,
      `follow it: mirrorc sync ${host.name} ${options.module}`,
    )
  }
  inform(work.io, `${host.name}: a sync of ${options.module} is running already\n`)
  await desk.follow(options.module, line => say(work, line))
  return await report(work, undefined)
}

function say({ io, options }: Work, line: string): void {
  const to = options.json ? io.err : io.out
  if (!io.quiet) to.write(`${escapeForTerminal(line)}\n`)
}

/** `end`: of the run that was started here, if it was. */
async function report(work: Work, end: SyncEnd | undefined): Promise<ExitCode> {
  const { desk, options, host, io } = work
  if (end === 'not-started') {
    throw new Failure(exitCode.refused, `${host.name}: the sync did not start`, notStarted)
  }
  // 64, 78: the program on the host did not come so far as to know its module.
  if (end === 64 || end === 78) {
    throw programFailed(host, { exit: end, said: [], complaints: [], now: 0 })
  }
  const status = await askStatus(desk, host, options.module)
  const exit = options.dryRun && typeof end === 'number' ? exitOfProgram(end) : exitOf(status, end)
  if (options.json) io.out.write(`${JSON.stringify(asData(work, status, exit), undefined, 2)}\n`)
  else if (!options.dryRun) io.err.write(summary(work, status, exit))
  return exit
}

const notStarted = 'what does the journal of the host say? journalctl -n 20'

/** The sync program's, in the words of docs/exit-codes.md. */
function exitOfProgram(end: number): ExitCode {
  if (end === 0) return exitCode.done
  // 3: the host is not fit; 75: another run is at it for too long.
  return end === 3 || end === 75 ? exitCode.refused : exitCode.differences
}

function exitOf({ state }: ModuleStatus, end: SyncEnd | undefined): ExitCode {
  if (typeof end === 'number') return exitOfProgram(end)
  return state === 'success' ? exitCode.done : exitCode.differences
}

function summary({ host, io, options }: Work, status: ModuleStatus, exit: ExitCode): string {
  const name = `${host.name}: ${options.module}`
  if (exit === exitCode.done) return io.quiet ? '' : `${name} is as its upstream has it\n`
  const message = escapeForTerminal(status.message)
  const hint =
    status.held.length > 0
      ? `  hint: if that is right: mirrorc sync ${host.name} ${options.module} --ack\n`
      : ''
  return `error: ${name}: ${status.state}: ${message}\n${hint}`
}

function asData({ host, options }: Work, status: ModuleStatus, exit: ExitCode): object {
  const { state, message, held, size } = status
  return {
    version: 1,
    host: host.name,
    module: options.module,
    exit,
    ...(options.dryRun ? { dry_run: true } : {}),
    state,
    message,
    held,
    size_bytes: size ?? null,
  }
}

/** Lets go what is held back: as much as is shown here, once. */
async function acknowledge({ desk, host, options, io }: Work): Promise<void> {
  const { held } = await askStatus(desk, host, options.module)
  if (held.length === 0) {
    throw new Failure(
      exitCode.refused,
      `${host.name}: nothing of ${options.module} is held back`,
      `look: mirrorc status ${host.name}`,
    )
  }
  io.err.write(`${host.name}: ${options.module} is held back: ${formatHeld(held)}\n`)
  if (!options.yes) await askConsent(consent, io)
  // Another run may have counted anew meanwhile.
  const now = await askStatus(desk, host, options.module)
  if (!isNoMore(now.held, held)) {
    throw new Failure(
      exitCode.stale,
      `${host.name}: meanwhile more is held back: ${formatHeld(now.held)}`,
      'look again, with the same command',
    )
  }
  const answer = await desk.ask('--ack', options.module)
  if (answer.exit !== 0) throw programFailed(host, answer)
}

function isNoMore(now: readonly Held[], shown: readonly Held[]): boolean {
  return now.every(one => shown.some(({ kind, count }) => kind === one.kind && count >= one.count))
}

const consent = {
  question: 'Sync all the same, this once?',
  reason: '--ack asks before it lets that go',
  hint: 'when it is right, say --yes too',
}
