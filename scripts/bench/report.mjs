import { readFileSync } from 'node:fs'
import { arch, cpus, loadavg } from 'node:os'
import { ratioTo, spread } from './measure.mjs'

/** Everything that a table needs, as data. */
export function summarize(measured, about) {
  const references = new Map(measured.map(one => [one.name, one]))
  const results = measured.map(one => {
    const reference = references.get(one.against)
    const ratio = reference && ratioTo(reference, one)
    return {
      name: one.name,
      rounds: one.times.length,
      ms: spread(one.times.map(({ ms }) => ms)),
      ...(one.times.some(({ cpu }) => cpu !== undefined) && { cpu: cpuOf(one) }),
      ...(ratio && { against: one.against, ratio }),
      ...verdict(one, ratio),
    }
  })
  return { ...about, loadAfter: loadavg(), results }
}

/** Of the program and of the upstream that it asks. */
function cpuOf({ times }) {
  return {
    own: spread(times.map(({ cpu }) => cpu)),
    upstream: spread(times.map(({ upstream }) => upstream)),
  }
}

function verdict({ goal, times }, ratio) {
  if (goal === undefined) return {}
  const { median } = 'ratio' in goal ? ratio : spread(times.map(({ ms }) => ms))
  return { goal, reached: median <= (goal.ratio ?? goal.ms) }
}

/** What was measured, where. */
export function aboutMachine() {
  const release = /^PRETTY_NAME="?(.*?)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model} (${arch()}), ${release}, Node ${process.version}`,
    loadBefore: loadavg(),
  }
}

/** The table for a person, in Markdown, as docs/benchmarks.md has it. */
export function formatTable({ date, machine, versions, loadBefore, loadAfter, results }) {
  const cpuWanted = results.some(({ cpu }) => cpu !== undefined)
  const rows = results.map(({ name, rounds, ms, cpu, against, ratio, goal, reached }) => [
    name,
    String(rounds),
    formatSpread(ms),
    ...(cpuWanted ? [cpu?.own, cpu?.upstream].map(formatMedian) : []),
    ratio === undefined
      ? ''
      : `**${digits(ratio.median)}** × (${digits(ratio.low)}–${digits(ratio.high)}) ${against}`,
    goal === undefined ? '' : `${goalText(goal)}: ${reached ? 'reached' : 'missed'}`,
  ])
  const load = list => list.map(value => value.toFixed(2)).join(' ')
  return [
    `${date}, ${machine}; ${versions.join(', ')}.`,
    `Load (1, 5, 15 minutes) before: ${load(loadBefore)}, after: ${load(loadAfter)}.`,
    '',
    ...table(['command', 'rounds', 'ms', ...(cpuWanted ? cpuTitles : []), 'ratio', 'goal'], rows),
    '',
    'Medians, and the quartiles in brackets. A ratio compares two runs of one round.',
    '',
  ].join('\n')
}

const cpuTitles = ['CPU ms', 'CPU ms of the upstream']

const formatSpread = ({ low, median, high }) =>
  `${median.toFixed(0)} (${low.toFixed(0)}–${high.toFixed(0)})`

const formatMedian = numbers => numbers?.median.toFixed(0) ?? ''

const digits = value => (value < 10 ? value.toFixed(2) : value.toFixed(0))

const goalText = ({ ratio, ms }) =>
  ratio === undefined ? `≤ ${ms} ms` : `≤ ${Number(ratio.toFixed(2))} ×`

/** A table in Markdown. */
export function table(head, rows) {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map(row => row[column].length)),
  )
  const line = cells =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)]
}
