import { faultsOn } from './fault-list.ts'
import { describeFaults } from './faults.ts'
import { releases } from './releases.ts'

// Debian 12 is in faults.test.ts.
for (const { distro, release } of releases.slice(1)) {
  describeFaults({ distro, release }, faultsOn({ distro, release }))
}
