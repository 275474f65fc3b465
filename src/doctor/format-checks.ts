import type { Colors } from '../colors.ts'
import { plural } from '../plural.ts'
import { displayWidth, escapeForTerminal } from '../terminal-text.ts'
import { type Check, isFinding, type Status } from './check.ts'

/** A longer text does not push everybody's advice to the right: its own goes below it. */
const widestColumn = 48

/** The checks of a host as a table: status, what, found, what to do. */
export function formatChecks(checks: readonly Check[], title: string, colors: Colors): string {
  const rows = checks.map(({ check, subject, status, found, advice }) => ({
    status,
    what: escapeForTerminal(subject === undefined ? check : `${check} ${subject}`),
    found: escapeForTerminal(found),
    advice: advice === undefined ? undefined : escapeForTerminal(advice),
  }))
  const what = widthOf(rows.map(row => row.what))
  const found = widthOf(rows.flatMap(row => (row.advice === undefined ? [] : [row.found])))
  const lines = rows.map(row => {
    const status = paint(row.status, colors)
    const start = `${status}  ${fill(row.what, what)}  `
    if (row.advice === undefined) return `${start}${row.found}`
    const indent = 9 + what + 2 + found + 2
    const gap =
      displayWidth(row.what) > what || displayWidth(row.found) > found
        ? `${row.found}\n${' '.repeat(indent)}`
        : `${fill(row.found, found)}  `
    return `${start}${gap}${row.advice}`
  })
  return [colors.bold(title), ...lines, count(checks), ''].join('\n')
}

function widthOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(displayWidth).filter(width => width <= widestColumn))
}

const fill = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - displayWidth(text)))

function paint(status: Status, { green, red, yellow, dim }: Colors): string {
  const colour = { ok: green, note: dim, warning: yellow, problem: red, unseen: yellow }[status]
  return colour(status.padEnd(7))
}

function count(checks: readonly Check[]): string {
  const number = (status: Status): number => checks.filter(one => one.status === status).length
  if (!checks.some(isFinding)) return 'nothing to report'
  const unseen = number('unseen')
  return [
    plural(number('problem'), 'problem'),
    plural(number('warning'), 'warning'),
    ...(unseen === 0 ? [] : [`${unseen} not seen`]),
  ].join(', ')
}
