import { error } from '../../diagnostic.ts'
import type { MirrorInput } from '../2-validate/mirror-input.gen.ts'
import type { WellFormed } from '../2-validate/validate.ts'
import type { Report, Runs } from '../mirror.ts'
import { quote } from '../quote.ts'
import { type Context, valueSpan } from './context.ts'
import type { HostInput } from './hosts.ts'
import { isWritten } from './protocols.ts'

type Input = WellFormed<MirrorInput>

/** What starts the syncs of a host: each key from the host, else from the site. */
export function resolveRuns(site: Input, host: HostInput): Runs {
  const backend = host.schedule?.backend ?? site.schedule?.backend ?? 'cron'
  return { backend, parallel: host.schedule?.parallel ?? site.schedule?.parallel }
}

/** `reports:`, each once. */
export function resolveReports(context: Context, { reports = [] }: Input): readonly Report[] {
  for (const [index, report] of reports.entries()) {
    const span = valueSpan(context, ['reports', index])
    if (report !== undefined && reports.indexOf(report) < index) {
      const message = `${quote(report)} is in this list a second time`
      context.report(error('duplicate-item', span, message, 'keep one of the two'))
    } else if (report !== undefined && report !== 'prometheus' && !isWritten(context, 'http')) {
      const message = `${report}.json is served over HTTP, and there is no http under serve`
      context.report(error('not-served', span, message, 'write http: {} under serve'))
    }
  }
  return [...new Set(reports)].flatMap(report => report ?? [])
}
