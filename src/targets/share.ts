import type { Directory, File } from '../resource.ts'

/** Where files lie that the servers of the mirror read, beside their configuration. */
export const shareDirectory = '/usr/local/share/mirrorc'

/** That directory. */
export function lowerShare(): Directory {
  const root = { owner: 'root', group: 'root', mode: '0755' }
  return { kind: 'directory', path: shareDirectory, ...root, hold: 'all' }
}

/** A file that everybody may read and root alone may write. */
export function rootFile(path: string, content: string): File {
  return { kind: 'file', path, content, owner: 'root', group: 'root', mode: '0644' }
}

/** A directory of drop-ins for a unit of somebody else's. */
export function dropInDirectory(path: string): Directory {
  return { kind: 'directory', path, owner: 'root', group: 'root', mode: '0755', hold: 'all' }
}
