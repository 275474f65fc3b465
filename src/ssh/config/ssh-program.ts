import { execFile } from 'node:child_process'
import type { HostTarget } from '../transport.ts'
import { printable, unreachable } from '../unreachable.ts'
import type { ConfigValues } from './values.ts'

/** What the system's own `ssh` makes of the user's configuration; undefined when there is no `ssh`. */
export async function askSshProgram(
  target: HostTarget,
  configFile: string | undefined,
  signal: AbortSignal,
): Promise<ConfigValues | undefined> {
  const options = { signal, maxBuffer: 1 << 20, windowsHide: true }
  return new Promise((resolve, reject) => {
    const child = execFile('ssh', sshArguments(target, configFile), options, (error, out, err) => {
      if (error === null) resolve(parseValues(out))
      else if (error.code === 'ENOENT') resolve(undefined)
      else reject(misconfigured({ target, configFile }, err, error))
    })
    // `Match exec` commands inherit it: they must not wait for input that never comes.
    child.stdin?.end()
  })
}

function sshArguments(target: HostTarget, configFile: string | undefined): string[] {
  return [
    '-G',
    // Without it ssh writes a warning about the terminal in front of the real error.
    '-T',
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(target.port === undefined ? [] : ['-p', String(target.port)]),
    ...(target.user === undefined ? [] : ['-l', target.user]),
    '--',
    target.address,
  ]
}

/** `ssh -G` prints `keyword value`, one per line; keywords that take a list come several times. */
export function parseValues(output: string): ConfigValues {
  const values = new Map<string, string[]>()
  for (const line of output.split(/\r?\n/)) {
    const space = line.indexOf(' ')
    if (space < 1) continue
    const keyword = line.slice(0, space).toLowerCase()
    const found = values.get(keyword)
    if (found === undefined) values.set(keyword, [line.slice(space + 1)])
    else found.push(line.slice(space + 1))
  }
  return values
}

function misconfigured(
  { target, configFile }: { target: HostTarget; configFile: string | undefined },
  stderr: string,
  cause: Error,
): Error {
  const lines = stderr.split('\n').map(printable)
  const said = lines.filter(line => line !== '').join('; ') || cause.message
  return unreachable(
    `${target.name ?? target.address}: ssh does not accept its own configuration: ${said}`,
    `Run \`ssh ${configFile === undefined ? '' : `-F ${configFile} `}-G ${target.address}\` to see it.`,
    cause,
  )
}
