import { plural } from '../plural.ts'
import type { Case, Check } from './check.ts'
import type { Place } from './checkup.ts'
import { formatBytes } from './format-amount.ts'
import type { Wanted } from './wanted.ts'

const nearlyFull = 0.95
/** The guide's: storage of at least three times what is mirrored. */
const timesTheModules = 3

/** Whether the trees have a place, and belong to who syncs them. */
export function judgeStorage(from: Case): readonly Check[] {
  return [
    ...judgeMounts(from),
    ...disksOf(from.checkup.places).map(judgeDisk),
    judgeSize(from),
    ...judgeOwners(from),
  ]
}

/** What fstab(5) names above or below a tree. */
function judgeMounts({ wanted, checkup }: Case): readonly Check[] {
  const trees = treesOf(wanted)
  const isAbove = (upper: string, lower: string): boolean =>
    upper === lower || lower.startsWith(`${upper}/`)
  return checkup.unmounted
    .filter(place => trees.some(tree => isAbove(place, tree) || isAbove(tree, place)))
    .map(place => ({
      check: 'mount',
      subject: place,
      status: 'problem',
      found: 'in /etc/fstab, and nothing is mounted there',
      advice: `mount it, or take it out: the trees would be put on the disk below it`,
    }))
}

const treesOf = ({ storage, modules }: Wanted): readonly string[] => [
  storage.root,
  ...modules.map(({ path }) => path),
]

/** One place for each file system. */
function disksOf(places: readonly Place[]): readonly Place[] {
  const first = new Map<string, Place>()
  for (const place of places) {
    const mount = place.mount ?? place.existing
    if (!first.has(mount)) first.set(mount, place)
  }
  return [...first.values()]
}

function judgeDisk({ mount, existing, readOnly, size, available, inodesUsed }: Place): Check {
  const about = { check: 'disk', subject: mount ?? existing }
  if (size === undefined || available === undefined)
    return { ...about, status: 'unseen', found: 'df does not answer: is the disk well?' }
  const found = `${formatBytes(available)} of ${formatBytes(size)} free`
  if (readOnly) {
    const advice = 'mount it writable; dmesg says whether the kernel made it so'
    return { ...about, status: 'problem', found: `${found}, read-only`, advice }
  }
  if (available < (1 - nearlyFull) * size)
    return { ...about, status: 'warning', found, advice: 'make room before a sync needs it' }
  if ((inodesUsed ?? 0) > nearlyFull) {
    const used = `${((inodesUsed ?? 0) * 100).toFixed(0)} % of its inodes used`
    const advice = 'each file needs one: make room, or a file system with more'
    return { ...about, status: 'warning', found: `${found}, ${used}`, advice }
  }
  return { ...about, status: 'ok', found }
}

function judgeSize({ wanted, checkup }: Case): Check {
  const check = 'size'
  const known = wanted.modules.map(({ name }) => checkup.sizes[name])
  const sum = known.reduce<number>((total, size) => total + (size ?? 0), 0)
  const size = wanted.sizeBytes ?? (known.includes(undefined) ? undefined : sum)
  if (size === undefined) {
    const advice = 'say how large the modules are: --size GIGABYTES'
    return { check, status: 'note', found: 'not known before the first sync', advice }
  }
  const trees = treesOf(wanted)
  const disks = disksOf(checkup.places.filter(({ path }) => trees.includes(path)))
  if (disks.some(place => place.size === undefined))
    return { check, status: 'note', found: `modules ${formatBytes(size)}` }
  const room = disks.reduce((total, place) => total + (place.size ?? 0), 0)
  const found = `modules ${formatBytes(size)}, disk ${formatBytes(room)}`
  if (room >= timesTheModules * size) return { check, status: 'ok', found }
  const advice = `a mirror should have ${formatBytes(timesTheModules * size)}`
  return { check, status: 'warning', found, advice }
}

/** A file that the sync user may not change makes rsync(1) end with 23, each time. */
function judgeOwners({ wanted, checkup: { strangers } }: Case): readonly Check[] {
  if (strangers === undefined) return []
  const { user } = wanted.storage
  const { found: others, whole } = strangers
  const [first] = others
  const check = 'owner'
  if (first !== undefined) {
    const more = others.length > 1 ? ` and ${plural(others.length - 1, 'more', 'more')}` : ''
    const tree = wanted.modules.find(({ path }) => `${first.path}/`.startsWith(`${path}/`))?.path
    const advice = `\`chown -hR ${user}: ${tree ?? first.path}\`: a sync as ${user} cannot change them`
    return [
      {
        check,
        status: 'problem',
        found: `${first.path} is ${first.owner}'s${more}${whole ? '' : ', or even more'}`,
        advice,
      },
    ]
  }
  const found = whole ? `all is ${user}'s` : `all that was looked at is ${user}'s; not all was`
  return [{ check, status: whole ? 'ok' : 'note', found }]
}
