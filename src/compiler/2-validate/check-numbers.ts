import { type Diagnostic, error } from '../../diagnostic.ts'
import { type Node, nodeAt } from '../document.ts'

/** Numbers in a spelling that YAML reads differently from most people: 0755, 0x1F, 1e3. */
export function checkNumbers(root: Node, input: unknown): readonly Diagnostic[] {
  if (typeof input === 'number') return checkNumber(root)
  if (typeof input !== 'object' || input === null) return []
  return Object.entries(input).flatMap(([key, value]) => {
    const node = key.startsWith('x-') ? undefined : nodeAt(root, [key])
    return node ? checkNumbers(node, value) : []
  })
}

function checkNumber(node: Node): readonly Diagnostic[] {
  if (node.kind !== 'scalar' || /^-?(?:0|[1-9][0-9]*)$/.test(node.raw)) return []
  const message = `YAML reads ${node.raw} as the number ${node.value}`
  return [error('odd-number', node.span, message, `write ${node.value} if that is meant`)]
}
