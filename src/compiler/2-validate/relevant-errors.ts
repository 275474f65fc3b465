import type { ErrorObject } from 'ajv'

// Their parsers in 3-resolve say more than "does not match the pattern".
const parsedLater = ['upstream', 'interval', 'schedule', 'address', 'network']

/** One error per cause: ajv also reports what follows from an error it has reported. */
export function relevantErrors(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const wrongTypes = new Set(
    errors.filter(error => error.keyword === 'type').map(error => error.instancePath),
  )
  return errors.filter(error => {
    if (error.instancePath === '/version') return false
    if (error.propertyName !== undefined) return false
    if (error.keyword === 'pattern' && parsedLater.includes(definitionOf(error))) return false
    return error.keyword === 'type' || !wrongTypes.has(error.instancePath)
  })
}

/** The name under `definitions` in mirror.schema.json whose rule was broken; '' for an unnamed one. */
export function definitionOf(error: ErrorObject): string {
  return /#\/definitions\/(\w+)\//.exec(error.schemaPath)?.[1] ?? ''
}
