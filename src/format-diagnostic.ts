import { type Colors, colorsFor } from './colors.ts'
import type { Diagnostic } from './diagnostic.ts'
import { type Lines, lines, type Position, type Source } from './source.ts'
import { displayWidth, escapeCharacter, escapeForTerminal } from './terminal-text.ts'

/** A diagnostic for scripts: the same facts as the text, with places as an editor counts them. */
export interface DiagnosticJson {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly severity: Diagnostic['severity']
  readonly code: Diagnostic['code']
  readonly message: string
  readonly hint?: string
}

/** Prints the diagnostics of one source; made once for all of them. */
export interface DiagnosticFormatter {
  /** The place and message, the line with a caret below it, the hint. Ends with a line break. */
  readonly toText: (diagnostic: Diagnostic, options: { readonly color: boolean }) => string
  readonly toJson: (diagnostic: Diagnostic) => DiagnosticJson
}

/** A formatter for the diagnostics of a source. */
export function diagnosticFormatter(source: Source): DiagnosticFormatter {
  const places = lines(source.text)
  return {
    toText: (diagnostic, { color }) =>
      toText({ source, places, diagnostic, colors: colorsFor(color) }),
    toJson: diagnostic => toJson(source, places, diagnostic),
  }
}

/** `3 errors, 1 warning in mirror.yaml`. */
export function summarize(source: Source, diagnostics: readonly Diagnostic[]): string {
  const counts = (['error', 'warning'] as const).flatMap(severity => {
    const count = diagnostics.filter(diagnostic => diagnostic.severity === severity).length
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`]
  })
  return `${counts.join(', ')} in ${escapeForTerminal(source.name)}`
}

interface Printing {
  readonly source: Source
  readonly places: Lines
  readonly diagnostic: Diagnostic
  readonly colors: Colors
}

function toText({ source, places, diagnostic, colors }: Printing): string {
  const { severity, code, message, hint, span } = diagnostic
  const start = places.position(span.start)
  const place = `${escapeForTerminal(source.name)}:${start.line}:${start.column}:`
  const label = `${severity}[${code}]:`
  const paint = severity === 'error' ? colors.red : colors.yellow
  const head = `${colors.bold(place)} ${paint(label)} ${escapeForTerminal(message)}`
  const frame = quoteLine(places, diagnostic, start)
  const gutter = String(start.line).padStart(3)
  return [
    head,
    `${colors.dim(`${gutter} |`)} ${frame.text}`.trimEnd(),
    `${colors.dim(`${' '.repeat(gutter.length)} |`)} ${frame.indent}${paint(frame.caret)}`,
    ...(hint === undefined ? [] : [`  ${colors.dim('hint:')} ${escapeForTerminal(hint)}`]),
    '',
  ].join('\n')
}

function toJson(source: Source, places: Lines, diagnostic: Diagnostic): DiagnosticJson {
  const { severity, code, message, hint, span } = diagnostic
  const { line, column } = places.position(span.start)
  const end = places.position(span.end)
  return {
    file: source.name,
    line,
    column,
    endLine: end.line,
    endColumn: end.column,
    severity,
    code,
    message,
    ...(hint !== undefined && { hint }),
  }
}

interface Frame {
  readonly text: string
  readonly indent: string
  readonly caret: string
}

const widest = 100
const before = 40

// The line as a terminal may show it, and a caret under the characters that are meant.
function quoteLine(places: Lines, { span }: Diagnostic, start: Position): Frame {
  const line = places.line(start.line)
  const end = Math.max(span.end, span.start + 1) - line.start
  const from = span.start - line.start
  const left = shorten(show(line.text.slice(0, from)), 'left')
  const marked = show(line.text.slice(from, end)).trimEnd()
  const right = show(line.text.slice(Math.min(end, line.text.length)))
  const shownMark = shorten(marked, 'right')
  const shownRight = marked === shownMark ? shorten(right, 'right') : ''
  return {
    text: `${left}${shownMark}${shownRight}`,
    indent: ' '.repeat(displayWidth(left)),
    caret: '^'.repeat(Math.max(1, displayWidth(shownMark))),
  }
}

function show(text: string): string {
  return [...text]
    .map(character => (character === '\t' ? '    ' : escapeCharacter(character)))
    .join('')
}

function shorten(text: string, side: 'left' | 'right'): string {
  const characters = [...text]
  if (side === 'left') {
    return characters.length > before ? `…${characters.slice(1 - before).join('')}` : text
  }
  const room = widest - before
  return characters.length > room ? `${characters.slice(0, room - 1).join('')}…` : text
}
