import { describeHttps } from './https.ts'

describeHttps({ title: 'Debian 13', distro: 'debian', release: '13', renewal: 'certbot' })
describeHttps({
  title: 'the Arch stand-in',
  distro: 'arch',
  release: 'rolling',
  renewal: 'certbot-renew',
})
