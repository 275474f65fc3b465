import type { Colors } from '../colors.ts'
import { displayWidth, escapeForTerminal } from '../terminal-text.ts'
import { hasNotBegun, judgeFreshness, type ModuleStatus } from './module-status.ts'

/** A table of the modules of a host. */
export function formatStatuses(
  statuses: readonly ModuleStatus[],
  now: number,
  colors: Colors,
): string {
  const head = ['MODULE', 'STATE', 'LAST SUCCESS', 'AGE IS', 'SIZE', 'NEXT RUN', 'LAST ERROR']
  const rows = statuses.map(status => cellsOf(status, now))
  const widths = head.map((title, column) =>
    Math.max(displayWidth(title), ...rows.map(row => displayWidth(row[column] ?? ''))),
  )
  const line = (cells: readonly string[], paint: (text: string, column: number) => string) =>
    cells
      .map((cell, column) =>
        paint(
          column === cells.length - 1
            ? cell
            : cell + ' '.repeat((widths[column] ?? 0) - displayWidth(cell)),
          column,
        ),
      )
      .join('  ')
      .trimEnd()
  return [
    line(head, text => colors.dim(text)),
    ...rows.map(row => line(row, (text, column) => paintCell(text, column, colors))),
  ]
    .map(text => `${text}\n`)
    .join('')
}

function cellsOf(status: ModuleStatus, now: number): readonly string[] {
  const { module, state, lastSuccess, interval, size, nextRun, message } = status
  const freshness = judgeFreshness(status, now)
  // Of a sync that goes on, an older program says what the last one said.
  const waits = state === 'syncing' && message.startsWith('waits ')
  const wrong = state === 'failed' || state === 'held'
  return [
    escapeForTerminal(module),
    state,
    lastSuccess === undefined ? 'never' : `${formatDuration(now - lastSuccess)} ago`,
    freshness === 'never' ? '-' : `${freshness} (every ${formatDuration(interval)})`,
    size === undefined ? '-' : formatSize(size),
    nextRun === undefined ? '-' : formatNext(nextRun - now),
    wrong || waits
      ? escapeForTerminal(message)
      : hasNotBegun(status, now)
        ? 'no sync has begun: does cron run?'
        : '',
  ]
}

function paintCell(text: string, column: number, colors: Colors): string {
  const word = text.trimStart().split(' ')[0] ?? ''
  if (column !== 1 && column !== 3) return text
  if (['failed', 'held', 'stale'].includes(word)) return colors.red(text)
  if (word === 'late') return colors.yellow(text)
  return ['success', 'ok'].includes(word) ? colors.green(text) : text
}

function formatNext(seconds: number): string {
  // cron looks once a minute, and a run may have to wait for others.
  return seconds < 60 ? 'due' : `in ${formatDuration(seconds)}`
}

/** `45s`, `12m`, `3h`, `2d`: the largest unit of which there are two or more, or that divides it. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const
  const unit = units.find(([, size]) => whole >= 2 * size || (whole >= size && whole % size === 0))
  return unit === undefined ? `${whole}s` : `${Math.floor(whole / unit[1])}${unit[0]}`
}

/** `292K`, `1.4T`, as ls -h and the reports have it. */
export function formatSize(bytes: number): string {
  const units = ['B', 'K', 'M', 'G', 'T', 'P']
  let size = bytes
  let unit = 0
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024
    unit += 1
  }
  const plain = unit === 0 || size >= 100
  return `${plain ? Math.floor(size) : size.toFixed(1)}${units[unit]}`
}
