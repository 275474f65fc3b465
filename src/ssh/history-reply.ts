import { readSections } from './section.ts'

/** An apply that a host remembers. */
export interface PastRun {
  readonly id: string
  /** How it ended; undefined while it is at work, or when it was cut off. */
  readonly result: string | undefined
  /** Who it was for, such as `anna@laptop`. */
  readonly by: string | undefined
  /** A line for each change. */
  readonly changes: readonly string[]
}

/** Reads what src/runtime/spool.sh tells of the runs. */
export function readHistory(lines: readonly string[], nonce: string): readonly PastRun[] {
  return readSections(lines, nonce)
    .filter(section => section.name === 'run')
    .map(section => {
      const all = (part: string): readonly string[] =>
        section.lines.flatMap(line =>
          line.startsWith(`${part} `) ? [line.slice(part.length + 1)] : [],
        )
      return {
        id: section.argument,
        result: all('result')[0]?.trim(),
        by: all('by')[0],
        changes: all('summary'),
      }
    })
}
