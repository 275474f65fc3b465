/** An apply on a host, and what its log has said so far. */
export interface Run {
  /** The name of its record in /var/lib/mirrorc/tx. */
  readonly id: string
  readonly lines: string[]
}

/** Who follows a run. */
export interface Listener {
  /** Hears of each step as it begins. */
  readonly onStep: (step: string) => void
  /** Asks the host to stop the run, which it does before the next step. */
  readonly stop?: AbortSignal
}

const words = [
  'committed',
  'cut-off',
  'diverged',
  'failed',
  'interrupted',
  'locked',
  'lost',
  'no-space',
  'not-begun',
  'not-installed',
  'pending',
  'rolled-back',
  'stale',
  'stuck',
  'unfinished',
  'unknown',
  'unsafe',
] as const

/** How a run ended, in the words of src/runtime. */
export type RunWord = (typeof words)[number]

/** How a run ended, and what the tool said that failed. */
export interface RunResult {
  readonly word: RunWord
  readonly log: readonly string[]
  readonly id: string
}

/** Takes in a line that the host sent while it passes on a log. */
export function readRunLine(
  line: string,
  nonce: string,
  run: Run,
): { readonly step?: string; readonly last: boolean } {
  const logged = `${nonce} log `
  if (!line.startsWith(logged)) return { last: line.startsWith(`${nonce} result `) }
  const text = line.slice(logged.length)
  run.lines.push(text)
  const step = `${run.id} step `
  return text.startsWith(step) ? { step: text.slice(step.length), last: false } : { last: false }
}

/** What a log says of how it ended; `last` is the line behind it. */
export function readResult(run: Run, log: readonly string[], last: string): RunResult {
  const word = words.find(candidate => last.endsWith(` result ${candidate}`))
  if (word === undefined) throw new Error(`the runner ended with the unknown line "${last}"`)
  // Why it failed was said before the undoing began.
  const lastStep = log.findLastIndex(
    line => line.startsWith(`${run.id} step `) && line !== `${run.id} step undo`,
  )
  const said = log.slice(lastStep + 1).filter(line => !line.startsWith(`${run.id} `))
  return { id: run.id, word, log: said }
}
