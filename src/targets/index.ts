import type { ReleaseTable } from '../compiler/mirror.ts'
import { arch } from './arch/index.ts'
import { debian } from './debian/index.ts'
import type { Target } from './target.ts'
import { ubuntu } from './ubuntu/index.ts'

const targets: Readonly<Record<string, readonly Target[]>> = { arch, debian, ubuntu }

export const releaseTable: ReleaseTable = Object.fromEntries(
  Object.entries(targets).map(([distro, releases]) => [distro, releases.map(t => t.release)]),
)

/** What a host may be: the words of mirror.yaml for it, and those of its os-release(5). */
export const knownSystems: readonly ({
  readonly distro: string
  readonly release: string
} & Target['osRelease'])[] = Object.entries(targets).flatMap(([distro, releases]) =>
  releases.map(({ release, osRelease }) => ({ distro, release, ...osRelease })),
)

/** The target of a distro and release that `releaseTable` lists. */
export function targetFor(distro: string, release: string): Target {
  const target = targets[distro]?.find(candidate => candidate.release === release)
  if (target === undefined) throw new Error(`unreachable: no target for ${distro} ${release}`)
  return target
}
