import { readFile } from 'node:fs/promises'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { HostTarget } from '../transport.ts'
import { unreachable } from '../unreachable.ts'
import type { ConfigValues } from './values.ts'

// The defaults of ssh_config(5), for the keys that mirrorc can use.
const defaults: ConfigValues = new Map([
  ['port', ['22']],
  ['identityfile', ['~/.ssh/id_rsa', '~/.ssh/id_ecdsa', '~/.ssh/id_ed25519']],
  ['userknownhostsfile', ['~/.ssh/known_hosts ~/.ssh/known_hosts2']],
  ['globalknownhostsfile', ['/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2']],
])

/**
 * The user's ssh_config(5) on a machine that has no `ssh`. The system's file is left out: it comes
 * in the same package as `ssh`.
 */
export async function readWithoutSshProgram(
  target: HostTarget,
  configFile: string | undefined,
): Promise<ConfigValues> {
  const file = configFile ?? join(homedir(), '.ssh/config')
  const values = await computeValues(target, file, await readConfig(file, configFile !== undefined))
  const given = new Map<string, string[]>()
  if (target.port !== undefined) given.set('port', [String(target.port)])
  if (target.user !== undefined) given.set('user', [target.user])
  const own = new Map([['user', [userInfo().username]]])
  return new Map([...own, ...defaults, ...values, ...given])
}

async function readConfig(file: string, required: boolean): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (!required && (error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw unreachable(`cannot read the SSH configuration ${file}`, undefined, error)
  }
}

async function computeValues(
  target: HostTarget,
  file: string,
  text: string,
): Promise<ReadonlyMap<string, string[]>> {
  const { parse } = await import('ssh-config')
  const query = {
    Host: target.address,
    ...(target.user === undefined ? {} : { User: target.user }),
  }
  // `Match exec` would run a shell; where ssh itself is missing, nothing expects that.
  const found = parse(text).compute(query, { ignoreCase: true, matchExec: false })
  if (found.include !== undefined) {
    throw unreachable(
      `${file} uses Include, which only the ssh program can follow`,
      'Install the OpenSSH client.',
    )
  }
  const values = new Map<string, string[]>()
  for (const [keyword, value] of Object.entries(found)) values.set(keyword, [value].flat())
  const name = values.get('hostname')?.[0]?.replaceAll('%h', target.address).replaceAll('%%', '%')
  return values.set('hostname', [name ?? target.address])
}
