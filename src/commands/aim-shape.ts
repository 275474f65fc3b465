import type { Effects, Probe, Resource, ResourceKind, ShippedUnit } from '../resource.ts'

type Check = (value: unknown) => boolean

/** A check of each field, so that the type checker asks for one when a type has a new field, or one less. */
type Shape<Type> = { readonly [Key in keyof Required<Type>]: Check }

const text: Check = value => typeof value === 'string'
const number: Check = value => typeof value === 'number'
const truth: Check = value => typeof value === 'boolean'
const oneOf =
  (...words: readonly unknown[]): Check =>
  value =>
    words.includes(value)
const maybe =
  (check: Check): Check =>
  value =>
    value === undefined || check(value)
const listOf =
  (check: Check): Check =>
  value =>
    Array.isArray(value) && value.every(check)

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const recordOf =
  (check: Check): Check =>
  value =>
    isRecord(value) && Object.values(value).every(check)

/** All of the fields, and no others. */
const shaped =
  (shape: Readonly<Record<string, Check>>): Check =>
  value =>
    isRecord(value) &&
    Object.keys(value).every(key => Object.hasOwn(shape, key)) &&
    Object.entries(shape).every(([key, check]) => check(value[key]))

/** One of several shapes, told apart by a field. */
const shapedBy =
  (field: string, shapes: Readonly<Record<string, Readonly<Record<string, Check>>>>): Check =>
  value => {
    const name = isRecord(value) ? value[field] : undefined
    const shape = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined
    return shape !== undefined && shaped({ ...shape, [field]: text })(value)
  }

type Shapes<Union, Field extends keyof Union, Name extends string> = {
  readonly [Each in Name]: Shape<Omit<Extract<Union, Record<Field, Each>>, Field>>
}

const shippedUnit = {
  enabled: truth,
  started: truth,
  unwanted: maybe(oneOf(true)),
} satisfies Shape<ShippedUnit>

const effects = {
  groups: listOf(text),
  users: listOf(text),
  paths: recordOf(shapedBy('type', { directory: {}, file: {}, link: { target: text } })),
  units: recordOf(shaped(shippedUnit)),
} satisfies Shape<Effects>

const httpProbe = { port: number, host: text, path: text }

const webProbe = { ...httpProbe, ipv6: truth }

const probes = {
  http: webProbe,
  https: webProbe,
  rsync: { port: number, modules: listOf(text), present: listOf(text), restricted: truth },
  rsynctls: { port: number, host: text, module: maybe(text), restricted: truth, ipv6: truth },
  ftp: { port: number, modules: listOf(text) },
  githttp: httpProbe,
  git: { port: number, module: text },
} satisfies Shapes<Probe, 'protocol', Probe['protocol']>

const owned = { owner: text, group: text, mode: text }

const resources = {
  package: { name: text, effects: shaped(effects), fullUpgrade: maybe(text) },
  group: { name: text },
  user: { name: text, group: text, home: text, shell: text, comment: text },
  directory: { path: text, ...owned, hold: oneOf('all', 'owner', 'nothing') },
  file: {
    path: text,
    content: text,
    ...owned,
    program: maybe(oneOf(true)),
    onceIssued: maybe(text),
  },
  symlink: { path: text, target: text },
  'default-site': { path: text, target: text },
  'include-line': { path: text, line: text, block: oneOf('http') },
  certificate: {
    ...{ name: text, names: listOf(text), email: text, keyType: oneOf('ecdsa', 'rsa') },
    ...{ directory: text, caFile: maybe(text), address: maybe(text), hook: text, unit: text },
  },
  service: {
    unit: text,
    shared: truth,
    maskable: maybe(oneOf(true)),
    reloadFor: listOf(text),
    restartFor: listOf(text),
    check: oneOf('nginx', 'none'),
    ports: listOf(number),
    probes: listOf(shapedBy('protocol', probes)),
  },
} satisfies Shapes<Resource, 'kind', ResourceKind>

/** Whether these are resources as this version of mirrorc knows them. */
export const areResources = (value: unknown): value is readonly Resource[] =>
  listOf(shapedBy('kind', resources))(value)
