/** A part of rsyncd.conf: the settings before the first heading have no name. */
export interface RsyncdSection {
  readonly name: string | undefined
  readonly settings: ReadonlyMap<string, string>
}

/** What the daemon makes of rsyncd.conf; throws where it would, or would surprise. After params.c and loadparm.c. */
export function readRsyncdConf(text: string): readonly RsyncdSection[] {
  // The file ends at a NUL, and a carriage return is dropped wherever it is.
  const read = text.replace(/\0.*/s, '').replaceAll('\r', '')
  const sections: { name: string | undefined; settings: Map<string, string> }[] = [
    { name: undefined, settings: new Map() },
  ]
  for (const line of logicalLines(read)) {
    const content = line.replace(/^[ \t\v\f]+/, '')
    if (content === '' || /^[#;]/.test(content)) continue
    if (content.startsWith('&')) throw new Error(`a directive that reads another file: ${content}`)
    const heading = /^\[([^\]]*)\]/.exec(content)
    if (heading === null) addSetting(sections.at(-1)?.settings, content)
    else sections.push({ name: compress(heading[1] ?? ''), settings: new Map() })
  }
  const names = sections.map(section => section.name?.toLowerCase())
  if (new Set(names).size < names.length) throw new Error('two modules of one name become one')
  return sections
}

// A backslash that is the last thing on a line but for blanks joins the next line to it.
function logicalLines(text: string): readonly string[] {
  return text.replaceAll(/\\[ \t\v\f]*\n/g, '').split('\n')
}

function addSetting(settings: Map<string, string> | undefined, content: string): void {
  const at = content.indexOf('=')
  if (at < 0) throw new Error(`neither a heading nor a setting: ${content}`)
  const value = content.slice(at + 1).replaceAll(/^[ \t\v\f]+|[ \t\v\f]+$/g, '')
  // %NAME% is expanded from the daemon's environment, as late as the connection.
  if (/%[A-Z][A-Za-z0-9_]*%/.test(value)) throw new Error(`a value that is expanded: ${value}`)
  settings?.set(compress(content.slice(0, at)), value)
}

const compress = (name: string): string => name.trim().replaceAll(/[ \t]+/g, ' ')
