import { describeCrash } from './crash.ts'
import { releases } from './releases.ts'

// Debian 12 is in crash.test.ts, at every point.
for (const { distro, release } of releases.slice(1)) describeCrash({ distro, release }, false)
