import { table } from '../report.mjs'

/** The table for a person, in Markdown, as docs/benchmarks.md has it. */
export function formatServing({ date, machine, versions, loadBefore, loadAfter, results }) {
  const rows = results.flatMap(({ name, servers }) =>
    servers.map(server => [name, server.name, ...numbersOf(name, server)]),
  )
  const load = list => list.map(value => value.toFixed(2)).join(' ')
  return [
    `${date}, ${machine}; ${versions.join(', ')}.`,
    `Load (1, 5, 15 minutes) before: ${load(loadBefore)}, after: ${load(loadAfter)}.`,
    '',
    ...table(['what', 'server', 'rate', 'nginx’s CPU time', 'speed', 'CPU'], rows),
    '',
    'Medians; speed and CPU against the guide’s in the same round, with the quartiles in brackets.',
    '',
  ].join('\n')
}

function numbersOf(name, { perSecond, cpu, speed, effort }) {
  const [unit, each] = name === 'a big file' ? ['MB/s', 'MB'] : ['requests/s', 'request']
  return [
    `${perSecond.median.toFixed(perSecond.median < 100 ? 1 : 0)} ${unit}`,
    `${cpu.median.toFixed(0)} µs per ${each}`,
    speed === undefined ? '' : ratio(speed),
    effort === undefined ? '' : ratio(effort),
  ]
}

const ratio = ({ median, low, high }) =>
  `**${median.toFixed(2)}** × (${low.toFixed(2)}–${high.toFixed(2)})`
