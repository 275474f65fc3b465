import type { Checkup } from './checkup.ts'
import type { HostSeen, Wanted } from './wanted.ts'

/**
 * `note`: worth knowing. `warning`: it will hurt, some time. `problem`: an apply or a sync will fail, or users get
 * something wrong. `unseen`: the host did not let us look.
 */
export type Status = 'ok' | 'note' | 'warning' | 'problem' | 'unseen'

/** One thing that was looked at. */
export interface Check {
  readonly check: string
  /** Which of several, such as a port. */
  readonly subject?: string
  readonly status: Status
  readonly found: string
  /** What to do about it. */
  readonly advice?: string
}

/** What is judged: what mirror.yaml wants, and what was seen. */
export interface Case {
  readonly wanted: Wanted
  readonly seen: HostSeen
  readonly checkup: Checkup
}

/** Whether somebody should read a check: a look that was not possible is no good news. */
export function isFinding({ status }: Check): boolean {
  return status === 'warning' || status === 'problem' || status === 'unseen'
}
