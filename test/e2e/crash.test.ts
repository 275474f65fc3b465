import { describeCrash } from './crash.ts'

/** `npm run test:all` tries every point on the host; else ten of them. */
const everywhere = process.env.MIRRORC_LONG === '1'

describeCrash({ distro: 'debian', release: '12' }, everywhere)
