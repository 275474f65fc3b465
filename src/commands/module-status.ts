/** How a module is, as the sync program on its host says it. Times are seconds since 1970. */
export interface ModuleStatus {
  readonly module: string
  readonly state: ModuleState
  readonly message: string
  readonly upstream: string
  readonly lastSuccess: number | undefined
  /** When its settings came to the host as they are. */
  readonly knownSince: number | undefined
  readonly nextRun: number | undefined
  /** When the last run began, and after how many seconds one is taken to hang. */
  readonly lastAttempt: number | undefined
  readonly staleAfter: number | undefined
  readonly interval: number
  readonly duration: number
  readonly size: number | undefined
  /** What waits for a person: `deletions`, `older` or `pinned`, each with its count. */
  readonly held: readonly Held[]
}

export interface Held {
  readonly kind: string
  readonly count: number
}

const states = ['success', 'syncing', 'failed', 'held', 'pending'] as const

export type ModuleState = (typeof states)[number]

/** The last success against the interval. */
export type Freshness = 'late' | 'never' | 'ok' | 'stale'

/** Reads what `mirror-sync --status --json` prints; undefined when it is something else. */
export function readStatuses(text: string): readonly ModuleStatus[] | undefined {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return undefined
  }
  return Array.isArray(data) ? data.filter(isObject).map(readStatus) : undefined
}

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null

function readStatus(fields: Fields): ModuleStatus {
  const text = (key: string): string => (typeof fields[key] === 'string' ? fields[key] : '')
  const number = (key: string): number | undefined =>
    typeof fields[key] === 'number' ? fields[key] : undefined
  return {
    module: text('module'),
    state: states.find(state => state === fields.state) ?? 'pending',
    message: text('message'),
    upstream: text('upstream'),
    lastSuccess: number('last_success'),
    knownSince: number('known_since'),
    nextRun: number('next_run'),
    lastAttempt: number('last_attempt'),
    staleAfter: number('stale_after_seconds'),
    interval: number('interval_seconds') ?? 0,
    duration: number('duration_seconds') ?? 0,
    size: number('size_bytes'),
    held: readHeld(text('held')),
  }
}

function readHeld(text: string): readonly Held[] {
  return [...text.matchAll(/([a-z]+) (\d+)/g)].map(([, kind = '', count]) => ({
    kind,
    count: Number(count),
  }))
}

/**
 * A run may be missed, and one takes its time: late is what has missed two, stale what has missed three. The first sync of
 * all may be yet to come, and it may take days; late is it when none has begun.
 */
export function judgeFreshness(status: ModuleStatus, now: number): Freshness {
  const { lastSuccess, interval, duration } = status
  if (lastSuccess === undefined) return hasNotBegun(status, now) ? 'late' : 'never'
  const age = now - lastSuccess - duration
  if (age > 3 * interval) return 'stale'
  return age > 2 * interval ? 'late' : 'ok'
}

/** Whether no run has begun since two should have. */
export function hasNotBegun(status: ModuleStatus, now: number): boolean {
  const { state, lastSuccess, knownSince = now, interval } = status
  return state === 'pending' && lastSuccess === undefined && now - knownSince > 2 * interval
}

/** Whether somebody should look at it. */
export function needsLook(status: ModuleStatus, now: number): boolean {
  if (status.state === 'failed' || status.state === 'held' || seemsToHang(status, now)) return true
  const freshness = judgeFreshness(status, now)
  return freshness === 'late' || freshness === 'stale'
}

function seemsToHang({ state, lastAttempt, staleAfter }: ModuleStatus, now: number): boolean {
  if (state !== 'syncing' || lastAttempt === undefined || staleAfter === undefined) return false
  return now - lastAttempt > staleAfter
}

/** What is held back, for people. */
export function formatHeld(held: readonly Held[]): string {
  return held.map(one => describeHeld(one)).join('; ')
}

function describeHeld({ kind, count }: Held): string {
  switch (kind) {
    case 'deletions':
      return `${count} entries would be deleted`
    case 'older':
      return 'the upstream is older than this mirror'
    case 'pinned':
      return 'an older generation is served, by hand'
    default:
      return `${kind} ${count}`
  }
}
