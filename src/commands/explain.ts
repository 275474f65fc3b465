import { type ExitCode, exitCode, Failure } from '../failure.ts'
import type { Io } from './io.ts'
import { readSchemaText } from './schema.ts'
import { anyName, findKey, type JsonSchema, listKeys, type SchemaKey } from './schema-keys.ts'

/** `mirrorc explain`: what a key of mirror.yaml means; without a path, all keys. */
export async function explain(path: string | undefined, io: Io): Promise<ExitCode> {
  const keys = listKeys(JSON.parse(readSchemaText()))
  if (path === undefined) {
    io.out.write(overview(keys))
    return exitCode.done
  }
  const key = findKey(keys, path)
  const meant = key && !isChosenName(key, path) ? undefined : await guess(keys, path, key)
  if (!key || meant) throw unknown(path, meant)
  io.out.write(page(keys, key))
  return exitCode.done
}

function unknown(path: string, meant: SchemaKey | undefined): Failure {
  const hint = meant ? `did you mean ${dotted(meant.path)}?` : 'mirrorc explain lists all keys'
  return new Failure(exitCode.usage, `there is no key ${JSON.stringify(path)}`, hint)
}

function isChosenName(key: SchemaKey, path: string): boolean {
  return lastStep(key) === anyName && !path.endsWith(anyName)
}

// `modules.evry` might be a module of that name, but hardly is.
async function guess(
  keys: readonly SchemaKey[],
  path: string,
  named: SchemaKey | undefined,
): Promise<SchemaKey | undefined> {
  const { nearest } = await import('../compiler/nearest.ts')
  const steps = path.slice(0, 200).split('.')
  const last = steps.at(-1) ?? ''
  const parent = named ?? findKey(keys, steps.slice(0, -1).join('.'))
  const below = parent ? childrenOf(keys, parent) : keys
  const near = nearest(last, below.map(lastStep))
  const found = below.find(key => lastStep(key) === near)
  return found ?? (named ? undefined : keys.find(key => lastStep(key) === last))
}

function overview(keys: readonly SchemaKey[]): string {
  const width = Math.max(...keys.map(key => dotted(key.path).length))
  const lines = keys.map(key => `${dotted(key.path).padEnd(width)}  ${firstSentence(key.schema)}`)
  return `${lines.map(line => line.trimEnd()).join('\n')}\n`
}

function page(keys: readonly SchemaKey[], key: SchemaKey): string {
  const { schema, form } = key
  const note = notes[dotted(key.path)]
  const paragraphs = [schema.description, form, note].flatMap(text => (text ? [wrap(text)] : []))
  const below = childrenOf(keys, key)
  return [
    dotted(key.path),
    ...paragraphs.map(text => `\n${text}`),
    '',
    ...facts(key),
    ...(below.length > 0
      ? ['', 'keys:', ...indentLines(overview(below).trimEnd().split('\n'))]
      : []),
    '',
  ].join('\n')
}

function facts(key: SchemaKey): string[] {
  const { schema, isRequired } = key
  const example = schema.examples?.[0]
  return [
    `type:      ${typeWords(schema)}`,
    ...(schema.default === undefined ? [] : [`default:   ${JSON.stringify(schema.default)}`]),
    ...(lastStep(key) === anyName ? [] : [`required:  ${isRequired ? 'yes' : 'no'}`]),
    ...(example === undefined
      ? []
      : ['example:', ...indentLines(yamlLines(lastStep(key), example))]),
  ]
}

function typeWords(schema: JsonSchema): string {
  if (schema.enum) return `one of ${schema.enum.join(', ')}`
  const words: Record<string, string> = {
    string: 'text',
    integer: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a map of keys',
  }
  const word = words[schema.type ?? ''] ?? 'anything'
  const { minimum, maximum } = schema
  return minimum === undefined ? word : `${word} from ${minimum} to ${maximum}`
}

function yamlLines(name: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`${name}: ${yamlScalar(value)}`]
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return [`${name}: {}`]
  return [`${name}:`, ...entries.flatMap(([key, item]) => indentLines(yamlLines(key, item)))]
}

// JSON is YAML too, and quotes what needs it.
function yamlScalar(value: unknown): string {
  const isWord =
    typeof value === 'string' && /^(?:[A-Za-z/][^#]*|\d+[mhd])$/.test(value) && !/: /.test(value)
  return isWord ? value : JSON.stringify(value)
}

const hostTime = [
  "Times are those of the host's own time zone. When its clock is put forward, a job that would have",
  'run in the hour that is left out runs right after it; when it is put back, no job runs a second time in',
  'the hour that comes twice. Jobs that run every hour or more often just go on (cron(8)).',
].join(' ')

// Facts about a key that are too long for an editor's tooltip.
const notes: Readonly<Record<string, string>> = {
  'modules.<name>.every': hostTime,
  'modules.<name>.schedule': hostTime,
}

function childrenOf(keys: readonly SchemaKey[], parent: SchemaKey): readonly SchemaKey[] {
  const start = `${dotted(parent.path)}.`
  return keys.filter(
    key => key.path.length === parent.path.length + 1 && dotted(key.path).startsWith(start),
  )
}

function dotted(path: readonly string[]): string {
  return path.join('.')
}

function lastStep(key: SchemaKey): string {
  return key.path.at(-1) ?? ''
}

function firstSentence(schema: JsonSchema): string {
  return /^.*?[.;](?=\s|$)/.exec(schema.description ?? '')?.[0].slice(0, -1) ?? ''
}

function indentLines(lines: readonly string[]): string[] {
  return lines.map(line => `  ${line}`)
}

function wrap(text: string): string {
  return text.replaceAll(/(.{1,78})(?:\s+|$)/g, '$1\n').trimEnd()
}
