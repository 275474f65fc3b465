import { type ExitCode, exitCode } from '../failure.ts'
import { aimAtNothing, aimAtPast, type FindAim } from './aim.ts'
import { type ApplyOptions, applyAll } from './apply.ts'
import type { Io } from './io.ts'
import { loadMirrorFor } from './load-mirror.ts'
import { selectHosts } from './select-hosts.ts'

export type OneHostOptions = Omit<ApplyOptions, 'hosts' | 'all' | 'parallel'> & {
  readonly host: string
}

/** `mirrorc retire`: takes off a host all that mirrorc put on it, and says what stays. */
export async function retire(options: OneHostOptions, io: Io): Promise<ExitCode> {
  // Everything goes: that is what was asked for.
  const allowed = { ...options, allowPrune: Number.MAX_SAFE_INTEGER, newStorage: true }
  return await applyToOne(allowed, aimAtNothing, io)
}

export interface RollbackOptions extends OneHostOptions {
  readonly id: string | undefined
}

/** `mirrorc rollback`: makes a host again what an earlier apply made it. */
export async function rollback(options: RollbackOptions, io: Io): Promise<ExitCode> {
  return await applyToOne(options, aimAtPast(options.id), io)
}

async function applyToOne(options: OneHostOptions, findAim: FindAim, io: Io): Promise<ExitCode> {
  const loaded = await loadMirrorFor(options, io)
  if (loaded === undefined) return exitCode.invalid
  const tasks = selectHosts(loaded.mirror, [options.host]).map(host => ({
    ...{ host, options, findAim },
  }))
  return await applyAll(tasks, { ...options, parallel: 1 }, io)
}
