import { describeRsyncTls } from './rsync-tls.ts'

describeRsyncTls({ title: 'Debian 13', distro: 'debian', release: '13', everyWay: true })
describeRsyncTls({
  title: 'the stand-in of Ubuntu 24.04',
  distro: 'ubuntu',
  release: '24.04',
  everyWay: true,
})
