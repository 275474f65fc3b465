import type { Ledger, LedgerEntry } from '../ledger.ts'
import { type Resource, resourceId } from '../resource.ts'
import type { HostState } from './host-state.ts'
import type { Installation } from './installation.ts'
import type { Cause, Change, Refusal } from './plan.ts'

/** What comparing one resource with the host gives: nothing to do, a change, or a reason to stop. */
export interface Verdict {
  readonly change?: Change
  readonly refusal?: Refusal
  readonly note?: string
  /** What is not done yet, and cannot be now. */
  readonly pending?: string
}

export interface Observed {
  readonly state: HostState
  /** What mirrorc remembers of this host; undefined before the first apply. */
  readonly ledger: Ledger | undefined
  /** Take over a file that is in the way. */
  readonly adopt: boolean
  readonly fullUpgrade: boolean
  /** Order again what failed, before its time. */
  readonly retryCertificates: boolean
  /** What the plan installs, and what that brings; undefined when no package is missing. */
  readonly installation: Installation | undefined
}

export const asWanted: Verdict = {}

export function refuse(message: string, hint?: string): Verdict {
  return { refusal: hint === undefined ? { message } : { message, hint } }
}

/** What is remembered of a resource, if it is of the kind. */
export function remembered<Kind extends LedgerEntry['kind']>(
  { ledger }: Observed,
  resource: Resource & { kind: Kind },
): Extract<LedgerEntry, { kind: Kind }> | undefined {
  const entry = ledger?.entries[resourceId(resource)]
  return entry?.kind === resource.kind ? (entry as Extract<LedgerEntry, { kind: Kind }>) : undefined
}

/** A change of a resource; guards default to none, the cause to the plainest for the verb. */
export function change(
  resource: Resource,
  verb: Change['verb'],
  rest: Pick<Change, 'details' | 'steps'> & Partial<Pick<Change, 'guards' | 'cause' | 'text'>>,
): Verdict {
  const id = resourceId(resource)
  const causes: Readonly<Record<Change['verb'], Cause>> = {
    add: 'new',
    change: 'changed',
    remove: 'removed',
  }
  return {
    change: {
      id,
      kind: resource.kind,
      verb,
      cause: causes[verb],
      name: id.slice(id.indexOf(':') + 1),
      guards: [],
      ...rest,
    },
  }
}
