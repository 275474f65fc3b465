import { debianFamily } from '../debian-family/target.ts'
import type { Target } from '../target.ts'

const ubuntuRelease = (release: string): Target => ({
  ...debianFamily,
  release,
  title: `Ubuntu ${release}`,
  osRelease: { id: 'ubuntu', versionId: release },
})

/** Newest first. */
export const ubuntu: readonly Target[] = [
  ubuntuRelease('26.04'),
  ubuntuRelease('24.04'),
  ubuntuRelease('22.04'),
]
