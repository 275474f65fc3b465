import type { Path } from '../document.ts'

// What a later mirrorc will know, by the map in which it stands (`*` is any name).
const laterKeys: Readonly<Record<string, readonly string[]>> = {
  '': ['firewall', 'monitoring', 'notify', 'register', 'snapshots'],
  storage: ['snapshots'],
  'modules.*': ['options'],
  'hosts.*': ['firewall', 'monitoring', 'provider'],
  'hosts.*.storage': ['snapshots'],
}

/** Whether a key that is unknown here is one of a later version. */
export function isLaterKey(map: Path, key: string): boolean {
  return laterKeys[pattern(map)]?.includes(key) ?? false
}

function pattern(path: Path): string {
  const named = path[0] === 'modules' || path[0] === 'hosts'
  return path.map((step, index) => (named && index === 1 ? '*' : step)).join('.')
}
