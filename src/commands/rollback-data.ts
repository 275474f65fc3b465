import type { MirrorHost } from '../compiler/mirror.ts'
import { didYouMean } from '../compiler/nearest.ts'
import { type ExitCode, exitCode, Failure } from '../failure.ts'
import type { SyncDesk } from '../ssh/sync-desk.ts'
import { askConsent } from './ask.ts'
import { sshOptions } from './host-options.ts'
import type { Io } from './io.ts'
import { findModuleHost, type ModuleOptions } from './one-module.ts'
import { programFailed, withSyncDesk } from './sync-desks.ts'

export interface RollbackDataOptions extends ModuleOptions {
  readonly generation: string | undefined
  readonly list: boolean
  readonly yes: boolean
}

interface Generation {
  readonly name: string
  readonly served: boolean
}

/** `mirrorc rollback-data`: has a host serve an older state of a module, which then stays until somebody says otherwise. */
export async function rollbackData(options: RollbackDataOptions, io: Io): Promise<ExitCode> {
  const host = await findModuleHost(options, io)
  if (host === undefined) return exitCode.invalid
  return await withSyncDesk(host, sshOptions(options, io), async desk => {
    const generations = await listGenerations(desk, host, options.module)
    if (options.list) show(generations, host, options, io)
    else await rollBack({ desk, host, options, io }, generations)
    return exitCode.done
  })
}

async function listGenerations(
  desk: SyncDesk,
  host: MirrorHost,
  module: string,
): Promise<readonly Generation[]> {
  const answer = await desk.ask('--generations', module)
  if (answer.exit !== 0) throw programFailed(host, answer)
  return readGenerations(answer.said)
}

/** Reads what `mirror-sync --generations` prints, the oldest first. */
export function readGenerations(lines: readonly string[]): readonly Generation[] {
  return lines.flatMap(line => {
    const [, name, served] = /^(\d{8}T\d{6}Z(?:-\d+)?)( served)?$/.exec(line) ?? []
    return name === undefined ? [] : [{ name, served: served !== undefined }]
  })
}

/** The generation to go to: the one that is named, or the last one before that which is served. */
export function chooseGeneration(
  generations: readonly Generation[],
  named: string | undefined,
): Generation | undefined {
  if (named !== undefined) return generations.find(({ name }) => name === named)
  return generations[generations.findIndex(({ served }) => served) - 1]
}

interface Work {
  readonly desk: SyncDesk
  readonly host: MirrorHost
  readonly options: RollbackDataOptions
  readonly io: Io
}

async function rollBack(work: Work, generations: readonly Generation[]): Promise<void> {
  const { desk, host, options, io } = work
  const chosen = chooseGeneration(generations, options.generation)
  if (chosen === undefined) throw noneSuch(work, generations)
  if (chosen.served) {
    throw new Failure(exitCode.refused, `${host.name}: ${chosen.name} is what is served already`)
  }
  const until = `mirrorc sync ${host.name} ${options.module} --ack`
  if (!options.json) show(generations, host, options, io)
  io.err.write(
    `${host.name}: ${chosen.name} is to be served. Nothing is synced after that until: ${until}\n`,
  )
  if (!options.yes) await askConsent(consent, io)
  const answer = await desk.ask('--rollback-data', options.module, chosen.name)
  if (answer.exit !== 0) throw programFailed(host, answer)
  if (options.json) {
    show(await listGenerations(desk, host, options.module), host, options, io)
  } else io.err.write(`${host.name}: ${chosen.name} is served\n`)
}

function noneSuch({ host, options }: Work, generations: readonly Generation[]): Failure {
  const names = generations.map(({ name }) => name)
  const { generation, module } = options
  if (generation === undefined) {
    const served = generations.find(one => one.served)?.name ?? 'none'
    return new Failure(
      exitCode.refused,
      `${host.name}: ${module} has no generation before the one that is served, ${served}`,
    )
  }
  return new Failure(
    exitCode.usage,
    `${host.name}: ${module} has no generation "${generation}"`,
    didYouMean(generation, names) ?? `there are: ${names.join(', ') || 'none'}`,
  )
}

const consent = {
  question: 'Serve it?',
  reason: 'rollback-data asks before it changes what is served',
  hint: 'look with --list first, then say --yes',
}

function show(
  generations: readonly Generation[],
  host: MirrorHost,
  { json, module }: RollbackDataOptions,
  io: Io,
): void {
  if (json) {
    const data = { version: 1, host: host.name, module, generations }
    io.out.write(`${JSON.stringify(data, undefined, 2)}\n`)
  } else if (generations.length === 0) {
    io.err.write(`${host.name}: ${module} has no generation yet\n`)
  } else {
    io.out.write(generations.map(formatGeneration).join(''))
  }
}

function formatGeneration({ name, served }: Generation): string {
  return `${name}${served ? '  served' : ''}\n`
}
