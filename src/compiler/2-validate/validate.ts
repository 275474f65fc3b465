import type { Diagnostic } from '../../diagnostic.ts'
import { type MapNode, toValue } from '../document.ts'
import { checkNumbers } from './check-numbers.ts'
import { checkVersion } from './check-version.ts'
import { explainError } from './explain-error.ts'
import type { MirrorInput } from './mirror-input.gen.ts'
import { missingKeys } from './missing-keys.ts'
import { prune } from './prune.ts'
import { relevantErrors } from './relevant-errors.ts'
import { validate as matchesSchema } from './validator.gen.js'

/** What of the input is well-formed. The rest has its diagnostic and is left out. */
export type WellFormed<T> = T extends string | number | boolean
  ? T
  : T extends readonly (infer Item)[]
    ? readonly (WellFormed<Item> | undefined)[]
    : { readonly [Key in keyof T]?: WellFormed<T[Key]> | undefined }

export interface Validated {
  /** Undefined when the rest of the file cannot be judged. */
  readonly input: WellFormed<MirrorInput> | undefined
  readonly diagnostics: readonly Diagnostic[]
}

// Nobody reads more, and a file that is nothing but mistakes would take long.
const mostExplained = 1000

/** The tree against the schema: keys, types and alphabets. */
export function validate(root: MapNode): Validated {
  const version = checkVersion(root)
  if (version?.isNewer) return { input: undefined, diagnostics: [version.diagnostic] }
  const input = toValue(root) as WellFormed<MirrorInput>
  const errors = matchesSchema(input) ? [] : relevantErrors(matchesSchema.errors ?? [])
  for (const error of errors) prune(input, error)
  const explained = errors.slice(0, mostExplained)
  const diagnostics = [
    ...(version ? [version.diagnostic] : []),
    ...explained.flatMap(error => explainError(root, error) ?? []),
    ...missingKeys(root, explained),
    ...checkNumbers(root, input),
  ]
  return { input, diagnostics }
}
