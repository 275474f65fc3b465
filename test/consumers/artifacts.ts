import type { MirrorHost } from '../../src/compiler/mirror.ts'
import { compiledTree } from '../../src/targets/compiled-tree.ts'
import { releases, sampleHost, variants } from '../sample-mirror.ts'

/** What one host compiles to. */
export interface Artifacts {
  /** Release and variant. */
  readonly title: string
  readonly host: MirrorHost
  /** By the path on the host. */
  readonly files: ReadonlyMap<string, string>
  readonly commands: string
}

/** Every variant of the sample mirror on every release there is a target for. */
export const allArtifacts: readonly Artifacts[] = releases.flatMap(({ distro, release }) =>
  variants.map(({ title, changes }) =>
    artifactsOf(`${distro} ${release}: ${title}`, sampleHost({ ...changes, distro, release })),
  ),
)

/** What a host compiles to. */
export function artifactsOf(title: string, host: MirrorHost): Artifacts {
  const tree = compiledTree({ hosts: [host] })
  const prefix = `${host.name}/files`
  const files = [...tree].filter(([path]) => path.startsWith(prefix))
  return {
    title,
    host,
    files: new Map(files.map(([path, text]) => [path.slice(prefix.length), text])),
    commands: tree.get(`${host.name}/commands.sh`) ?? '',
  }
}

/** The artifacts with a file at one of the paths; those whose file reads the same are one. */
export function withFile(...paths: readonly string[]): readonly (Artifacts & { text: string })[] {
  const found = new Map<string, Artifacts & { text: string }>()
  for (const artifacts of allArtifacts) {
    for (const path of paths) {
      const text = artifacts.files.get(path)
      if (text !== undefined && !found.has(text)) found.set(text, { ...artifacts, text })
    }
  }
  return [...found.values()]
}
