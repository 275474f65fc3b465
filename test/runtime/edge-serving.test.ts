import { sampleHttp, sampleRsync } from '../sample-mirror.ts'
import { type Edge, ourFiles, tryEdges } from './edge.ts'

const own = '/etc/nginx/conf.d/own.conf'
const put = (text: string, path = own): string => `printf '%s\\n' '${text}' >${path}`

// Units as systemd has them: LoadState, ActiveState, UnitFileState, NeedDaemonReload.
const unit = (name: string, words: string): string =>
  `echo ${words} >/run/stub-systemctl/units/${name}.service`

const webServer: readonly Edge[] = [
  {
    title: 'somebody’s own file has a mistake',
    prepare: put('nonsense;'),
    exit: 6,
    says: /before anything that serves[\s\S]*unknown directive "nonsense" in \/etc\/nginx\/conf.d\/own.conf:1/,
  },
  {
    title: 'somebody’s own file names a certificate that is not there',
    prepare: put('server { listen 8443 ssl; ssl_certificate /x; ssl_certificate_key /x; }'),
    exit: 6,
    says: /before anything that serves[\s\S]*cannot load certificate/,
  },
  {
    title: 'somebody’s own site has our new name already',
    prepare: `${put('server { listen 80; server_name other.example.org; return 410; }')}
      cp ${own} /etc/nginx/sites-available/switched-off`,
    exit: 6,
    says: /another file serves other.example.org too, .*:\n\s*\/etc\/nginx\/conf.d\/own.conf\n\s*Take the name out/,
  },
  {
    title: 'somebody’s own site is the default: ours is used for its name all the same',
    prepare: `${put('server { listen 80 default_server; server_name _; return 410; }')}; systemctl reload nginx.service`,
    exit: 0,
    says: /changes made/,
    changes: ourFiles,
  },
  {
    title: 'two of somebody’s own sites are the default',
    prepare: put(
      'server { listen 80 default_server; return 410; } server { listen 80 default_server; return 411; }',
    ),
    exit: 6,
    says: /before anything that serves[\s\S]*duplicate default server/,
  },
  {
    title: 'somebody’s own site listens at an address of the host, and goes before ours there',
    prepare: `ip addr add 192.0.2.7/32 dev lo; ${put('server { listen 192.0.2.7:80; return 410; }')}`,
    after: 'ip addr del 192.0.2.7/32 dev lo',
    exit: 6,
    says: /put back[\s\S]*other.example.org\/\S* is not served at 192.0.2.7 port 80: the answer is 410/,
  },
  {
    title: 'somebody’s own site does so at an IPv6 address',
    prepare: `ip addr add 2001:db8::7/128 dev lo nodad; ${put('server { listen [2001:db8::7]:80; return 410; }')}`,
    after: 'ip addr del 2001:db8::7/128 dev lo',
    exit: 6,
    says: /put back[\s\S]*other.example.org\/\S* is not served at 2001:db8::7 port 80: the answer is 410/,
  },
  {
    title: 'nginx.conf includes no sites',
    prepare: 'sed -i "/sites-enabled/d" /etc/nginx/nginx.conf',
    exit: 6,
    says: /before anything that serves[\s\S]*nginx would not read \/etc\/nginx\/sites-\S+[\s\S]*include \/etc\/nginx\/sites-enabled/,
  },
  {
    title: 'nginx.conf is empty',
    prepare: ': >/etc/nginx/nginx.conf',
    exit: 6,
    says: /before anything that serves[\s\S]*no "events" section/,
  },
  {
    title: 'nginx.conf is gone',
    prepare: 'rm /etc/nginx/nginx.conf',
    exit: 6,
    says: /before anything that serves[\s\S]*nginx.conf" failed \(2: No such file/,
  },
  {
    title: 'nginx itself is gone, though its package is there',
    prepare: 'mv /usr/sbin/nginx /usr/sbin/nginx-away',
    after: 'mv /usr/sbin/nginx-away /usr/sbin/nginx',
    exit: 6,
    says: /before anything that serves[\s\S]*nginx: (?:not found|command not found|No such file)/,
  },
  {
    title: 'a default site that somebody edited stays on',
    prepare:
      'echo "# mine" >>/etc/nginx/sites-available/default; ln -s /etc/nginx/sites-available/default /etc/nginx/sites-enabled/default',
    exit: 0,
    says: /changes made/,
    changes: ourFiles,
    holds: 'test -L /etc/nginx/sites-enabled/default',
  },
  {
    title: 'the new port of the web server is another program’s',
    prepare: 'busybox httpd -p 8080; until ss -Hltn | grep -q :8080; do sleep 0.02; done',
    after:
      "kill -KILL $(ss -Hltnp 'sport = :8080' | sed -n 's/.*pid=\\([0-9]*\\).*/\\1/p' | head -n 1)",
    wants: { http: sampleHttp({ port: 8080 }) },
    exit: 6,
    says: /put back[\s\S]*port 8080[\s\S]*busybox|put back[\s\S]*nginx.service goes on with its old configuration/,
  },
  {
    title: 'the new port of the rsync daemon is another program’s',
    prepare: 'busybox httpd -p 8873; until ss -Hltn | grep -q :8873; do sleep 0.02; done',
    after:
      "kill -KILL $(ss -Hltnp 'sport = :8873' | sed -n 's/.*pid=\\([0-9]*\\).*/\\1/p' | head -n 1)",
    wants: { rsync: sampleRsync({ port: 8873 }) },
    exit: 6,
    says: /put back[\s\S]*rsync.service does not/,
  },
]

const services: readonly Edge[] = [
  {
    title: 'the program that tells who listens is not there',
    prepare: 'mv "$(readlink -f "$(command -v ss)")" /mnt/ss',
    after: 'mv /mnt/ss /usr/bin/ss',
    exit: 6,
    says: /before anything that serves[\s\S]*no program ss[\s\S]*install iproute2/,
  },
  {
    title: 'the host was not started by systemd',
    prepare: 'rmdir /run/systemd/system',
    after: 'mkdir /run/systemd/system',
    exit: 5,
    says: /not started by systemd/,
  },
  {
    title: 'the web server is masked',
    prepare: unit('nginx', 'masked inactive masked no'),
    exit: 5,
    says: /nginx.service is masked\non the host: systemctl unmask nginx.service/,
  },
  {
    title: 'the unit of the rsync daemon is not there, though its package is',
    prepare: 'rm /run/stub-systemctl/units/rsync.service',
    exit: 5,
    says: /rsync.service is not there, though its package is \(not-found\)/,
  },
  {
    title: 'the unit of the rsync daemon cannot be read',
    prepare: unit('rsync', 'bad-setting inactive enabled no'),
    exit: 5,
    says: /rsync.service is not there, though its package is \(bad-setting\)/,
  },
  {
    title: 'a unit that cannot be enabled need not be',
    prepare: unit('cron', 'loaded active static no'),
    exit: 0,
    says: /changes made/,
    changes: ourFiles,
  },
  {
    title: 'cron does not run: it is started',
    prepare: unit('cron', 'loaded inactive enabled no'),
    wants: {},
    exit: 0,
    says: /1 change made/,
    changes: /ledger.json$/,
    holds: 'systemctl is-active cron.service',
  },
  {
    title: 'cron is switched off: it is switched on',
    prepare: unit('cron', 'loaded active disabled no'),
    wants: {},
    exit: 0,
    says: /1 change made/,
    changes: /ledger.json$/,
    holds: 'systemctl is-enabled cron.service',
  },
  {
    title: 'the web server does not run: it is started, not reloaded',
    prepare: 'systemctl stop nginx.service; : >/run/stub-systemctl/log',
    exit: 0,
    says: /changes made/,
    changes: ourFiles,
    holds: 'grep -qx "start nginx.service" /run/stub-systemctl/log',
  },
  {
    title: 'the web server does not run, and another program has its port',
    prepare:
      'systemctl stop nginx.service; busybox httpd -p 80; until ss -Hltn | grep -q ":80 "; do sleep 0.02; done',
    after:
      "kill -KILL $(ss -Hltnp 'sport = :80' | sed -n 's/.*pid=\\([0-9]*\\).*/\\1/p' | head -n 1)",
    exit: 5,
    says: /port 80 is taken by busybox, so nginx.service cannot start\nsee on the host: {2}ss -ltnp/,
  },
  {
    title: 'the web server died between the look and the apply: it is started',
    meanwhile: 'systemctl stop nginx.service',
    exit: 0,
    says: /changes made/,
    changes: ourFiles,
  },
  {
    title: 'a unit on the disk is newer than what systemd knows',
    prepare: unit('nginx', 'loaded active enabled yes'),
    wants: {},
    exit: 0,
    says: /1 change made/,
    changes: /ledger.json$/,
  },
  {
    title: 'the rsync daemon dies at each start',
    prepare:
      'systemctl stop rsync.service; mv /usr/bin/rsync /usr/bin/rsync-away; ln -s /bin/false /usr/bin/rsync',
    after: 'mv /usr/bin/rsync-away /usr/bin/rsync',
    wants: {},
    exit: 6,
    says: /put back[\s\S]*rsync.service does not come up/,
  },
]

const userGone = 'userdel rsyncuser; chown -R -h root:root /var/lib/mirrorc /var/lib/mirrorc-sync'

const accounts: readonly Edge[] = [
  {
    title: 'the user is root under another name',
    prepare: "sed -i 's/^rsyncuser:x:[0-9]*:/rsyncuser:x:0:/' /etc/passwd",
    exit: 5,
    says: /user rsyncuser is root on the host \(uid 0\)/,
  },
  {
    title: 'the user has another home, shell and primary group: it is used as it is',
    prepare: 'usermod -g nogroup -d /mnt -s /bin/bash rsyncuser; cp /etc/passwd /mnt/passwd',
    exit: 0,
    says: /changes made/,
    changes: ourFiles,
    holds: 'cmp /etc/passwd /mnt/passwd',
  },
  {
    title: 'the user is gone: it is made again, and has what was its own',
    prepare: 'userdel rsyncuser',
    wants: {},
    exit: 0,
    says: /changes? made/,
    changes:
      /^\/etc\/(?:passwd|group|shadow|gshadow|sub[ug]id)-?$|^\/etc\/\.pwd\.lock$|^\/srv\/mirrors|mirrorc-sync|\/status$|ledger.json$/,
    holds: 'test "$(stat -c %U:%G /var/lib/mirrorc-sync)" = rsyncuser:rsyncuser',
  },
  {
    title: 'the user is gone: it is made again, and has its trees again',
    prepare: `${userGone}; chown 4242:4242 /srv/mirrors/athena`,
    wants: {},
    exit: 0,
    says: /changes made/,
    changes:
      /^\/etc\/(?:passwd|group|shadow|gshadow|sub[ug]id)-?$|^\/etc\/\.pwd\.lock$|^\/srv\/mirrors|^\/var\/lib\/mirrorc/,
    holds: 'test "$(stat -c %U:%G /srv/mirrors/athena)" = rsyncuser:rsyncuser',
  },
  {
    title: 'the group is there, and the user is not',
    prepare: `${userGone}; groupadd --system rsyncuser; grep ^rsyncuser: /etc/group >/mnt/group`,
    wants: {},
    exit: 0,
    says: /changes made/,
    changes:
      /^\/etc\/(?:passwd|shadow|sub[ug]id)-?$|^\/etc\/\.pwd\.lock$|^\/srv\/mirrors|^\/var\/lib\/mirrorc/,
    holds: 'grep -qxFf /mnt/group /etc/group; test "$(id -gn rsyncuser)" = rsyncuser',
  },
  {
    title: 'somebody else is changing the users, and does not end',
    prepare: `${userGone}; printf 1 >/etc/passwd.lock`,
    wants: {},
    exit: 6,
    says: /before anything that serves[\s\S]*cannot lock \/etc\/passwd; try again later\.\n.*\/etc\/passwd\.lock/,
    changes: /^\/etc\/(?:group|gshadow)-?$|^\/etc\/\.pwd\.lock$/,
  },
  {
    title: 'the list of users is immutable',
    prepare: `${userGone}; chattr +i /etc/passwd`,
    after: 'chattr -i /etc/passwd',
    wants: {},
    exit: 6,
    says: /before anything that serves[\s\S]*useradd: /,
    changes: /^\/etc\/(?:passwd|group|shadow|gshadow|sub[ug]id)-?$|^\/etc\/\.pwd\.lock$/,
  },
]

tryEdges([...webServer, ...services, ...accounts])
