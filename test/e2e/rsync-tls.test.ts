import { describeRsyncTls } from './rsync-tls.ts'

describeRsyncTls({ distro: 'debian', release: '12', everyWay: false })
