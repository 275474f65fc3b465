/** The word among the allowed ones that was probably meant, if one is close enough. */
export function nearest(word: string, allowed: Iterable<string>): string | undefined {
  const plain = simplify(word)
  let best: string | undefined
  let bestDistance = Math.floor(Math.max(plain.length, 3) / 3) + 1
  for (const candidate of allowed) {
    const other = simplify(candidate)
    if (Math.abs(other.length - plain.length) >= bestDistance) continue
    const distance = editDistance(plain, other)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** `did you mean "domain"?`, or nothing when no allowed word is near. */
export function didYouMean(word: string, allowed: Iterable<string>): string | undefined {
  const found = word.length > 64 ? undefined : nearest(word, allowed)
  return found === undefined ? undefined : `did you mean "${found}"?`
}

// maxConnections, max-connections and max_connections are one word to their writer.
function simplify(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ .]/g, '')
}

// Optimal string alignment: a swap of two neighbours is one mistake.
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    rows.push(current)
    for (let column = 1; column <= b.length; column++) {
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current[column] = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1),
        swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
  }
  return at(a.length, b.length)
}
