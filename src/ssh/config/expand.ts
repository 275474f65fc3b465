/** What the `%` tokens of ssh_config(5) stand for, by their letter. */
export type Tokens = Readonly<Record<string, string | undefined>>

/** A path from ssh_config(5) with `~`, `%` tokens and `${VARIABLES}` filled in; undefined where one has no value. */
export function expandPath(
  text: string,
  tokens: Tokens,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  let known = true
  const fill = (value: string | undefined) => {
    known &&= value !== undefined
    return value ?? ''
  }
  const path = text
    .replace(/^~(?=\/|$)/, () => fill(tokens.d))
    .replace(/%(.)|\$\{(\w+)\}/g, (_, letter: string | undefined, variable: string | undefined) => {
      if (letter === '%') return '%'
      return fill(letter === undefined ? environment[variable ?? ''] : tokens[letter])
    })
  // `~name` is another user's home, which only the system's ssh can look up.
  return known && !path.startsWith('~') ? path : undefined
}

/**
 * The paths of a list that `ssh -G` prints unquoted: a space is part of a path unless what follows
 * begins a new absolute one.
 */
export function splitPaths(text: string): readonly string[] {
  const paths: string[] = []
  for (const word of text.split(' ')) {
    const last = paths.at(-1)
    const begins = /^([/~]|[A-Za-z]:|__PROGRAMDATA__)/
    if (last === undefined || begins.test(word) || !begins.test(last)) paths.push(word)
    else paths[paths.length - 1] = `${last} ${word}`
  }
  return paths.filter(path => path !== '')
}
