import { describeRsyncTls } from './rsync-tls.ts'

describeRsyncTls({ title: 'Debian 12', distro: 'debian', release: '12', everyWay: false })
