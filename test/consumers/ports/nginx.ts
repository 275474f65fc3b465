/** The words of a directive, and the `{` or `;` that ends it; or a lone `}`. */
export type NginxDirective = readonly string[]

const blank = /[ \t\r\n]+|#[^\n]*/y
const end = /[;{}]/y
// After the closing quote only these may follow; a backslash takes the next character with it.
const quoted = /(["'])((?:\\[\s\S]|(?!\1)[^\\])*)\1(?=[ \t\r\n;{)])/y
const bare = /(?!["'])(?:\\[\s\S]|\$\{|[^ \t\r\n;{\\])+/y

/** What nginx makes of a text; throws where it would. After ngx_conf_read_token() in ngx_conf_file.c. */
export function readNginxDirectives(text: string): readonly NginxDirective[] {
  const directives: string[][] = []
  let words: string[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    at += match?.[0].length ?? 0
    return match
  }
  while (at < text.length) {
    if (take(blank) !== null) continue
    const ending = take(end)
    if (ending === null) words.push(takeWord(take, at))
    else {
      directives.push([...words, checkEnding(ending[0], words)])
      words = []
    }
  }
  if (words.length > 0) throw new Error('unexpected end of file, expecting ";" or "}"')
  return directives
}

function takeWord(take: (pattern: RegExp) => RegExpExecArray | null, at: number): string {
  const word = take(quoted)?.[2] ?? take(bare)?.[0]
  if (word === undefined) throw new Error(`a quote does not end as it must, at ${at}`)
  return unescapeWord(word)
}

function checkEnding(ending: string, words: readonly string[]): string {
  if ((ending === '}') === words.length > 0) throw new Error(`unexpected "${ending}"`)
  return ending
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  t: '\t',
  r: '\r',
  n: '\n',
}

// Any other backslash stays, with what follows it.
const unescapeWord = (raw: string): string =>
  raw.replace(/\\(.)/gsu, (pair, char: string) => escapes[char] ?? pair)
