/** A directory and whose it is. */
export interface Place<Owner> {
  readonly path: string
  readonly owner: Owner
}

/** Two directories, the second in the first or the same. */
export interface Nesting<Owner> {
  readonly outer: Place<Owner>
  readonly inner: Place<Owner>
}

/** Each directory that lies in another one of the list, with the nearest such; equal paths count. */
export function nestedPaths<Owner>(places: readonly Place<Owner>[]): readonly Nesting<Owner>[] {
  // Sorted with a slash at the end, everything below a directory follows right after it.
  const sorted = places.map((place, index) => ({ place, index, key: `${place.path}/` }))
  sorted.sort((a, b) => (a.key === b.key ? a.index - b.index : a.key < b.key ? -1 : 1))
  const around: typeof sorted = []
  const found: Nesting<Owner>[] = []
  for (const current of sorted) {
    while (around.length > 0 && !current.key.startsWith(around.at(-1)?.key ?? '')) around.pop()
    const outer = around.at(-1)
    if (outer) found.push({ outer: outer.place, inner: current.place })
    around.push(current)
  }
  return found
}
