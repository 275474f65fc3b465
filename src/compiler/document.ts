import type { Span } from '../source.ts'

/** The YAML tree with the place of everything in it: what every later phase points at. */
export type Node = ScalarNode | MapNode | ListNode

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly span: Span
  readonly value: string | number | boolean | null
  /** As it stands in the file: `0x1F`, not 31. */
  readonly raw: string
}

export interface MapNode {
  readonly kind: 'map'
  readonly span: Span
  readonly entries: ReadonlyMap<string, Entry>
  /** False where a refused key left something out. */
  readonly isWhole: boolean
}

export interface Entry {
  readonly keySpan: Span
  readonly value: Node
}

export interface ListNode {
  readonly kind: 'list'
  readonly span: Span
  readonly items: readonly Node[]
}

/** The keys and list indexes that lead from the top of the file to a node. */
export type Path = readonly (string | number)[]

/** The node at a path, or undefined where the file has none. */
export function nodeAt(root: Node, path: Path): Node | undefined {
  let node: Node | undefined = root
  for (const step of path) node = node && child(node, step)
  return node
}

/** The place of the last key of a path; of the item itself in a list. */
export function keySpanAt(root: Node, path: Path): Span {
  const parent = nodeAt(root, path.slice(0, -1))
  const last = path.at(-1)
  if (parent?.kind === 'map') return parent.entries.get(String(last))?.keySpan ?? parent.span
  return spanAt(root, path)
}

/** The place of the value at a path; of the nearest thing around it where the file has none. */
export function spanAt(root: Node, path: Path): Span {
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(root, path.slice(0, length))
    if (node) return node.span
  }
  return root.span
}

/** The place of one part of a text, given by its offsets in the value; of the whole where that is not known. */
export function spanInside(node: ScalarNode, part: Span | undefined): Span {
  const text = String(node.value)
  const isQuoted = node.raw.slice(1, -1) === text && /^["']/.test(node.raw)
  if (!part || (node.raw !== text && !isQuoted)) return node.span
  const start = node.span.start + (isQuoted ? 1 : 0)
  return { start: start + part.start, end: start + part.end }
}

/** The tree as plain values. Maps have no prototype, so that a key `__proto__` is a key like others. */
export function toValue(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'list':
      return node.items.map(toValue)
    case 'map': {
      const value: Record<string, unknown> = Object.create(null)
      for (const [key, entry] of node.entries) value[key] = toValue(entry.value)
      return value
    }
  }
}

function child(node: Node, step: string | number): Node | undefined {
  if (node.kind === 'map') return node.entries.get(String(step))?.value
  if (node.kind === 'list') return node.items[Number(step)]
  return undefined
}
