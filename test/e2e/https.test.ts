import { describeHttps } from './https.ts'

describeHttps({ title: 'Debian 12', distro: 'debian', release: '12', renewal: 'certbot' })
