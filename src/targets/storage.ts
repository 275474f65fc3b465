import type { MirrorHost } from '../compiler/mirror.ts'
import type { Directory, Resource } from '../resource.ts'
import type { Target } from './target.ts'

/** What the sync program remembers: locks, records, logs. Apart from the trees, which its upstreams own. */
export const syncState = '/var/lib/mirrorc-sync'

/** The user that syncs, and the directories it syncs into. */
export function lowerStorage(host: MirrorHost, target: Target): readonly Resource[] {
  const { root, user } = host.storage
  const owned = { owner: user, group: user, mode: '0755' }
  const trees = host.modules.map(module => module.path)
  return [
    { kind: 'group', name: user },
    {
      kind: 'user',
      name: user,
      group: user,
      home: syncState,
      shell: target.nologin,
      comment: 'mirror sync',
    },
    { kind: 'directory', path: syncState, ...owned, hold: 'all' },
    ...parents([root, ...trees], [root, ...trees]).map(rootOwned('nothing')),
    rootOwned('all')(root),
    ...trees.map((path): Directory => ({ kind: 'directory', path, ...owned, hold: 'owner' })),
  ]
}

const rootOwned =
  (hold: Directory['hold']) =>
  (path: string): Directory => ({
    kind: 'directory',
    path,
    owner: 'root',
    group: 'root',
    mode: '0755',
    hold,
  })

/** Every directory above the paths that is not one of them, each once, upper ones first. */
function parents(paths: readonly string[], known: readonly string[]): readonly string[] {
  const found = new Set<string>()
  for (const path of paths) {
    const parts = path.split('/')
    for (let length = 2; length < parts.length; length++)
      found.add(parts.slice(0, length).join('/'))
  }
  for (const path of known) found.delete(path)
  return [...found].sort()
}
