import type { Mirror } from '../compiler/mirror.ts'
import { commandsScript } from './commands-script.ts'
import { lower } from './lower.ts'

/** Everything that a mirror.yaml compiles to: texts by their path below the output directory, sorted. */
export function compiledTree({ hosts }: Pick<Mirror, 'hosts'>): ReadonlyMap<string, string> {
  const entries = hosts.flatMap(host => {
    const resources = lower(host)
    return [
      [`${host.name}/commands.sh`, commandsScript(host, resources)] as const,
      ...resources.flatMap(r =>
        r.kind === 'file' ? [[`${host.name}/files${r.path}`, r.content] as const] : [],
      ),
    ]
  })
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
