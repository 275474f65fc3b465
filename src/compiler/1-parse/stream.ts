import { type DocumentEvent, EVENT_ID, type Event } from 'js-yaml'
import { type Diagnostic, error } from '../../diagnostic.ts'

/** What may be wrong around the one document of the file. */
export function checkStream(text: string, events: readonly Event[]): readonly Diagnostic[] {
  const documents = events.filter(event => event.type === EVENT_ID.DOCUMENT)
  const diagnostics = checkDirectives(text)
  const second = documents.length > 1 ? secondMarker(text, documents[0]) : undefined
  if (second !== undefined) {
    diagnostics.push(
      error(
        'several-documents',
        { start: second, end: second + 3 },
        'a second document begins here; mirror.yaml is one',
        'put what follows into a file of its own',
      ),
    )
  }
  return diagnostics
}

// A line that begins with % is a directive only before the first document begins.
function checkDirectives(text: string): Diagnostic[] {
  const match = /^\ufeff?(?:[ \t]*(?:#[^\n]*)?\r?\n)*(%[^\r\n]*)/.exec(text)
  if (!match?.[1]) return []
  const end = match[0].length
  const span = { start: end - match[1].length, end }
  return [
    error('directive', span, 'YAML directives are not used in mirror.yaml', 'delete this line'),
  ]
}

// The parser's events carry no place for a document, but a marker can stand nowhere else:
// at the beginning of a line it ends even a block scalar (yaml.org/spec/1.2.2 section 9.1.2).
function secondMarker(text: string, first: DocumentEvent | undefined): number {
  const markers = [...text.matchAll(/^\ufeff?(?:---|\.\.\.)(?=\s|$)/gm)]
  return markers[first?.explicitStart ? 1 : 0]?.index ?? 0
}
