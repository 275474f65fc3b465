import { olderEffects } from '../debian-family/effects.ts'
import { debianFamily, newerTls, olderTls } from '../debian-family/target.ts'
import type { Target, TlsAbilities } from '../target.ts'

const ubuntuRelease = (release: string, tls: TlsAbilities): Target => ({
  ...debianFamily,
  release,
  tls,
  title: `Ubuntu ${release}`,
  osRelease: { id: 'ubuntu', versionId: release },
})

/** Newest first. */
export const ubuntu: readonly Target[] = [
  ubuntuRelease('26.04', newerTls),
  ubuntuRelease('24.04', { ...olderTls, freshTickets: true }),
  { ...ubuntuRelease('22.04', olderTls), effects: olderEffects },
]
