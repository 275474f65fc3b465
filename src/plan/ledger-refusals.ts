import type { Ledger } from '../ledger.ts'
import type { Resource } from '../resource.ts'
import type { HostState, PathState } from './host-state.ts'
import type { PlanOptions } from './make-plan.ts'
import type { Refusal } from './plan.ts'
import type { Expectation } from './unfitness.ts'

const place = '/var/lib/mirrorc/ledger.json'

/** Reasons in mirrorc's own record not to touch a host. */
export function ledgerRefusals(
  expectation: Expectation,
  { facts, ledger, paths }: HostState,
  { options, resources }: { options: PlanOptions; resources: readonly Resource[] },
): readonly Refusal[] {
  if (ledger === undefined) return []
  if (ledger.state === 'unreadable') {
    return [
      {
        message: `${place} cannot be read by this version of mirrorc`,
        hint: `a newer version may have written it: use that; if the file is broken, put it aside on the host and see what is taken over:\n  mv ${place} ${place}.broken\n  mirrorc diff --adopt`,
      },
    ]
  }
  const last = ledger.ledger
  if (!options.takeOver) {
    const foreign = foreignness(expectation, facts.machineId, last)
    if (foreign.length > 0) return foreign
    const moved = movedStorage(expectation, last)
    if (moved.length > 0) return moved
  }
  const wanted = new Set(resources.flatMap(r => ('path' in r ? [r.path] : [])))
  return options.newStorage ? [] : lostStorage(last, path => wanted.has(path) && paths[path])
}

function foreignness({ site }: Expectation, machineId: string, last: Ledger): readonly Refusal[] {
  const hint = 'if this host is to be yours, see what changes with: mirrorc diff --take-over'
  return [
    ...(last.site === site
      ? []
      : [{ message: `the host carries the mirror "${last.site}", not "${site}"`, hint }]),
    ...(last.machine === machineId
      ? []
      : [{ message: 'the record on this host is of another machine (a copied disk?)', hint }]),
  ]
}

// Trees are not moved by mirrorc: that can take days, and a half-moved one serves half.
function movedStorage({ storage }: Expectation, last: Ledger): readonly Refusal[] {
  return [
    ...(last.storage.root === storage.root
      ? []
      : [
          {
            message: `storage.root was ${last.storage.root} and is ${storage.root} now`,
            hint: `move the trees first, on the host:  mv ${last.storage.root} ${storage.root}\n  then: mirrorc apply --take-over`,
          },
        ]),
    ...(last.storage.user === storage.user
      ? []
      : [
          {
            message: `storage.user was ${last.storage.user} and is ${storage.user} now`,
            hint: `give it the trees first, on the host:  useradd --system … ${storage.user}; chown -R --from=${last.storage.user} ${storage.user}: ${storage.root}\n  then: mirrorc apply --take-over --adopt`,
          },
        ]),
  ]
}

function lostStorage(
  last: Ledger,
  stateOf: (path: string) => PathState | false | undefined,
): readonly Refusal[] {
  const lost = Object.values(last.entries).find(entry => {
    if (entry.kind !== 'directory') return false
    if (!`${entry.path}/`.startsWith(`${last.storage.root}/`)) return false
    const found = stateOf(entry.path)
    return found !== false && found?.type === 'absent'
  })
  if (lost?.kind !== 'directory') return []
  return [
    {
      message: `${lost.path} was there and is gone: is its disk mounted?`,
      hint: 'mount it; or, if the trees are to be synced anew, say --new-storage',
    },
  ]
}
