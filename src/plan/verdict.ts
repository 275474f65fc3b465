import { type Resource, resourceId } from '../resource.ts'
import type { HostState } from './host-state.ts'
import type { Change, Refusal } from './plan.ts'

/** What comparing one resource with the host gives: nothing to do, a change, or a reason to stop. */
export interface Verdict {
  readonly change?: Change
  readonly refusal?: Refusal
  readonly note?: string
}

export interface Observed {
  readonly state: HostState
  /** Take over a file that is in the way. */
  readonly adopt: boolean
  /** Whether the plan installs a package, which may bring files, users and units with it. */
  readonly installing: boolean
}

export const asWanted: Verdict = {}

export function refuse(message: string, hint?: string): Verdict {
  return { refusal: hint === undefined ? { message } : { message, hint } }
}

/** A change of a resource; guards default to none. */
export function change(
  resource: Resource,
  verb: Change['verb'],
  rest: Omit<Change, 'id' | 'kind' | 'verb' | 'name' | 'guards'> & Partial<Pick<Change, 'guards'>>,
): Verdict {
  const id = resourceId(resource)
  return {
    change: {
      id,
      kind: resource.kind,
      verb,
      name: id.slice(id.indexOf(':') + 1),
      guards: [],
      ...rest,
    },
  }
}
