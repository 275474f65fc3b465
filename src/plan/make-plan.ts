import type { Part, Resource } from '../resource.ts'
import type { HostState } from './host-state.ts'
import { planGroup, planUser } from './kinds/account.ts'
import { planDirectory } from './kinds/directory.ts'
import { planFile } from './kinds/file.ts'
import { planIncludeLine } from './kinds/include-line.ts'
import { planPackage } from './kinds/package.ts'
import { planService } from './kinds/service.ts'
import { planDefaultSite, planSymlink } from './kinds/symlink.ts'
import type { Plan } from './plan.ts'
import { type Expectation, unfitness } from './unfitness.ts'
import type { Observed, Verdict } from './verdict.ts'

/** What has to be done so that the resources are true of a host in this state. */
export function makePlan(
  expectation: Expectation,
  resources: readonly Resource[],
  state: HostState,
  options: { readonly adopt: boolean },
): Plan {
  const unfit = unfitness(expectation, state.facts)
  if (unfit.length > 0) {
    return { host: expectation.host, changes: [], refusals: unfit, notes: [] }
  }
  const installing = resources.some(
    r => r.kind === 'package' && state.packages[r.name]?.state !== 'present',
  )
  const verdicts = planAll(resources, { state, installing, adopt: options.adopt })
  return {
    host: expectation.host,
    changes: verdicts.flatMap(verdict => verdict.change ?? []),
    refusals: verdicts.flatMap(verdict => verdict.refusal ?? []),
    notes: verdicts.flatMap(verdict => verdict.note ?? []),
  }
}

/** Services last, as what they do follows from what changes. */
function planAll(resources: readonly Resource[], observed: Observed): readonly Verdict[] {
  const verdicts: Verdict[] = []
  const changedPaths = new Set<string>()
  for (const resource of resources) {
    if (resource.kind === 'service') continue
    const verdict = planOne(resource, observed)
    if (verdict.change !== undefined && 'path' in resource) changedPaths.add(resource.path)
    verdicts.push(verdict)
  }
  for (const resource of resources) {
    if (resource.kind === 'service') verdicts.push(planService(resource, observed, changedPaths))
  }
  return verdicts
}

function planOne(resource: Part, observed: Observed): Verdict {
  switch (resource.kind) {
    case 'package':
      return planPackage(resource, observed)
    case 'group':
      return planGroup(resource, observed)
    case 'user':
      return planUser(resource, observed)
    case 'directory':
      return planDirectory(resource, observed)
    case 'file':
      return planFile(resource, observed)
    case 'symlink':
      return planSymlink(resource, observed)
    case 'default-site':
      return planDefaultSite(resource, observed)
    case 'include-line':
      return planIncludeLine(resource, observed)
  }
}
