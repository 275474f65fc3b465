import type { LedgerEntry } from '../ledger.ts'
import {
  certificateLink,
  challengeDirectory,
  issuedDirectory,
  placeholderDirectory,
} from '../resource.ts'
import type { HostState, PathState } from './host-state.ts'
import type { Change, Guard, Step } from './plan.ts'
import { refuse, type Verdict } from './verdict.ts'

/** What of it is left on the host is told in one note for all. */
export type Pruned = Verdict & { readonly stays?: Stay }

interface Stay {
  readonly what: string
  readonly why: keyof typeof reasons
}

const reasons = {
  others: [
    'stays: packages and users are never removed',
    'stay: packages and users are never removed',
  ],
  data: ['stays with what is in it', 'stay with what is in them'],
  certificates: [
    'stays, for whoever else uses it; to be rid of it: certbot delete',
    'stay, for whoever else uses them; to be rid of them: certbot delete',
  ],
} as const

/** A note for each reason, however much stays. */
export function stayNotes(pruned: readonly Pruned[]): readonly Verdict[] {
  return (['others', 'data', 'certificates'] as const).flatMap(why => {
    const all = pruned.flatMap(({ stays }) => (stays?.why === why ? [stays.what] : []))
    if (all.length === 0) return []
    const rest = all.length - mostNamed
    const more = rest > 0 ? ` and ${rest} more` : ''
    const [one, many] = reasons[why]
    return [
      { note: `${all.slice(0, mostNamed).join(', ')}${more} ${all.length === 1 ? one : many}` },
    ]
  })
}

const mostNamed = 4

/** What the ledger has and mirror.yaml has not: it goes, if it is still as it was put there. */
export function planPrune(id: string, entry: LedgerEntry, state: HostState): Pruned {
  switch (entry.kind) {
    case 'package':
    case 'group':
    case 'user':
      return { stays: { what: `${entry.kind} ${entry.name}`, why: 'others' } }
    case 'file':
    case 'symlink':
      return prunePath(id, entry, state.paths[entry.path] ?? { type: 'absent' })
    case 'include-line':
      return pruneLine(id, entry, state.paths[entry.path] ?? { type: 'absent' })
    case 'directory':
      return pruneDirectory(id, entry.path, state.paths[entry.path] ?? { type: 'absent' })
    case 'service':
      return pruneService(id, entry, state)
    case 'certificate':
      return pruneCertificate(id, entry, state)
    case 'default-site':
      return {}
  }
}

type Of<Kind extends LedgerEntry['kind']> = Extract<LedgerEntry, { kind: Kind }>

function prunePath(id: string, entry: Of<'file' | 'symlink'>, found: PathState): Verdict {
  const { path } = entry
  if (found.type === 'absent') return {}
  if (found.type === 'unreadable') return refuse(`cannot look at ${path}: ${found.reason}`)
  const expect = asLeft(entry, found)
  if (expect === undefined) {
    return { note: `${path} was edited on the host: it stays, and is no longer mirrorc's` }
  }
  const text = found.type === 'file' && found.content !== undefined ? found.content : undefined
  return removal(id, entry.kind, path, {
    guards: [{ path, expect, orPristine: false }],
    steps: [{ do: 'remove', path }],
    ...(text === undefined ? {} : { text: { before: text, after: '' } }),
  })
}

/** What the path must be for it to be the one that was put there. */
function asLeft(entry: Of<'file' | 'symlink'>, found: PathState): Guard['expect'] | undefined {
  if (entry.kind === 'symlink') {
    const same = found.type === 'link' && found.target === entry.target
    return same ? { type: 'link', target: entry.target } : undefined
  }
  const same = found.type === 'file' && found.sha256 === entry.sha256
  return same ? { type: 'file', sha256: entry.sha256 } : undefined
}

/** What certbot has is not ours to delete; what leads to it is. */
function pruneCertificate(id: string, { name }: Of<'certificate'>, state: HostState): Pruned {
  const path = certificateLink(name)
  const found = state.paths[path] ?? { type: 'absent' }
  const isIssued = state.certificates?.[name]?.issued !== undefined
  const stays = isIssued
    ? { stays: { what: `certificate ${name}`, why: 'certificates' } as const }
    : {}
  if (found.type === 'absent') return stays
  const { target } = found.type === 'link' ? found : { target: '' }
  if (![placeholderDirectory(name), issuedDirectory(name)].includes(target)) {
    return { note: `${path} was edited on the host: it stays, and is no longer mirrorc's` }
  }
  const taken = removal(id, 'certificate', name, {
    details: ['no longer served'],
    guards: [{ path, expect: { type: 'link', target }, orPristine: false }],
    steps: [{ do: 'remove', path }],
  })
  return { ...taken, ...stays }
}

function pruneLine(id: string, entry: Of<'include-line'>, found: PathState): Verdict {
  if (found.type !== 'file' || found.content === undefined) return {}
  const { path, line } = entry
  const lines = found.content.split('\n')
  const kept = lines.filter(text => text.trim() !== line)
  if (kept.length === lines.length) return {}
  return removal(id, 'include-line', path, {
    guards: [{ path, expect: { type: 'file', sha256: found.sha256 ?? '' }, orPristine: false }],
    steps: [{ do: 'remove-line', path, line }],
    text: { before: found.content, after: kept.join('\n') },
  })
}

/** Whether a directory is only mirrorc's own: the trees, and what lies beside them, are the admin's. */
export const isConfiguration = (path: string): boolean =>
  /^\/(?:etc|usr\/local)\//.test(path) || path === challengeDirectory

function pruneDirectory(id: string, path: string, found: PathState): Pruned {
  if (found.type !== 'directory') return {}
  if (!isConfiguration(path)) return { stays: { what: path, why: 'data' } }
  return removal(id, 'directory', path, {
    details: ['if it is empty'],
    guards: [],
    steps: [{ do: 'remove-directory', path }],
  })
}

function pruneService(id: string, entry: Of<'service'>, state: HostState): Verdict {
  const { unit } = entry
  const found = state.units[unit]
  if (found === undefined || found.load !== 'loaded') return {}
  if (entry.shared) return leaveShared(id, entry, found.active === 'active')
  if (found.active !== 'active' && found.enabled !== 'enabled') return {}
  return removal(id, 'service', unit, {
    details: ['disable, stop'],
    guards: [],
    steps: [{ do: 'deactivate', unit }, { do: 'daemon-reload' }],
  })
}

/** Others may use the unit: it goes on, without what was ours. cron looks at its files by itself. */
function leaveShared(id: string, { unit, check }: Of<'service'>, active: boolean): Verdict {
  const note = `${unit} goes on: others may use it; to stop it: systemctl disable --now ${unit}`
  if (check === 'none' || !active) return { note }
  const steps: readonly Step[] = [
    { do: 'check', tool: check },
    { do: 'activate', unit, how: 'reload', ports: [] },
  ]
  const change: Change = {
    ...{ id, kind: 'service', verb: 'change', cause: 'removed', name: unit },
    ...{ details: ['reload'], guards: [], steps },
  }
  return { note, change }
}

function removal(
  id: string,
  kind: Change['kind'],
  name: string,
  rest: {
    guards: readonly Guard[]
    steps: readonly Step[]
    details?: readonly string[]
    text?: { before: string; after: string }
  },
): Verdict {
  return { change: { id, kind, verb: 'remove', cause: 'removed', name, details: [], ...rest } }
}
