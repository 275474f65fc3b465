import type { ReleaseTable } from '../src/compiler/mirror.ts'
import { type ReadMirror, readMirror } from '../src/compiler/read-mirror.ts'

export const releases: ReleaseTable = {
  arch: ['rolling'],
  debian: ['13', '12'],
  ubuntu: ['26.04', '24.04', '22.04'],
}

/** A small valid mirror.yaml as plain values; JSON of it is YAML. */
export const smallMirror = {
  version: 1,
  site: 'athena',
  domain: 'mirror.example.org',
  contact: 'admin@example.org',
  storage: { root: '/srv/mirrors', user: 'mirror' },
  modules: {
    athena: {
      upstream: 'rsync://hub.athenaos.org/athena',
      comment: 'The Athena Hub',
      every: '1h',
    },
  },
  serve: { rsync: {} },
  hosts: { fra1: { address: 'fra1.example.org', distro: 'debian' } },
} as const

/** The small mirror with other values at some paths: `{ 'modules.athena.every': '2h' }`. */
export function withValues(changes: Readonly<Record<string, unknown>>): unknown {
  const mirror = structuredClone<unknown>(smallMirror)
  for (const [path, value] of Object.entries(changes)) setAt(mirror, path.split('.'), value)
  return mirror
}

/** Read a mirror file that is given as values or as text. */
export function read(input: unknown): ReadMirror {
  const text = typeof input === 'string' ? input : JSON.stringify(input, null, 2)
  return readMirror({ name: 'mirror.yaml', text }, releases)
}

/** The codes of all that is wrong, in the order of the file. */
export function codesOf(input: unknown): readonly string[] {
  return read(input).diagnostics.map(diagnostic => diagnostic.code)
}

function setAt(parent: unknown, path: readonly string[], value: unknown): void {
  const [step = '', ...rest] = path
  if (typeof parent !== 'object' || parent === null) throw new Error(`no map for ${step}`)
  if (rest.length === 0) {
    if (value === undefined) Reflect.deleteProperty(parent, step)
    else Reflect.set(parent, step, value)
    return
  }
  if (!Object.hasOwn(parent, step)) Reflect.set(parent, step, {})
  setAt(Reflect.get(parent, step), rest, value)
}
