import { type Diagnostic, error } from '../../diagnostic.ts'
import {
  keySpanAt,
  type MapNode,
  type Node,
  nodeAt,
  type Path,
  type ScalarNode,
} from '../document.ts'
import { quote } from '../quote.ts'

/** A value of the wrong kind, and how to write the right one. */
export function wrongType(root: MapNode, path: Path, wanted: string): Diagnostic {
  const node = nodeAt(root, path)
  if (!node) throw new Error('unreachable: the schema found a value that is not in the file')
  const parent = nodeAt(root, path.slice(0, -1))
  const key = parent?.kind === 'list' ? undefined : String(path.at(-1))
  const name = key === undefined ? 'an item of this list' : quote(key)
  if (node.kind === 'scalar' && node.value === null) {
    const message = `${name} has no value: ${wantedWords(wanted)} is wanted here`
    return error('wrong-type', node.span, message, hintForNothing(key, wanted))
  }
  const message = `${name} must be ${wantedWords(wanted)}, not ${foundWords(node)}`
  const span = node.kind === 'scalar' ? node.span : keySpanAt(root, path)
  const hint = node.kind === 'scalar' ? hintForScalar(key, node, wanted) : hintFor(node, wanted)
  return error('wrong-type', span, message, hint)
}

function wantedWords(wanted: string): string {
  const words: Record<string, string> = {
    string: 'text',
    integer: 'a whole number',
    boolean: 'true or false',
    object: 'a map of keys',
    array: 'a list',
  }
  return words[wanted] ?? wanted
}

function foundWords(node: Node): string {
  if (node.kind === 'map') return 'a map of keys'
  if (node.kind === 'list') return 'a list'
  if (typeof node.value === 'string') return 'text'
  return typeof node.value === 'number'
    ? `the number ${node.raw}`
    : `the word ${node.raw}, which is no text in YAML`
}

function hintForNothing(key: string | undefined, wanted: string): string | undefined {
  if (key === undefined) return 'write an item after the dash, or delete the line'
  if (wanted === 'object') return `write ${key}: {} or put indented keys below it`
  return `write a value after ${key}: or delete the line`
}

function hintFor(node: Node, wanted: string): string | undefined {
  if (node.kind !== 'list' || wanted !== 'object') return undefined
  return 'write a name and a colon in place of each dash'
}

function hintForScalar(
  key: string | undefined,
  node: ScalarNode,
  wanted: string,
): string | undefined {
  const start = key === undefined ? '- ' : `${key}: `
  const text = String(node.value)
  switch (wanted) {
    case 'string':
      return `write ${start}${asText(key, node.raw)}`
    case 'integer':
      return /^[0-9_, ]+$/.test(text) ? `write ${start}${text.replaceAll(/[_, ]/g, '')}` : undefined
    case 'boolean':
      return `write ${start}${/^(?:no?|off|0|false)$/i.test(text) ? 'false' : 'true'}`
    case 'array':
      return `write ${start}[${node.raw}]`
    default:
      return 'put indented keys below it'
  }
}

// Numbers are taken for a count of something.
const withUnit = ['every', 'grace', 'jitter', 'timeout', 'stale_after']

function asText(key: string | undefined, raw: string): string {
  const isCount = key !== undefined && withUnit.includes(key) && /^\d+$/.test(raw)
  return isCount ? `${raw}m for minutes or ${raw}h for hours` : `"${raw}" in quotes`
}
