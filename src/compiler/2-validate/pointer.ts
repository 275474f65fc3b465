import type { Path } from '../document.ts'

/** The path of a JSON pointer (RFC 6901). List indexes stay text; `nodeAt` takes both. */
export function parsePointer(pointer: string): Path {
  const steps = pointer.split('/').slice(1)
  return steps.map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}
