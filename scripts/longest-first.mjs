import { basename } from 'node:path'
import { BaseSequencer } from 'vitest/node'

// Where no earlier run is known, vitest begins with the biggest files. These are small, take longest, and would be the
// last at work, each by itself.
const longest = [
  'serving.test.ts',
  'https.test.ts',
  'ledger.test.ts',
  'crash.test.ts',
  'packages.test.ts',
  'first-run.test.ts',
  'faults.test.ts',
  'rsync-tls.test.ts',
  'sync-publish.test.ts',
]

/** The order of test files: those that are known to take longest come first. */
export class LongestFirst extends BaseSequencer {
  async sort(files) {
    const isLong = ({ moduleId }) => longest.includes(basename(moduleId))
    const others = await super.sort(files)
    return [...others.filter(isLong), ...others.filter(file => !isLong(file))]
  }
}
