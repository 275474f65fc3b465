import { describeFirstRun } from './first-run.ts'

const others = ['certbot', 'fcgiwrap', 'git', 'lftp', 'nginx', 'rsync', 'stunnel4', 'vsftpd']

describeFirstRun({ distro: 'debian', release: '12', packages: ['cron', ...others] })
describeFirstRun({ distro: 'debian', release: '13', packages: ['cron', ...others] })

// The packages of a stand-in are Debian's: what is seen there is that the first diff is as true with an older dpkg and
// systemd, with another sudo and coreutils, and with pacman. Ubuntu has cron from the start.
describeFirstRun({ distro: 'ubuntu', release: '22.04', packages: others })
describeFirstRun({ distro: 'ubuntu', release: '24.04', packages: others })
describeFirstRun({ distro: 'ubuntu', release: '26.04', packages: others })
const onArch = others.map(name => (name === 'stunnel4' ? 'stunnel' : name))
describeFirstRun({
  distro: 'arch',
  release: 'rolling',
  packages: ['cronie', 'logrotate', ...onArch],
})
