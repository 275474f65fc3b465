import { run } from './run.mjs'

/**
 * Runs the commands in turn, A B C A B C …, so that whatever else the machine does slows all of them alike. The first
 * round only warms the caches; a command that is `cold` leaves it out. One with `every` takes part in one round of so
 * many, and what it does to `prepare` is not measured.
 */
export async function measure(commands, rounds, progress) {
  const times = new Map(commands.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`)
    for (const command of commands) {
      if (!takesPart(command, round)) continue
      await command.prepare?.()
      const time = await (command.measure ?? runChecked)(command)
      if (round > 0) times.get(command.name).push({ ...time, round })
    }
  }
  return commands.map(command => ({ ...command, times: times.get(command.name) }))
}

function takesPart({ cold, every = 1 }, round) {
  return round === 0 ? !cold : round % every === 0
}

/** What is measured has to be what it is called: a run that went wrong is no measurement. */
async function runChecked({ name, words: [file, ...words], wanted, timeout, env }) {
  const result = await run(file, words, { timeout, ...(env && { env }) })
  if (result.code !== 0 || !(wanted?.test(result.output) ?? true)) {
    throw new Error(`${name} ended with ${result.code} and said:\n${result.output}`)
  }
  return result
}

/** Median and quartiles. */
export function spread(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const at = share => {
    const place = (sorted.length - 1) * share
    const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
    return low + (high - low) * (place - Math.floor(place))
  }
  return { low: at(0.25), median: at(0.5), high: at(0.75) }
}

/** How often one command's time goes into another's, each compared with the one of its own round. */
export function ratioTo(reference, { times }) {
  const own = new Map(reference.times.map(({ round, ms }) => [round, ms]))
  return spread(times.map(({ round, ms }) => ms / own.get(round)))
}
