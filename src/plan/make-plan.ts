import { activationOf, type Ledger, ledgerOf, sameLedger } from '../ledger.ts'
import { plural } from '../plural.ts'
import { directoriesAbove, type Part, type Probe, type Resource, resourceId } from '../resource.ts'
import type { HostState } from './host-state.ts'
import { noteUpgrade, planDependencies, planInstallation } from './installation.ts'
import { planGroup, planUser } from './kinds/account.ts'
import { planCertificate, type Standing, standingOf } from './kinds/certificate.ts'
import { planAbove, planDirectory } from './kinds/directory.ts'
import { planFile } from './kinds/file.ts'
import { planIncludeLine } from './kinds/include-line.ts'
import { planLater } from './kinds/later-file.ts'
import { planPackage } from './kinds/package.ts'
import { planService } from './kinds/service.ts'
import { planDefaultSite, planSymlink } from './kinds/symlink.ts'
import { ledgerRefusals } from './ledger-refusals.ts'
import { lostHttpsNotes } from './lost-https.ts'
import type { LedgerChange, Plan, Refusal } from './plan.ts'
import { planPrune, stayNotes } from './prune.ts'
import { type Expectation, unfitness } from './unfitness.ts'
import { ownPaths, unloadedNotes } from './unloaded.ts'
import type { Observed, Verdict } from './verdict.ts'

/** What the person allows beyond the ordinary. */
export interface PlanOptions {
  /** Take over files that are in the way. */
  readonly adopt: boolean
  /** Take over a host that carries another site's record, or another machine's. */
  readonly takeOver: boolean
  /** Make a storage root anew that was there and is gone. */
  readonly newStorage: boolean
  /** How many things may be taken off at once. */
  readonly allowPrune: number
  /** Upgrade the whole host with what is installed, where its package manager wants that. */
  readonly fullUpgrade: boolean
  /** Order certificates again before the time at which a failed order may be tried again. */
  readonly retryCertificates: boolean
}

/** Nothing beyond the ordinary. */
export const ordinary: PlanOptions = {
  adopt: false,
  takeOver: false,
  newStorage: false,
  allowPrune: 0,
  fullUpgrade: false,
  retryCertificates: false,
}

/** What has to be done so that the resources are true of a host in this state. */
export function makePlan(
  expectation: Expectation,
  resources: readonly Resource[],
  state: HostState,
  options: PlanOptions,
): Plan {
  const nothing = {
    ...{ host: expectation.host, changes: [], notes: [], pending: [] },
    ...{ probes: [], ledger: undefined },
  }
  const unfit = [...unfitness(expectation, state.facts), ...unfinishedRun(state)]
  if (unfit.length > 0) return { ...nothing, refusals: unfit }
  const foreign = ledgerRefusals(expectation, state, { options, resources })
  if (foreign.length > 0) return { ...nothing, refusals: foreign }
  const ledger = state.ledger?.state === 'read' ? state.ledger.ledger : undefined
  const installation = planInstallation(resources, state)
  const { adopt, fullUpgrade, retryCertificates } = options
  const observed = { state, ledger, installation, adopt, fullUpgrade, retryCertificates }
  const pruned = pruneAll(resources, observed, options)
  const verdicts = [
    ...directoriesAbove(resources).map(path => planAbove(path, state.paths[path])),
    ...planDependencies(installation, state.dependencies),
    ...(fullUpgrade ? [noteUpgrade(installation)] : []),
    ...planAll(resources, observed, pathsOf(pruned)),
    ...pruned,
  ]
  const changes = verdicts.flatMap(verdict => verdict.change ?? [])
  return {
    host: expectation.host,
    changes,
    refusals: verdicts.flatMap(verdict => verdict.refusal ?? []),
    notes: [
      ...verdicts.flatMap(verdict => verdict.note ?? []),
      ...crontabNotes(state),
      ...unloadedNotes(state, changes, ownPaths(resources, ledger)),
      ...lostHttpsNotes(resources, observed),
      ...versionNote(expectation, ledger, verdicts),
      ...forgottenHosts(expectation, ledger),
    ],
    pending: verdicts.flatMap(verdict => verdict.pending ?? []),
    probes: changes.length > 0 ? probesOf(resources) : [],
    ledger: ledgerChange(expectation, resources, state),
  }
}

const probesOf = (resources: readonly Resource[]): readonly Probe[] =>
  resources.flatMap(resource => (resource.kind === 'service' ? resource.probes : []))

// What is seen now is neither the old nor the new: no plan can be made from it.
function unfinishedRun({ unfinished }: HostState): readonly Refusal[] {
  if (unfinished === undefined) return []
  const name = `apply ${unfinished.id} by ${unfinished.by}`
  if (unfinished.running) {
    const hint = `wait for it to end; on the host:  tail -f /var/lib/mirrorc/tx/${unfinished.id}/log`
    return [{ message: `${name} is at work on this host`, hint }]
  }
  return [
    {
      message: `${name} was cut off half way`,
      hint: 'the next `mirrorc apply` puts back what it had changed, and goes on from there',
    },
  ]
}

/** Services after all else, as what they do follows from what changes. */
function planAll(
  resources: readonly Resource[],
  observed: Observed,
  prunedPaths: readonly string[],
): readonly Verdict[] {
  const verdicts: Verdict[] = []
  const changedPaths = new Set(prunedPaths)
  const certificates = new Map(
    resources.flatMap(r =>
      r.kind === 'certificate' ? [[r.name, standingOf(r, observed)] as const] : [],
    ),
  )
  for (const resource of resources) {
    if (resource.kind === 'service') continue
    const verdict = planOne(resource, observed, certificates)
    // What comes with a certificate is loaded with it, later.
    const isNow = verdict.change?.steps.some(step => step.do !== 'write-later') === true
    if (isNow && 'path' in resource) changedPaths.add(resource.path)
    verdicts.push(verdict)
  }
  for (const resource of resources) {
    if (resource.kind !== 'service') continue
    const news = { changedPaths, activation: activationOf(resource, resources) }
    verdicts.push(planService(resource, observed, news))
  }
  return verdicts
}

function planOne(
  resource: Part,
  observed: Observed,
  certificates: ReadonlyMap<string, Standing>,
): Verdict {
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
      return resource.onceIssued === undefined
        ? planFile(resource, observed)
        : planLater(resource, observed, certificates.get(resource.onceIssued))
    case 'symlink':
      return planSymlink(resource, observed)
    case 'default-site':
      return planDefaultSite(resource, observed)
    case 'include-line':
      return planIncludeLine(resource, observed)
    case 'certificate':
      return planCertificate(resource, observed)
  }
}

function pruneAll(
  resources: readonly Resource[],
  { state, ledger }: Observed,
  { allowPrune }: PlanOptions,
): readonly Verdict[] {
  if (ledger === undefined) return []
  const wanted = new Set(resources.map(resourceId))
  const entries = Object.entries(ledger.entries)
  const pruned = entries
    .filter(([id]) => !wanted.has(id))
    .sort(([a], [b]) => removalRank(a) - removalRank(b))
    .map(([id, entry]) => planPrune(id, entry, state))
  const verdicts = [...pruned, ...stayNotes(pruned)]
  const count = pruned.filter(verdict => verdict.change !== undefined).length
  const tooMany = count >= 10 || count > entries.length / 3
  if (!tooMany || count <= allowPrune) return verdicts
  return [...verdicts, tooManyToPrune(count, entries.length)]
}

// A link goes before what it leads to, a certificate after what names it, a directory after what is in it, and an
// inner one before the outer.
function removalRank(id: string): number {
  if (id.startsWith('symlink:')) return 0
  if (id.startsWith('certificate:')) return 2
  return id.startsWith('directory:') ? 10_000 - id.length : 1
}

function tooManyToPrune(count: number, all: number): Verdict {
  return {
    refusal: {
      message: `${count} of the ${all} things that mirrorc put on this host would be taken off`,
      hint: `if mirror.yaml is really meant so, say --allow-prune ${count}`,
    },
  }
}

function pathsOf(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.flatMap(({ change }) => (change === undefined ? [] : [change.name]))
}

function ledgerChange(
  { site, storage, tool, input, hosts }: Expectation,
  resources: readonly Resource[],
  { facts, ledger: found }: HostState,
): LedgerChange {
  const head = { site, storage, tool, input, hosts, machine: facts.machineId }
  const next = ledgerOf(head, resources)
  const last = found?.state === 'read' ? found.ledger : undefined
  const unrecorded = Object.keys(next.entries).filter(id => last?.entries[id] === undefined).length
  return {
    next,
    before: found?.state === 'read' ? found.sha256 : undefined,
    differs:
      last === undefined
        ? resources.length > 0
        : !sameLedger(last, next) || missingHosts(hosts, last).length > 0,
    unrecorded,
  }
}

/** Jobs of before mirrorc, such as the guide's in root's crontab, go on beside its own. */
function crontabNotes({ crontabs = {} }: HostState): readonly string[] {
  return Object.entries(crontabs).map(
    ([user, count]) =>
      `${plural(count, 'entry', 'entries')} of ${user}'s own crontab ${count === 1 ? 'calls' : 'call'} rsync, beside mirrorc's jobs; see: crontab -u ${user} -l`,
  )
}

/** A person who changed nothing in mirror.yaml wonders where a difference comes from. */
function versionNote(
  { tool, input }: Expectation,
  ledger: Ledger | undefined,
  verdicts: readonly Verdict[],
): readonly string[] {
  const changed = verdicts.some(({ change }) => change?.cause === 'changed')
  if (!changed || ledger === undefined || ledger.tool === tool || ledger.input !== input) return []
  return [
    `mirror.yaml says the same as before: these changes come with mirrorc ${tool}, after ${ledger.tool}`,
  ]
}

const missingHosts = (hosts: readonly string[], last: Ledger): readonly string[] =>
  (last.hosts ?? []).filter(host => !hosts.includes(host))

/** A host that is no longer in mirror.yaml goes on syncing and serving by itself. */
function forgottenHosts({ hosts }: Expectation, ledger: Ledger | undefined): readonly string[] {
  if (ledger === undefined) return []
  return missingHosts(hosts, ledger).map(
    host =>
      `${host} was in mirror.yaml when this host was last applied to: if it is not retired, put it back, run \`mirrorc retire ${host}\`, and take it out again`,
  )
}
