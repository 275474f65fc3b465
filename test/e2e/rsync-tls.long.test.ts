import { releases } from './releases.ts'
import { describeRsyncTls } from './rsync-tls.ts'

// Debian 12 is in rsync-tls.test.ts.
for (const { distro, release } of releases.slice(1)) {
  describeRsyncTls({ distro, release, everyWay: true })
}
