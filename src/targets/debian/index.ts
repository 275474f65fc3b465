import { debianFamily } from '../debian-family/target.ts'
import type { Target } from '../target.ts'

const debianRelease = (release: string): Target => ({
  ...debianFamily,
  release,
  title: `Debian ${release}`,
  osRelease: { id: 'debian', versionId: release },
})

/** Newest first. */
export const debian: readonly Target[] = [debianRelease('13'), debianRelease('12')]
