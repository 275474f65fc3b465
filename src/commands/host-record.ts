import { readFileSync, writeFileSync } from 'node:fs'
import { exitCode, Failure } from '../failure.ts'
import type { HostState } from '../plan/host-state.ts'

/** What `diff --record` wrote of a host. */
export function readRecord(file: string): HostState {
  const text = readFileSync(file, 'utf8')
  try {
    const record = JSON.parse(text) as HostState
    if (typeof record.facts.osId === 'string' && typeof record.paths === 'object') return record
  } catch {
    // Answered below, as a record that is not whole is.
  }
  throw new Failure(
    exitCode.usage,
    `${file} is no record of a host`,
    '`mirrorc diff HOST --record FILE` writes one',
  )
}

export function writeRecord(state: HostState, file: string): void {
  writeFileSync(file, `${JSON.stringify(state, undefined, 2)}\n`)
}
