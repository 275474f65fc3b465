import { type Event, parseEvents, YAMLException } from 'js-yaml'
import type { Diagnostic } from '../../diagnostic.ts'
import type { Span } from '../../source.ts'
import type { MapNode } from '../document.ts'
import { buildDocument } from './build-document.ts'
import { cleanText } from './characters.ts'
import { checkStream } from './stream.ts'
import { syntaxError } from './syntax-error.ts'

const deepest = 32

export interface Parsed {
  /** Undefined when there is nothing to go on with. */
  readonly root: MapNode | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** Parts that are wrong already: what a later phase finds in them has the same cause. */
  readonly broken: readonly Span[]
}

/** Text to a tree with places; plain YAML only: no anchors, aliases, tags, merge keys or directives. */
export function parse(original: string): Parsed {
  const clean = cleanText(original)
  const read = readEvents(clean.text)
  if (!read.events)
    return { root: undefined, diagnostics: [...clean.diagnostics, read.error], broken: [] }
  const stream = checkStream(clean.text, read.events)
  const built = buildDocument(clean.text, read.events)
  const diagnostics = [...clean.diagnostics, ...stream, ...built.diagnostics]
  const broken = [...clean.diagnostics.map(diagnostic => diagnostic.span), ...built.broken]
  return { root: built.root, diagnostics, broken }
}

type Read =
  | { readonly events: readonly Event[] }
  | { readonly events?: undefined; readonly error: Diagnostic }

function readEvents(text: string): Read {
  try {
    return { events: parseEvents(text, { maxDepth: deepest }) }
  } catch (thrown) {
    if (!(thrown instanceof YAMLException)) throw thrown
    const offset = thrown.mark?.position ?? 0
    return { error: syntaxError(text, thrown.reason, Math.min(offset, text.length)) }
  }
}
