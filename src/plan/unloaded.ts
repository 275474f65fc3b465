import type { Ledger } from '../ledger.ts'
import type { Resource } from '../resource.ts'
import type { HostState } from './host-state.ts'
import type { Change } from './plan.ts'

/** What somebody else changed and a unit has not read yet, which may be half done: whoever has it go live must know. */
export function unloadedNotes(
  { unloaded = {} }: HostState,
  changes: readonly Change[],
  ours: ReadonlySet<string>,
): readonly string[] {
  return Object.entries(unloaded).flatMap(([unit, paths]) => {
    const foreign = paths.filter(path => !ours.has(path))
    if (foreign.length === 0) return []
    const named = foreign.slice(0, mostNamed).join(', ')
    const more = foreign.length > mostNamed ? ` and ${foreign.length - mostNamed} more` : ''
    const what = `somebody else changed ${named}${more} after ${unit} last read its configuration`
    return changes.some(change => loads(change, unit))
      ? [`${what}: that goes live with this apply`]
      : [`${what}: that goes live with its next reload`]
  })
}

/** A link may lead to a whole tree of them. */
const mostNamed = 6

const loads = ({ steps }: Change, unit: string): boolean =>
  steps.some(step => (step.do === 'activate' || step.do === 'order') && step.unit === unit)

/** Every path that mirrorc writes now, or wrote at the last apply. */
export function ownPaths(
  resources: readonly Resource[],
  ledger: Ledger | undefined,
): ReadonlySet<string> {
  const entries = [...resources, ...Object.values(ledger?.entries ?? {})]
  return new Set(entries.flatMap(entry => ('path' in entry ? [entry.path] : [])))
}
