import { debianFamily, newerTls, olderTls } from '../debian-family/target.ts'
import type { Target, TlsAbilities } from '../target.ts'

const debianRelease = (release: string, tls: TlsAbilities): Target => ({
  ...debianFamily,
  release,
  tls,
  title: `Debian ${release}`,
  osRelease: { id: 'debian', versionId: release },
})

/** Newest first. */
export const debian: readonly Target[] = [
  debianRelease('13', newerTls),
  debianRelease('12', olderTls),
]
