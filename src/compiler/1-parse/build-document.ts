import {
  type AliasEvent,
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml'
import { type Diagnostic, error } from '../../diagnostic.ts'
import type { Span } from '../../source.ts'
import type { Entry, ListNode, MapNode, Node, ScalarNode } from '../document.ts'
import { checkScalar } from './characters.ts'
import { checkKey, isMerge } from './check-key.ts'
import { plainValue } from './scalar.ts'

export interface Built {
  /** Undefined when the file is no map. */
  readonly root: MapNode | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly broken: readonly Span[]
}

interface Builder {
  readonly text: string
  readonly events: readonly Event[]
  readonly diagnostics: Diagnostic[]
  readonly broken: Span[]
  next: number
  /** Where the last thing that was read ends. */
  end: number
}

/** The parser's events to a tree, without what plain YAML leaves out: each of that is a diagnostic. */
export function buildDocument(text: string, events: readonly Event[]): Built {
  const builder: Builder = { text, events, diagnostics: [], broken: [], next: 1, end: 0 }
  const root = events.length > 1 ? buildNode(builder, undefined) : undefined
  if (root?.kind === 'map') return { ...builder, root }
  const isEmpty = root === undefined || root.span.start === root.span.end
  builder.diagnostics.push(isEmpty ? emptyFile() : notAMap(root))
  return { ...builder, root: undefined }
}

function emptyFile(): Diagnostic {
  const hint = 'mirrorc init writes one to begin with'
  return error('empty-file', { start: 0, end: 0 }, 'there is nothing in this file', hint)
}

function notAMap(root: Node): Diagnostic {
  const found = root.kind === 'list' ? 'a list' : 'a single value'
  return error(
    'not-a-map',
    root.span,
    `this file holds ${found}, not keys`,
    'write key: value lines',
  )
}

// `empty` is where a value is said to be when nothing is written: at its key.
function buildNode(builder: Builder, empty: Span | undefined): Node {
  const event = builder.events[builder.next++]
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return buildScalar(builder, event, empty)
    case EVENT_ID.MAPPING:
      return buildMap(builder, event)
    case EVENT_ID.SEQUENCE:
      return buildList(builder, event)
    case EVENT_ID.ALIAS:
      return buildAlias(builder, event)
    default:
      throw new Error('unreachable: the YAML parser ended a node that it did not begin')
  }
}

function buildScalar(builder: Builder, event: ScalarEvent, empty: Span | undefined): ScalarNode {
  const span = event.valueStart < 0 ? (empty ?? at(builder.end)) : scalarSpan(builder.text, event)
  const raw = event.valueStart < 0 ? '' : builder.text.slice(span.start, span.end)
  builder.end = Math.max(builder.end, span.end)
  const text = getScalarValue(builder.text, event)
  const value = event.style === SCALAR_STYLE.PLAIN ? plainValue(text) : text
  const problem = checkScalar(builder.text, span, text)
  if (problem) refuse(builder, problem, span)
  checkProperties(builder, event, span)
  return { kind: 'scalar', span, value, raw }
}

function buildMap(builder: Builder, event: MappingEvent): MapNode {
  builder.end = Math.max(builder.end, event.start + 1)
  const entries = new Map<string, Entry>()
  let isWhole = true
  while (!isPop(builder)) {
    const key = buildNode(builder, undefined)
    const found = builder.diagnostics.length
    const value = buildNode(builder, key.span)
    if (isMerge(key)) {
      // The alias behind it has the same cause.
      builder.diagnostics.length = found
      isWhole = false
    }
    const problem = checkKey(key, value, entries)
    if (problem) refuse(builder, problem, key.span)
    if (problem?.code === 'complex-key') isWhole = false
    const name = isMerge(key) ? undefined : nameOf(key)
    if (name !== undefined && !entries.has(name)) entries.set(name, { keySpan: key.span, value })
  }
  const span = endCollection(builder, event)
  checkProperties(builder, event, span)
  return { kind: 'map', span, entries, isWhole }
}

function buildList(builder: Builder, event: SequenceEvent): ListNode {
  builder.end = Math.max(builder.end, event.start + 1)
  const items: Node[] = []
  while (!isPop(builder)) items.push(buildNode(builder, undefined))
  const span = endCollection(builder, event)
  checkProperties(builder, event, span)
  return { kind: 'list', span, items }
}

function buildAlias(builder: Builder, event: AliasEvent): ScalarNode {
  const span = { start: event.anchorStart - 1, end: event.anchorEnd }
  builder.end = span.end
  const message = 'aliases are not used in mirror.yaml'
  refuse(
    builder,
    error('alias', span, message, 'write the value out; text that begins with * goes in quotes'),
    span,
  )
  return { kind: 'scalar', span, value: null, raw: builder.text.slice(span.start, span.end) }
}

function checkProperties(
  builder: Builder,
  event: ScalarEvent | MappingEvent | SequenceEvent,
  span: Span,
): void {
  if (event.anchorStart >= 0) {
    const anchor = { start: event.anchorStart - 1, end: event.anchorEnd }
    const message = 'anchors are not used in mirror.yaml'
    const hint = 'take it out; text that begins with & goes in quotes'
    refuse(builder, error('anchor', anchor, message, hint), anchor)
  }
  if (event.tagStart >= 0) {
    const tag = { start: event.tagStart, end: event.tagEnd }
    const message = 'tags are not used in mirror.yaml'
    const hint = 'take it out; text that begins with ! goes in quotes'
    refuse(builder, error('tag', tag, message, hint), span)
  }
}

function refuse(builder: Builder, problem: Diagnostic, broken: Span): void {
  builder.diagnostics.push(problem)
  builder.broken.push(broken)
}

function nameOf(key: Node): string | undefined {
  if (key.kind !== 'scalar' || key.value === null) return undefined
  return typeof key.value === 'string' ? key.value : key.raw
}

function isPop(builder: Builder): boolean {
  const popped = builder.events[builder.next]?.type === EVENT_ID.POP
  if (popped) builder.next++
  return popped
}

// The events tell where a collection begins, not where it ends: after its last item, and for
// {…} and […] after the closing bracket.
function endCollection(builder: Builder, event: MappingEvent | SequenceEvent): Span {
  if (event.style === COLLECTION_STYLE.FLOW) {
    const closing = /(?:[\s,]|(?<=\s)#[^\n]*)*[}\]]/y
    closing.lastIndex = builder.end
    if (closing.test(builder.text)) builder.end = closing.lastIndex
  }
  return { start: event.start, end: builder.end }
}

function scalarSpan(text: string, event: ScalarEvent): Span {
  const { valueStart: start, valueEnd: end } = event
  switch (event.style) {
    case SCALAR_STYLE.PLAIN:
      return { start, end }
    case SCALAR_STYLE.SINGLE_QUOTED:
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return { start: start - 1, end: end + 1 }
    default: {
      const block = text.slice(start, end)
      const indent = block.length - block.trimStart().length
      return {
        start: start + indent,
        end: Math.max(start + indent, start + block.trimEnd().length),
      }
    }
  }
}

function at(offset: number): Span {
  return { start: offset, end: offset }
}
