import { createTwoFilesPatch } from 'diff'
import type { Colors } from '../colors.ts'
import type { Probe } from '../resource.ts'
import { escapeLine, escapeLines } from '../terminal-text.ts'
import type { Change, Plan, Refusal } from './plan.ts'

/** A plan as a person reads it. Made from the plan alone, so that what is shown is what is done. */
export function formatPlan(plan: Plan, title: string, colors: Colors): string {
  const blocks = [
    colors.bold(`${plan.host} (${title})`),
    ...plan.changes.map(change => formatChange(change, colors)),
    ...plan.notes.map(note => `  note: ${escapeLine(note)}`),
    ...plan.pending.map(pending => `  ${escapeLine(pending)}`),
    ...formatProbes(plan.probes),
    ...plan.refusals.map(refusal => formatRefusal(refusal, colors)),
    formatCounts(plan),
  ]
  return `${blocks.join('\n')}\n`
}

const signs = { add: '+', change: '~', remove: '-' } as const

const causes = {
  new: [],
  changed: [],
  drift: ['drift'],
  conflict: ['conflict'],
  removed: ['no longer in mirror.yaml'],
} as const

function formatChange(change: Change, colors: Colors): string {
  const { verb, kind, name, text } = change
  const details = [...causes[change.cause], ...change.details]
  const paint = { add: colors.green, change: colors.yellow, remove: colors.red }[verb]
  const detail = details.length === 0 ? '' : `  (${details.join(', ')})`
  const line = `${paint(`${signs[verb]} ${kind} ${name}`)}${colors.dim(escapeLine(detail))}`
  return text === undefined ? line : `${line}\n${formatText(name, text, colors)}`
}

function formatText(
  name: string,
  { before, after }: { before: string; after: string },
  colors: Colors,
): string {
  const from = before === '' ? '/dev/null' : name
  const patch = createTwoFilesPatch(from, name, before, after, '', '', { context: 3 })
  return patch
    .split('\n')
    .filter(line => line !== '' && !/^(?:===|Index: )/.test(line))
    .map(line => `    ${paintLine(escapeLine(line), colors)}`)
    .join('\n')
}

function paintLine(line: string, colors: Colors): string {
  if (/^(?:---|\+\+\+|@@)/.test(line)) return colors.dim(line)
  if (line.startsWith('+')) return colors.green(line)
  return line.startsWith('-') ? colors.red(line) : line
}

function formatRefusal({ message, hint }: Refusal, colors: Colors): string {
  const line = `${colors.red('refused:')} ${escapeLine(message)}`
  if (hint === undefined) return line
  return `${line}\n  hint: ${escapeLines(hint)}`
}

function formatCounts({ changes, refusals, pending, ledger }: Plan): string {
  const count = (verb: Change['verb']): number => changes.filter(c => c.verb === verb).length
  if (changes.length > 0) {
    return `${count('add')} to add, ${count('change')} to change, ${count('remove')} to remove`
  }
  if (refusals.length > 0) return 'nothing planned'
  if (ledger?.differs !== true) {
    return pending.length > 0 ? 'nothing to do until then' : 'nothing to do'
  }
  return `nothing to do but to write the record (${ledger.unrecorded} not yet recorded)`
}

const shownProbes = 6

function formatProbes(probes: readonly Probe[]): readonly string[] {
  if (probes.length === 0) return []
  const names = probes.flatMap(nameProbe)
  const more = names.length > shownProbes ? [`and ${names.length - shownProbes} more`] : []
  return [`  then these must answer: ${[...names.slice(0, shownProbes), ...more].join(', ')}`]
}

/** What must answer after an apply, for people. */
export function nameProbe(probe: Probe): readonly string[] {
  switch (probe.protocol) {
    case 'http':
    case 'https':
      return [addressOf(probe)]
    case 'rsync':
      return probe.modules.map(module => `rsync module ${module}`)
    case 'rsynctls':
      return ['rsync over TLS']
    case 'ftp':
      return probe.modules.map(module => `FTP for ${module}`)
    case 'githttp':
      return [`git at ${addressOf(probe)}`]
    case 'git':
      return [`git:// for ${probe.module}`]
  }
}

function addressOf({ protocol, host, port, path }: Asked): string {
  const [scheme, usual] = protocol === 'https' ? ['https', 443] : ['http', 80]
  return `${scheme}://${host}${port === usual ? '' : `:${port}`}${path}`
}

type Asked = Extract<Probe, { readonly path: string }>
