import type { ErrorObject } from 'ajv'
import type { Path } from '../document.ts'
import { parsePointer } from './pointer.ts'

/** Take out of the input what an error is about, so that the rest can be judged further. */
export function prune(input: object, error: ErrorObject): void {
  const path = wrongPart(error)
  let parent: unknown = input
  for (const step of path?.slice(0, -1) ?? []) parent = property(parent, step)
  const last = path?.at(-1)
  if (last === undefined || typeof parent !== 'object' || parent === null) return
  Reflect.deleteProperty(parent, last)
}

function wrongPart(error: ErrorObject): Path | undefined {
  const path = parsePointer(error.instancePath)
  switch (error.keyword) {
    case 'required':
    case 'minProperties':
    case 'minItems':
      return undefined
    case 'additionalProperties':
      return [...path, String(error.params.additionalProperty)]
    case 'propertyNames':
      return [...path, String(error.params.propertyName)]
    default:
      return path
  }
}

function property(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
