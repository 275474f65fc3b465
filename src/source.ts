/** A text and the name under which its user knows it. */
export interface Source {
  readonly name: string
  readonly text: string
}

/** A half-open range of UTF-16 offsets into `Source.text`. Lines and columns exist only when printing. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A place as people and editors count: both from 1, columns in characters. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Finds the places of many offsets in one text without reading it anew for each. */
export interface Lines {
  readonly position: (offset: number) => Position
  /** A line by its number, without its line end; its first offset comes with it. */
  readonly line: (number: number) => { readonly text: string; readonly start: number }
}

/** Only \n ends a line: that is how editors that are handed \r\n count, and \r alone is refused. */
export function lines(text: string): Lines {
  const starts = [text.startsWith('\ufeff') ? 1 : 0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  let last = { offset: 0, line: 0, column: 0 }
  return {
    position: offset => {
      const line = lineAt(starts, offset)
      // Many places on one long line come in order: count on from the one before.
      const isBehind = last.line === line && last.offset <= offset
      const from = isBehind ? last : { offset: starts[line - 1] ?? 0, column: 1 }
      const column = from.column + [...text.slice(from.offset, offset)].length
      last = { offset, line, column }
      return { line, column }
    },
    line: number => {
      const start = starts[number - 1] ?? 0
      const end = (starts[number] ?? text.length + 1) - 1
      return { text: text.slice(start, text[end - 1] === '\r' ? end - 1 : end), start }
    },
  }
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low + 1
}
