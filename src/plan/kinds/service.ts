import type { Activation } from '../../ledger.ts'
import type { Service } from '../../resource.ts'
import type { HostState, Listener, UnitState } from '../host-state.ts'
import { unitToCome } from '../installation.ts'
import type { Step } from '../plan.ts'
import { asWanted, change, type Observed, refuse, type Verdict } from '../verdict.ts'

// `static`, `indirect` and `alias` units cannot be enabled and need not be (systemctl(1), is-enabled).
const enabledWords = new Set(['enabled', 'static', 'indirect', 'alias', 'generated'])

/** What the plan changes of a unit's files, and what the unit is to have loaded of them. */
export interface News {
  readonly changedPaths: ReadonlySet<string>
  readonly activation: Activation
}

export function planService(
  resource: Service,
  { state, installation, ledger }: Observed,
  news: News,
): Verdict {
  const seen = state.units[resource.unit]
  if (seen === undefined) throw new Error(`unreachable: ${resource.unit} was not probed`)
  const found = unitToCome(resource.unit, seen, installation)
  if (found.load === 'masked') return planMasked(resource)
  if (found.load !== 'loaded' && !news.changedPaths.has(unitFile(resource))) {
    return refuse(`${resource.unit} is not there, though its package is (${found.load})`)
  }
  const taken = found.active === 'active' ? undefined : takenPort(resource, state)
  if (taken !== undefined) return refuse(...portTaken(resource, taken))
  const need = needOf(resource, ledger?.activated[resource.unit], news)
  const steps = stepsFor(resource, { seen, found }, need)
  if (steps.length === 0) return asWanted
  return change(resource, seen.load === 'loaded' ? 'change' : 'add', {
    details: steps.flatMap(describe),
    steps,
  })
}

const planMasked = ({ unit, maskable }: Service): Verdict =>
  maskable
    ? { note: `${unit} is masked on the host, and stays so: what it is for is left to you` }
    : refuse(`${unit} is masked`, `on the host: systemctl unmask ${unit}`)

/** Where the unit's file lies when it is ours and not a package's; systemd.unit(5). */
const unitFile = ({ unit }: Service): string => `/etc/systemd/system/${unit}`

/**
 * Not only what this plan changes counts: an earlier run may have changed a file and not come as far as the reload,
 * which the digests of the last good activation show.
 */
function needOf(
  { reloadFor, restartFor }: Service,
  last: Activation | undefined,
  { changedPaths, activation }: News,
): 'reload' | 'restart' | undefined {
  const touched = (paths: readonly string[]): boolean => paths.some(path => changedPaths.has(path))
  if (touched(restartFor) || (last && last.restart !== activation.restart)) return 'restart'
  if (touched(reloadFor) || (last && last.reload !== activation.reload)) return 'reload'
  return undefined
}

function stepsFor(
  { unit, check, ports }: Service,
  { seen, found }: { seen: UnitState; found: UnitState },
  need: 'reload' | 'restart' | undefined,
): Step[] {
  const how = found.active === 'active' ? need : 'start'
  const daemonReload = need === 'restart' || found.needsDaemonReload
  return [
    ...(check === 'nginx' && how !== undefined ? [{ do: 'check', tool: check } as const] : []),
    ...(daemonReload ? [{ do: 'daemon-reload' } as const] : []),
    ...enabling(unit, seen, found),
    ...(how === undefined ? [] : [{ do: 'activate', unit, how, ports } as const]),
  ]
}

function enabling(unit: string, seen: UnitState, found: UnitState): Step[] {
  if (!enabledWords.has(found.enabled)) return [{ do: 'enable', unit }]
  return found === seen ? [] : [{ do: 'enable', unit, byPackage: true }]
}

function describe(step: Step): string[] {
  switch (step.do) {
    case 'enable':
      return [step.byPackage === true ? 'enabled by its package' : 'enable']
    case 'activate':
      return [step.how]
    case 'daemon-reload':
      return ['read its unit anew']
    default:
      return []
  }
}

function takenPort({ ports }: Service, { listeners }: HostState): Listener | undefined {
  return listeners?.find(listener => ports.includes(listener.port))
}

function portTaken({ unit }: Service, { port, program }: Listener): [string, string] {
  return [
    `port ${port} is taken by ${program ?? 'another program'}, so ${unit} cannot start`,
    `see on the host:  ss -ltnp 'sport = :${port}'`,
  ]
}
