/** A line of a file in /etc/cron.d that runs something. */
export interface CronJob {
  readonly schedule: string
  readonly user: string
  /** What `$SHELL -c` gets. */
  readonly command: string
  /** What it reads on stdin: what follows the first bare %. */
  readonly input: string | undefined
}

export interface CronTable {
  readonly environment: Readonly<Record<string, string>>
  readonly jobs: readonly CronJob[]
}

/** What cron(8) makes of a file in /etc/cron.d; throws where it would complain, or cut. After cronie's entry.c, env.c. */
export function readCronTable(text: string): CronTable {
  if (text !== '' && !text.endsWith('\n')) throw new Error('no newline before the end of the file')
  const environment: Record<string, string> = {}
  const jobs: CronJob[] = []
  for (const line of text.split('\n')) {
    const content = line.replace(/^[ \t]+/, '')
    if (content === '' || content.startsWith('#')) continue
    const setting = readSetting(content)
    if (setting === undefined) jobs.push(readJob(content))
    else environment[setting[0]] = setting[1]
  }
  return { environment, jobs }
}

// load_env(): tried first, so that a job must not look like `name = value`.
function readSetting(line: string): [string, string] | undefined {
  const match = /^(?:'([^'=]*)'|"([^"=]*)"|([^\s='"][^\s=]*))\s*=\s*(.*)$/s.exec(line)
  if (match === null) return undefined
  const name = match[1] ?? match[2] ?? match[3] ?? ''
  const value = match[4] ?? ''
  const quoted = /^'([^']*)'\s*$|^"([^"]*)"\s*$/.exec(value)
  return [name, quoted === null ? value.trimEnd() : (quoted[1] ?? quoted[2] ?? '')]
}

const ranges: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
]

function readJob(line: string): CronJob {
  const fields = /^(\S+)[ \t]+(\S+)[ \t]+(\S+)[ \t]+(\S+)[ \t]+(\S+)[ \t]+(\S+)[ \t]+(.*)$/s.exec(
    line,
  )
  if (fields === null) throw new Error(`not a line of cron's: ${line}`)
  const times = fields.slice(1, 6)
  for (const [index, field] of times.entries()) checkField(field, ranges[index] ?? [0, 0])
  const rest = fields[7] ?? ''
  // get_string() drops what is beyond MAX_COMMAND without a word.
  if (Buffer.byteLength(rest) > 998) throw new Error('the command is longer than cron reads')
  return { schedule: times.join(' '), user: fields[6] ?? '', ...splitCommand(rest) }
}

function checkField(field: string, [low, high]: readonly [number, number]): void {
  for (const part of field.split(',')) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part)
    const [first = low, last = match?.[1] === undefined ? high : first] = numbers(match)
    const single = match?.[1] !== undefined && match[2] === undefined
    const badStep = match?.[3] !== undefined && (single || Number(match[3]) === 0)
    if (match === null || first < low || last > high || first > last || badStep) {
      throw new Error(`cron does not know the time "${field}"`)
    }
  }
}

function numbers(match: RegExpExecArray | null): (number | undefined)[] {
  return [match?.[1], match?.[2]].map(text => (text === undefined ? undefined : Number(text)))
}

/** do_command.c: where the command ends and its input begins; `\%` is a percent, every other `\x` stays. */
export function splitCommand(text: string): Pick<CronJob, 'command' | 'input'> {
  const end = /^(?:\\.|[^\\%])*/su.exec(text)?.[0] ?? ''
  const tail = text.slice(end.length)
  const plain = (part: string): string =>
    part.replace(/\\(.)/gsu, (pair, c) => (c === '%' ? c : pair))
  if (tail === '' || tail === '\\') return { command: plain(end) + tail, input: undefined }
  const input = plain(tail.slice(1).replaceAll(/\\.|%/gsu, part => (part === '%' ? '\n' : part)))
  return {
    command: plain(end),
    input: input.endsWith('\n') || input === '' ? input : `${input}\n`,
  }
}
