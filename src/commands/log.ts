import { colorsFor } from '../colors.ts'
import { type ExitCode, exitCode } from '../failure.ts'
import type { PastRun } from '../ssh/history-reply.ts'
import { escapeLine } from '../terminal-text.ts'
import { type HostOptions, sshOptions } from './host-options.ts'
import type { Io } from './io.ts'
import { loadMirrorFor } from './load-mirror.ts'
import { selectHosts } from './select-hosts.ts'
import { askHost } from './visit-host.ts'

export interface LogOptions
  extends Pick<HostOptions, 'file' | 'sshConfig' | 'becomePasswordFile' | 'timeout' | 'json'> {
  readonly host: string
}

/** `mirrorc log`: who applied what to a host, when, and how it ended. */
export async function log(options: LogOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadMirrorFor(options, io)
  if (loaded === undefined) return exitCode.invalid
  const [host] = selectHosts(loaded.mirror, [options.host])
  if (host === undefined) throw new Error('unreachable: a named host is selected')
  const runs = await askHost(host, sshOptions(options, io), session => session.history())
  if (options.json) {
    io.out.write(`${JSON.stringify({ version: 1, host: host.name, runs }, undefined, 2)}\n`)
  } else if (runs.length === 0) {
    io.err.write(`${host.name} remembers no apply\n`)
  } else {
    const { bold } = colorsFor(io.color.out)
    io.out.write(runs.map(run => formatRun(run, bold)).join('\n'))
  }
  return exitCode.done
}

function formatRun({ id, by, result, changes }: PastRun, bold: (text: string) => string): string {
  const ended = result ?? 'without an end'
  const head = [
    bold(id),
    whenOf(id),
    by === undefined ? '' : `by ${escapeLine(by)}`,
    escapeLine(ended),
  ]
  const lines = changes.length === 0 ? ['the record only'] : changes.map(escapeLine)
  return `${head.filter(word => word !== '').join('  ')}\n${lines.map(line => `  ${line}\n`).join('')}`
}

/** The time in a run's id, such as 20261122T154602Z-561db3, for people. */
function whenOf(id: string): string {
  const [, date, time] = /^(\d{8})T(\d{6})Z/.exec(id) ?? []
  if (date === undefined || time === undefined) return ''
  const day = date.replace(/(....)(..)(..)/, '$1-$2-$3')
  return `${day} ${time.replace(/(..)(..)(..)/, '$1:$2:$3')} UTC`
}
