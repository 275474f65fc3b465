/** The parts of a JSON Schema that mirror.schema.json uses. */
export interface JsonSchema {
  readonly $ref?: string
  readonly description?: string
  readonly type?: string
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
  readonly definitions?: Readonly<Record<string, JsonSchema>>
}

/** A key of mirror.yaml as its schema describes it. */
export interface SchemaKey {
  /** `modules.<name>.every`. */
  readonly path: readonly string[]
  /** With what its definition says, and what stands beside the reference to it on top. */
  readonly schema: JsonSchema
  /** What the definition says about the form of the value, where the key has words of its own. */
  readonly form: string | undefined
  readonly isRequired: boolean
}

/** Stands in a path for a name that the user chooses. */
export const anyName = '<name>'

/** Every key that can stand in mirror.yaml, in the order of the schema. */
export function listKeys(root: JsonSchema): readonly SchemaKey[] {
  return keysBelow(root, root, [])
}

/** The key that somebody means by `modules.every`, `modules.<name>.every` or `modules.athena.every`. */
export function findKey(keys: readonly SchemaKey[], text: string): SchemaKey | undefined {
  const steps = text.split('.')
  return (
    keys.find(key => isSame(key.path, steps)) ??
    keys.find(key => isSame(withoutNames(key.path), steps)) ??
    keys.find(key => fits(key.path, steps))
  )
}

// As people shorten it: `modules.every`.
function withoutNames(path: readonly string[]): readonly string[] {
  return path.filter(step => step !== anyName)
}

function isSame(path: readonly string[], steps: readonly string[]): boolean {
  return path.length === steps.length && path.every((step, index) => step === steps[index])
}

function fits(path: readonly string[], steps: readonly string[]): boolean {
  const named = path.map((step, index) => (step === anyName ? (steps[index] ?? '') : step))
  return named.every(step => step !== '') && isSame(named, steps)
}

function keysBelow(root: JsonSchema, schema: JsonSchema, path: readonly string[]): SchemaKey[] {
  const { properties = {}, additionalProperties, required = [] } = schema
  const named = Object.entries(properties).flatMap(([name, property]) =>
    keyAndBelow(root, property, [...path, name], required.includes(name)),
  )
  if (typeof additionalProperties !== 'object') return named
  return [...named, ...keyAndBelow(root, additionalProperties, [...path, anyName], false)]
}

function keyAndBelow(
  root: JsonSchema,
  written: JsonSchema,
  path: readonly string[],
  isRequired: boolean,
): SchemaKey[] {
  const definition = written.$ref === undefined ? undefined : definitionOf(root, written.$ref)
  const schema = { ...definition, ...written }
  const isOwn = definition?.description !== schema.description
  const key = { path, schema, form: isOwn ? definition?.description : undefined, isRequired }
  return [key, ...keysBelow(root, schema, path)]
}

function definitionOf(root: JsonSchema, reference: string): JsonSchema {
  const definition = root.definitions?.[reference.replace('#/definitions/', '')]
  if (!definition) throw new Error(`unreachable: the schema has no ${reference}`)
  return definition
}
