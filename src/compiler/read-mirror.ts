import type { Diagnostic } from '../diagnostic.ts'
import type { Source } from '../source.ts'
import { parse } from './1-parse/parse.ts'
import { validate } from './2-validate/validate.ts'
import { resolve } from './3-resolve/resolve.ts'
import type { Mirror, ReleaseTable } from './mirror.ts'
import { overlapsAny } from './overlap.ts'

// text ─parse─▶ tree with places ─validate─▶ well-formed input ─resolve─▶ Mirror
//
// Each phase returns what it could make and the diagnostics of what it could not, and the next one
// goes on with the rest: the user sees all problems of a file at once. Nothing here reads a file,
// asks a host or throws because of the input.

export interface ReadMirror {
  /** Undefined when there is an error among the diagnostics. */
  readonly mirror: Mirror | undefined
  /** In the order of the file. */
  readonly diagnostics: readonly Diagnostic[]
}

/** The text of a mirror.yaml to the complete, checked model. */
export function readMirror(source: Source, releases: ReleaseTable): ReadMirror {
  const parsed = parse(source.text)
  if (!parsed.root) return { mirror: undefined, diagnostics: inOrder(parsed.diagnostics) }
  const validated = validate(parsed.root)
  const resolved = validated.input && resolve(parsed.root, validated.input, releases)
  const later = oneForEachPlace(validated.diagnostics, resolved?.diagnostics ?? [])
  const isBroken = overlapsAny(parsed.broken)
  const diagnostics = [...parsed.diagnostics, ...later.filter(({ span }) => !isBroken(span))]
  const isValid = diagnostics.every(diagnostic => diagnostic.severity !== 'error')
  return { mirror: isValid ? resolved?.mirror : undefined, diagnostics: inOrder(diagnostics) }
}

// Where both phases find an error in the same words, the later one knows more.
function oneForEachPlace(
  validated: readonly Diagnostic[],
  resolved: readonly Diagnostic[],
): readonly Diagnostic[] {
  const errors = resolved.filter(({ severity }) => severity === 'error')
  const places = new Set(errors.map(placeOf))
  return [...validated.filter(diagnostic => !places.has(placeOf(diagnostic))), ...resolved]
}

// A rule that many hosts break at one place of the file is told once.
function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = diagnostics.toSorted(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  )
  const seen = new Set<string>()
  return sorted.filter(diagnostic => {
    const key = `${diagnostic.code} ${placeOf(diagnostic)}`
    return !seen.has(key) && seen.add(key)
  })
}

function placeOf({ span }: Diagnostic): string {
  return `${span.start} ${span.end}`
}
