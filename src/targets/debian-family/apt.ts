import type { PackageManager } from '../target.ts'

// --no-install-recommends: Debian's cron recommends a mail server, nginx nothing that a mirror needs.
// force-confdef/confold: a configuration file that is already there wins, without a question (dpkg(1)).
export const apt: PackageManager = {
  id: 'apt',
  installCommands: packages => [
    'export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l NEEDRESTART_SUSPEND=1',
    'apt-get -q update',
    'apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=600 \\',
    '  -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \\',
    `  install ${packages.join(' ')} </dev/null`,
  ],
  isPristine: path =>
    `! dpkg --verify "$(dpkg-query -S ${path} | cut -d: -f1)" | grep -q ' ${path}$'`,
}
