import type { PackageState } from '../plan/host-state.ts'
import { plural } from '../plural.ts'
import type { Case, Check } from './check.ts'
import { formatSeconds } from './format-amount.ts'

/** After how long the lists of packages are old. Only an apply with apt renews them by itself. */
const oldAfterSeconds = { apt: 30 * 86_400, pacman: 7 * 86_400 }

/** What is half done on the host, or was left to somebody. */
export function judgeUpkeep(from: Case): readonly Check[] {
  return [
    judgeRun(from),
    judgePackages(from),
    judgeLists(from),
    ...judgeLeftovers(from),
    ...judgeFailed(from),
    ...judgeJobs(from),
  ]
}

function judgeRun({ seen: { facts, unfinished } }: Case): Check {
  const check = 'apply'
  if (unfinished?.running === true) {
    const found = `${unfinished.id} by ${unfinished.by} is at work`
    return { check, status: 'note', found, advice: 'wait for its end' }
  }
  if (unfinished !== undefined) {
    const found = `${unfinished.id} by ${unfinished.by} was cut off`
    const advice = 'run `mirrorc apply`: it puts back what that one had changed'
    return { check, status: 'problem', found, advice }
  }
  if (facts.uid !== 0) return { check, status: 'unseen', found: 'only root sees the records' }
  return { check, status: 'ok', found: 'none is unfinished' }
}

function judgePackages({ wanted, seen }: Case): Check {
  const check = 'packages'
  const named = (state: PackageState['state']): readonly string[] =>
    wanted.packages.filter(name => (seen.packages[name]?.state ?? 'absent') === state)
  const [broken, unfinished, absent] = [named('broken'), named('unfinished'), named('absent')]
  if (broken.length > 0) {
    const advice = {
      apt: 'see what `dpkg --audit` says there',
      pacman: 'see what `pacman -Dk` says there',
    }[wanted.manager]
    return {
      check,
      status: 'problem',
      found: `neither there nor not: ${broken.join(', ')}`,
      advice,
    }
  }
  if (unfinished.length > 0) {
    const found = `half installed: ${unfinished.join(', ')}`
    return { check, status: 'warning', found, advice: 'run `mirrorc apply`: it installs the rest' }
  }
  const found = absent.length === 0 ? 'all are installed' : `to be installed: ${absent.join(', ')}`
  return { check, status: 'ok', found }
}

function judgeLists({ wanted, seen, checkup: { refreshed, clock } }: Case): Check {
  const check = 'package lists'
  const complete = wanted.packages.every(name => seen.packages[name]?.state === 'present')
  const renew = {
    apt: 'run `apt-get update` there, and have something install security updates',
    pacman: 'run `pacman -Syu` there first, or apply with --full-upgrade',
  }[wanted.manager]
  if (refreshed === undefined) {
    if (wanted.manager === 'apt')
      return { check, status: 'ok', found: 'none: an apply fetches them' }
    return { check, status: 'problem', found: 'none', advice: renew }
  }
  const age = Math.max(0, clock.time - refreshed)
  const found = `${formatSeconds(age)} old`
  // Without anything to install, an old database of pacman's harms nobody.
  if (age <= oldAfterSeconds[wanted.manager] || (wanted.manager === 'pacman' && complete))
    return { check, status: 'ok', found }
  return { check, status: 'warning', found, advice: renew }
}

function judgeLeftovers({ wanted, checkup: { leftovers } }: Case): readonly Check[] {
  // nginx's files are nginx-common's. What ucf(1) puts there is known to no package.
  const isOurs = ({ package: owner, path }: (typeof leftovers)[number]): boolean =>
    wanted.packages.some(
      name => owner === name || owner?.startsWith(`${name}-`) || path.startsWith(`/etc/${name}`),
    )
  const ours = leftovers.filter(isOurs)
  const others = leftovers.length - ours.length
  return [
    ...ours.map(({ path }): Check => {
      const inUse = path.replace(/\.[^.]*$/, '')
      return {
        check: 'new file',
        subject: path,
        status: 'warning',
        found: `the package's newer version of ${inUse}`,
        advice: 'compare the two, then remove it',
      }
    }),
    ...(others === 0
      ? []
      : [{ check: 'new file', status: 'note', found: `${others} of other packages` } as const]),
  ]
}

function judgeFailed({ wanted, checkup: { failed } }: Case): readonly Check[] {
  // Or what a timer of ours starts.
  const isOurs = (unit: string): boolean =>
    unit.startsWith('mirrorc') ||
    [unit, unit.replace(/\.service$/, '.timer')].some(one => wanted.units.includes(one))
  const others = failed.filter(unit => !isOurs(unit))
  return [
    ...failed.filter(isOurs).map(
      (unit): Check => ({
        check: 'unit',
        subject: unit,
        status: 'problem',
        found: 'failed',
        advice: `see \`journalctl -u ${unit}\` there`,
      }),
    ),
    ...(others.length === 0
      ? []
      : [{ check: 'unit', status: 'note', found: `failed too: ${others.join(', ')}` } as const]),
  ]
}

function judgeJobs({ seen: { facts }, checkup: { jobs } }: Case): readonly Check[] {
  const check = 'cron'
  const found = jobs.map(
    ({ file, count }): Check => ({
      check,
      subject: file,
      status: 'problem',
      found: `${plural(count, 'entry syncs', 'entries sync')} to the same trees`,
      advice: "take it out: mirrorc's own jobs do that, as the sync user",
    }),
  )
  if (facts.uid === 0) return found
  return [...found, { check, status: 'unseen', found: "only root sees others' crontabs" }]
}
