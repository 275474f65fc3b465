import { describeServing } from './serving.ts'

describeServing({ distro: 'debian', release: '12' })
