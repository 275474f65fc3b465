import type { MirrorHost } from '../compiler/mirror.ts'
import { didYouMean } from '../compiler/nearest.ts'
import { exitCode, Failure } from '../failure.ts'
import { escapeForTerminal } from '../terminal-text.ts'
import type { HostOptions } from './host-options.ts'
import type { Io } from './io.ts'
import { loadMirrorFor } from './load-mirror.ts'
import { selectHosts } from './select-hosts.ts'

/** The flags of a command about one module of one host. */
export interface ModuleOptions
  extends Pick<HostOptions, 'becomePasswordFile' | 'file' | 'json' | 'sshConfig' | 'timeout'> {
  readonly host: string
  readonly module: string
}

/** The host that is named, once it is clear that it has the module; undefined when the mirror file is invalid. */
export async function findModuleHost(
  options: ModuleOptions,
  io: Io,
): Promise<MirrorHost | undefined> {
  const loaded = await loadMirrorFor(options, io)
  if (loaded === undefined) return undefined
  const [host] = selectHosts(loaded.mirror, [options.host])
  if (host === undefined) throw new Error('unreachable: a named host is selected')
  checkModule(host, options.module)
  return host
}

function checkModule({ name, modules }: MirrorHost, module: string): void {
  const known = modules.map(one => one.name)
  if (known.includes(module)) return
  throw new Failure(
    exitCode.usage,
    `${name} has no module "${escapeForTerminal(module)}" in mirror.yaml`,
    didYouMean(module, known) ?? `its modules are: ${known.join(', ')}`,
  )
}
