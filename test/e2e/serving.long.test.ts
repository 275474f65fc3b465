import { releases } from './releases.ts'
import { describeServing } from './serving.ts'

// Debian 12 is in serving.test.ts.
for (const { distro, release } of releases.slice(1)) describeServing({ distro, release })
