import { type Diagnostic, error } from '../../diagnostic.ts'
import type { Entry, Node } from '../document.ts'
import { quote } from '../quote.ts'

/** What is wrong with a key beside the keys that stand before it in the same map. */
export function checkKey(
  key: Node,
  value: Node,
  before: ReadonlyMap<string, Entry>,
): Diagnostic | undefined {
  if (key.kind !== 'scalar' || key.value === null) {
    const message = 'a key must be a word, not a list, a map or nothing'
    return error('complex-key', key.span, message, 'write key: value')
  }
  if (typeof key.value !== 'string') {
    const message = `the key ${key.raw} is read as a ${typeof key.value}`
    return error('quote-the-key', key.span, message, `write "${key.raw}":`)
  }
  if (isMerge(key)) {
    const hint = 'write the keys out; hosts that differ little are still short'
    return error('merge-key', key.span, 'merge keys are not used in mirror.yaml', hint)
  }
  return before.has(key.value) ? duplicate(key.value, key, value) : undefined
}

/** Whether a key would, in YAML 1.1, bring in the entries of another map. */
export function isMerge(key: Node): boolean {
  return key.kind === 'scalar' && key.raw === '<<'
}

function duplicate(name: string, key: Node, value: Node): Diagnostic {
  const hint = value.kind === 'scalar' ? 'keep one of the two' : 'put what both hold under one'
  return error('duplicate-key', key.span, `${quote(name)} is here a second time`, hint)
}
