import { type Colors, colorsFor } from './colors.ts'
import type { Diagnostic } from './diagnostic.ts'
import { plural } from './plural.ts'
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
    return count === 0 ? [] : [plural(count, severity)]
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
// A line may be as long as the file; what is farther away is not shown anyhow.
const enough = 4 * widest

// The line as a terminal may show it, and a caret under the characters that are meant.
function quoteLine(places: Lines, { span }: Diagnostic, start: Position): Frame {
  const line = places.line(start.line)
  const from = span.start - line.start
  const end = Math.max(span.end, span.start + 1) - line.start
  const isToLineEnd = end >= line.text.length
  const left = show(line.text.slice(Math.max(0, from - enough), from))
  const marked = line.text.slice(from, Math.min(end, from + enough))
  const right = isToLineEnd ? '' : line.text.slice(end, end + enough)
  const shown = { left, marked: show(isToLineEnd ? marked.trimEnd() : marked), right: show(right) }
  return frame(shorten(shown))
}

interface Parts {
  readonly left: string
  readonly marked: string
  readonly right: string
}

function frame({ left, marked, right }: Parts): Frame {
  const indent = ' '.repeat(displayWidth(left))
  return {
    text: left + marked + right,
    indent,
    caret: '^'.repeat(Math.max(1, displayWidth(marked))),
  }
}

// What is left of a long line is what stands around the place that is meant.
function shorten(parts: Parts): Parts {
  const [left, marked, right] = [[...parts.left], [...parts.marked], [...parts.right]]
  if (left.length + marked.length + right.length <= widest) return parts
  const shownLeft = left.length > before ? ['…', ...left.slice(1 - before)] : left
  const room = widest - shownLeft.length
  const isLong = marked.length > room
  const shownMarked = isLong ? [...marked.slice(0, room - 1), '…'] : marked
  const rest = isLong ? 0 : room - marked.length
  const shownRight = right.length > rest ? [...right.slice(0, Math.max(0, rest - 1)), '…'] : right
  return {
    left: shownLeft.join(''),
    marked: shownMarked.join(''),
    right: isLong ? '' : shownRight.join(''),
  }
}

function show(text: string): string {
  return [...text]
    .map(character => (character === '\t' ? '    ' : escapeCharacter(character)))
    .join('')
}
