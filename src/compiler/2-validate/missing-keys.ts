import type { ErrorObject } from 'ajv'
import { type Diagnostic, error } from '../../diagnostic.ts'
import type { Span } from '../../source.ts'
import { keySpanAt, type MapNode, nodeAt, type Path } from '../document.ts'
import { listWords, quote } from '../quote.ts'
import { nearest } from './nearest.ts'
import { parsePointer } from './pointer.ts'

/** One diagnostic for each map in which something is missing. */
export function missingKeys(root: MapNode, errors: readonly ErrorObject[]): readonly Diagnostic[] {
  const required = errors.filter(error => error.keyword === 'required' && !isMisspelt(root, error))
  const maps = new Map<string, ErrorObject[]>()
  for (const error of required) {
    const missing = maps.get(error.instancePath)
    if (missing) missing.push(error)
    else maps.set(error.instancePath, [error])
  }
  return [...maps].flatMap(([pointer, missing]) => explain(root, parsePointer(pointer), missing))
}

function explain(root: MapNode, path: Path, missing: readonly ErrorObject[]): Diagnostic[] {
  const map = nodeAt(root, path)
  if (map?.kind !== 'map' || !map.isWhole) return []
  const keys = missing.map(error => String(error.params.missingProperty))
  const names = listWords(keys.map(quote))
  const verb = keys.length === 1 ? 'is' : 'are'
  const where = path.length === 0 ? '' : ` in ${quote(String(path.at(-1)))}`
  const examples = missing.flatMap(example)
  const hint = examples.length === 0 ? undefined : `add ${listWords(examples)}`
  const span = path.length === 0 ? topSpan(root) : keySpanAt(root, path)
  return [error('missing-key', span, `${names} ${verb} missing${where}`, hint)]
}

// Beyond this the map is something else, and comparing takes long.
const mostCompared = 50

// A key that is there in another spelling is told about there.
function isMisspelt(root: MapNode, error: ErrorObject): boolean {
  const map = nodeAt(root, parsePointer(error.instancePath))
  if (map?.kind !== 'map') return false
  const known = Object.keys(error.parentSchema?.properties ?? {})
  const unknown = [...map.entries.keys()].filter(key => !known.includes(key))
  return unknown
    .slice(0, mostCompared)
    .some(key => nearest(key, known) === error.params.missingProperty)
}

// The whole file is where the key is missing; its first key stands for it.
function topSpan(root: MapNode): Span {
  const first = root.entries.values().next().value
  return first?.keySpan ?? root.span
}

function example(error: ErrorObject): string[] {
  const key = String(error.params.missingProperty)
  const value = error.parentSchema?.properties?.[key]?.examples?.[0]
  return typeof value === 'string' || typeof value === 'number' ? [`${key}: ${value}`] : []
}
