import type { MirrorInput } from '../2-validate/mirror-input.gen.ts'
import type { WellFormed } from '../2-validate/validate.ts'
import type { ModuleSync } from '../mirror.ts'
import { parseDuration } from './schedule/duration.ts'

/** A module as it stands in mirror.yaml. */
export type ModuleInput = NonNullable<NonNullable<WellFormed<MirrorInput>['modules']>[string]>

/** How a module is synced, where mirror.yaml says so; the sync program has the defaults. */
export function resolveSync(input: ModuleInput): ModuleSync {
  return {
    kind: input.kind,
    freshness: input.freshness,
    refresh: known(input.refresh),
    maxDelete: input.max_delete,
    maxDeletePercent: input.max_delete_percent,
    verify: known(input.verify),
    exclude: known(input.exclude),
    rsyncOptions: known(input.rsync_options),
    bandwidthKib: input.bandwidth_kib,
    publish: input.publish ?? 'in-place',
    keep: input.keep,
    grace: parseDuration(input.grace),
    jitter: parseDuration(input.jitter),
    timeout: parseDuration(input.timeout),
    staleAfter: parseDuration(input.stale_after),
    family: input.family,
    passwordFile: input.password_file,
  }
}

// An item that is wrong has its own diagnostic.
function known(items: readonly (string | undefined)[] | undefined): readonly string[] {
  return (items ?? []).flatMap(item => (item === undefined ? [] : [item]))
}
