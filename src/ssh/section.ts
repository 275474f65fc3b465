/** A part of what a program of ours printed on a host, under its heading. */
export interface Section {
  readonly name: string
  readonly argument: string
  readonly lines: readonly string[]
}

/** Splits an answer at the lines that begin with the nonce; what comes before the first is somebody's banner. */
export function readSections(lines: readonly string[], nonce: string): readonly Section[] {
  const sections: { name: string; argument: string; lines: string[] }[] = []
  for (const line of lines) {
    if (line.startsWith(`${nonce} `)) {
      const [name = '', argument = ''] = line.slice(nonce.length + 1).split(' ')
      sections.push({ name, argument, lines: [] })
    } else sections.at(-1)?.lines.push(line)
  }
  return sections
}
