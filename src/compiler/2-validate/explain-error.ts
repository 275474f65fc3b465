import type { ErrorObject } from 'ajv'
import { type Diagnostic, error as diagnostic } from '../../diagnostic.ts'
import {
  keySpanAt,
  type MapNode,
  type Node,
  nodeAt,
  type Path,
  spanAt,
  spanInside,
} from '../document.ts'
import { didYouMean } from '../nearest.ts'
import { listWords, quote } from '../quote.ts'
import { alphabetOf, alphabets } from './alphabets.ts'
import { explainText } from './explain-text.ts'
import { isLaterKey } from './later-keys.ts'
import { parsePointer } from './pointer.ts'
import { definitionOf } from './relevant-errors.ts'
import { wrongType } from './wrong-type.ts'

/** An error of the schema in words of the file. Missing keys are explained together, elsewhere. */
export function explainError(root: MapNode, error: ErrorObject): Diagnostic | undefined {
  const path = parsePointer(error.instancePath)
  switch (error.keyword) {
    case 'required':
      return undefined
    case 'additionalProperties':
      return unknownKey(root, path, error)
    case 'propertyNames':
      return badKey(root, [...path, String(error.params.propertyName)])
    case 'type':
      return wrongType(root, path, String(error.params.type))
    case 'pattern':
      return badText(nodeAt(root, path), definitionOf(error))
    case 'enum':
      return unknownValue(root, path, error)
    case 'minimum':
    case 'maximum':
      return outOfRange(root, path, error)
    case 'minProperties':
    case 'minItems':
      return tooFew(root, path)
    case 'maxProperties':
    case 'maxItems':
      return tooMany(root, path, error)
    default:
      throw new Error(`unreachable: nobody explains the schema's keyword "${error.keyword}"`)
  }
}

function unknownKey(root: MapNode, path: Path, error: ErrorObject): Diagnostic {
  const key = String(error.params.additionalProperty)
  const span = keySpanAt(root, [...path, key])
  if (isLaterKey(path, key)) {
    const message = `${quote(key)} comes in a later version of mirrorc`
    return diagnostic('later-key', span, message, 'take it out for now')
  }
  const keys = Object.keys(error.parentSchema?.properties ?? {})
  const hint = didYouMean(key, keys) ?? `the keys here are ${listWords(keys)}`
  return diagnostic('unknown-key', span, `there is no key ${quote(key)} ${whereIs(path)}`, hint)
}

function whereIs(path: Path): string {
  if (path.length === 0) return 'at the top of mirror.yaml'
  if (path.length === 2 && path[0] === 'modules') return 'in a module'
  if (path.length === 2 && path[0] === 'hosts') return 'in a host'
  return `in ${quote(String(path.at(-1)))}`
}

function badKey(root: MapNode, path: Path): Diagnostic {
  const problem = explainText(alphabets.name, String(path.at(-1)))
  return diagnostic('bad-name', keySpanAt(root, path), problem.message, problem.hint)
}

function badText(node: Node | undefined, definition: string): Diagnostic {
  const alphabet = alphabetOf(definition)
  if (!alphabet || node?.kind !== 'scalar') {
    throw new Error(`unreachable: nobody explains the definition "${definition}"`)
  }
  const value = String(node.value)
  const { message, hint, at, code = alphabet.code } = explainText(alphabet, value)
  return diagnostic(code, spanInside(node, at), message, hint)
}

function unknownValue(root: MapNode, path: Path, error: ErrorObject): Diagnostic {
  const found = nodeAt(root, path)
  const word = found?.kind === 'scalar' ? String(found.value) : ''
  const values: readonly (string | number)[] = error.params.allowedValues
  const allowed = values.map(String)
  const message = `${quote(word)} is not one of ${listWords(allowed)}`
  return diagnostic('unknown-value', spanAt(root, path), message, didYouMean(word, allowed))
}

function outOfRange(root: MapNode, path: Path, error: ErrorObject): Diagnostic {
  const { minimum, maximum } = error.parentSchema ?? {}
  const message = `${path.at(-1)} must be between ${minimum} and ${maximum}`
  return diagnostic('out-of-range', spanAt(root, path), message)
}

function tooFew(root: MapNode, path: Path): Diagnostic | undefined {
  const node = nodeAt(root, path)
  if (node?.kind === 'map' && !node.isWhole) return undefined
  const message = `${quote(String(path.at(-1)))} needs at least one entry`
  return diagnostic('too-few', keySpanAt(root, path), message)
}

function tooMany(root: MapNode, path: Path, error: ErrorObject): Diagnostic {
  const limit = error.params.limit
  const message = `${quote(String(path.at(-1)))} may have at most ${limit} entries`
  const hint = error.keyword === 'maxItems' ? undefined : 'spread them over several mirror files'
  return diagnostic('too-many', keySpanAt(root, path), message, hint)
}
