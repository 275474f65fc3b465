import { faultsOn, waitingOn } from './fault-list.ts'
import { describeFaults } from './faults.ts'

const release = { distro: 'debian', release: '12' }
/** `npm run test:all` has the time for it. */
const waiting = process.env.MIRRORC_LONG === '1' ? [waitingOn(release)] : []

describeFaults(release, [...faultsOn(release), ...waiting])
