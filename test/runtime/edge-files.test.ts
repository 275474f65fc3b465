import { type Edge, ourFiles, tryEdges } from './edge.ts'

const conf = '/etc/rsyncd.conf'
const site = '/etc/nginx/sites-available/mirrorc'
const enabled = '/etc/nginx/sites-enabled/mirrorc'
const job = '/etc/cron.d/mirrorc'

const atTarget: readonly Edge[] = [
  {
    title: 'a file is a link to another of the same text',
    prepare: `mv ${conf} /mnt/conf; ln -s /mnt/conf ${conf}`,
    exit: 5,
    says: /rsyncd.conf is in the way: it is a symbolic link to \/mnt\/conf\nput the file itself there/,
  },
  {
    title: 'a file is a dangling link',
    prepare: `ln -sf /nowhere/conf ${conf}`,
    exit: 5,
    says: /rsyncd.conf is in the way: it is a symbolic link to \/nowhere\/conf/,
    holds: 'test ! -e /nowhere',
  },
  {
    title: 'a file is a directory',
    prepare: `rm ${job}; mkdir ${job}; touch ${job}/data`,
    exit: 5,
    says: /cron.d\/mirrorc is in the way: it is no file\nmove it away/,
  },
  {
    title: 'a file is a fifo',
    prepare: `rm ${conf}; mkfifo ${conf}`,
    exit: 5,
    says: /rsyncd.conf is in the way: it is no file/,
  },
  {
    title: 'our link is a file',
    prepare: `rm ${enabled}; cp ${site} ${enabled}`,
    exit: 5,
    says: /sites-enabled\/mirrorc is in the way: it is no symbolic link/,
  },
  {
    title: 'our link leads elsewhere',
    prepare: `ln -sfn /mnt/site ${enabled}`,
    exit: 5,
    says: /sites-enabled\/mirrorc is in the way: it is a symbolic link to \/mnt\/site/,
  },
  {
    title: 'a file has a second name, which keeps the old text',
    prepare: `ln ${conf} /mnt/second`,
    exit: 0,
    says: /changes made/,
    changes: ourFiles,
    holds: `grep -q 'Athena Hub' /mnt/second; ! grep -q 'Athena Hub' ${conf}`,
  },
  {
    title: 'a file is immutable',
    prepare: `chattr +i ${job}`,
    after: `chattr -i ${job}`,
    exit: 6,
    says: /put back[\s\S]*mirrorc': Operation not permitted\n.*lsattr/,
  },
  {
    title: 'the directory of a file is immutable',
    prepare: 'chattr +i /etc/cron.d',
    after: 'chattr -i /etc/cron.d',
    exit: 6,
    says: /before anything that serves[\s\S]*Operation not permitted\n.*lsattr/,
  },
  {
    title: 'a file can be added to only',
    prepare: `chattr +a ${conf}`,
    after: `chattr -a ${conf}`,
    exit: 6,
    says: /put back[\s\S]*Operation not permitted\n.*lsattr/,
  },
  {
    title: 'a file is mounted by itself, as in a container',
    prepare: `mount --bind ${job} ${job}`,
    after: `umount ${job}`,
    exit: 6,
    says: /put back[\s\S]*Device or resource busy\n.*mounted/,
  },
  {
    title: 'what waits beside a file was left behind by a run that was killed',
    prepare: 'echo half >/etc/.mirrorc.rsyncd.conf; echo half >/etc/cron.d/.mirrorc.mirrorc',
    exit: 0,
    says: /changes made/,
    changes: new RegExp(`${ourFiles.source}|/\\.mirrorc\\.`),
    holds: '! ls /etc/.mirrorc.* /etc/cron.d/.mirrorc.* 2>/dev/null',
  },
  {
    title: 'what waits beside a file is a link to somebody else’s',
    prepare: 'echo mine >/mnt/mine; ln -s /mnt/mine /etc/.mirrorc.rsyncd.conf',
    exit: 0,
    says: /changes made/,
    changes: new RegExp(`${ourFiles.source}|/\\.mirrorc\\.`),
    holds: 'test "$(cat /mnt/mine)" = mine',
  },
  {
    title: 'what waits beside a file is a directory',
    prepare: 'mkdir /etc/.mirrorc.rsyncd.conf',
    exit: 6,
    says: /before anything that serves[\s\S]*'\/etc\/.mirrorc.rsyncd.conf': Is a directory/,
  },
]

const records: readonly Edge[] = [
  {
    title: 'the place of the records is another user’s',
    prepare: 'chown nobody /var/lib/mirrorc',
    exit: 5,
    says: /not only root's to write: nothing was done\n.*chown root:root/,
  },
  {
    title: 'the records may be written by a group',
    prepare: 'chmod g+w /var/lib/mirrorc/tx',
    exit: 5,
    says: /not only root's to write: nothing was done\n.*chmod go-w/,
  },
  {
    title: 'the lock cannot be opened, so that the apply does not begin',
    prepare: 'rm -f /var/lib/mirrorc/lock; mkdir /var/lib/mirrorc/lock',
    after: 'rmdir /var/lib/mirrorc/lock',
    exit: 5,
    says: /did not start the apply: nothing was done\n.*Is a directory\n.*service\.d/,
  },
  {
    title: 'what is remembered is a directory',
    prepare: 'rm /var/lib/mirrorc/ledger.json; mkdir /var/lib/mirrorc/ledger.json',
    exit: 5,
    says: /ledger\.json cannot be read/,
  },
  {
    title: 'what is remembered is a link that leads nowhere',
    prepare: 'rm /var/lib/mirrorc/ledger.json; ln -s /nowhere /var/lib/mirrorc/ledger.json',
    exit: 5,
    says: /ledger\.json cannot be read/,
  },
  {
    title: 'the place of the records is on another disk, by a link of root’s',
    prepare: 'mv /var/lib/mirrorc /mnt/mirrorc; ln -s /mnt/mirrorc /var/lib/mirrorc',
    after: 'rm /var/lib/mirrorc; mv /mnt/mirrorc /var/lib/mirrorc',
    exit: 0,
    says: /changes made/,
    changes: new RegExp(`${ourFiles.source}|^/mnt/mirrorc`),
  },
]

const aboveTarget: readonly Edge[] = [
  {
    title: 'the directory of the web server is a link',
    prepare: 'mv /etc/nginx /mnt/nginx; ln -s /mnt/nginx /etc/nginx',
    exit: 5,
    says: /\/etc\/nginx is a symbolic link to \/mnt\/nginx[\s\S]*mount --bind/,
  },
  {
    title: 'the directory of the sites is a link',
    prepare:
      'mv /etc/nginx/sites-available /mnt/sites; ln -s /mnt/sites /etc/nginx/sites-available',
    exit: 5,
    says: /\/etc\/nginx\/sites-available is a symbolic link to \/mnt\/sites/,
  },
  {
    title: 'the directory of the jobs can be written by everybody',
    prepare: 'chmod 0777 /etc/cron.d',
    exit: 5,
    says: /\/etc\/cron.d can be written by everybody[\s\S]*chmod/,
  },
  {
    title: 'the directory of the jobs belongs to somebody else',
    prepare: 'chown nobody /etc/cron.d',
    exit: 5,
    says: /\/etc\/cron.d can be written by nobody[\s\S]*chown/,
  },
  {
    title: 'the directory of the sites can be written by a group',
    prepare: 'chgrp staff /etc/nginx/sites-enabled; chmod 0775 /etc/nginx/sites-enabled',
    exit: 5,
    says: /sites-enabled can be written by group staff/,
  },
  {
    title: 'the directory of the jobs is gone',
    prepare: 'rm -r /etc/cron.d',
    exit: 6,
    says: /before anything that serves[\s\S]*'\/etc\/cron.d\/.*': No such file or directory/,
  },
  {
    title: 'the directory of the jobs is a file',
    prepare: 'rm -r /etc/cron.d; echo mine >/etc/cron.d',
    exit: 5,
    says: /\/etc\/cron.d is in the way: it is no directory/,
  },
  {
    title: 'the directory of the jobs hands on its group',
    prepare: 'chgrp staff /etc/cron.d; chmod 2755 /etc/cron.d',
    exit: 0,
    says: /changes made/,
    changes: ourFiles,
    holds: `test "$(stat -c %U:%G ${job})" = root:root`,
  },
]

const contents: readonly Edge[] = [
  {
    title: 'only the mode is another: the file is not written anew',
    prepare: `chmod 0600 ${job}; stat -c %i ${job} >/mnt/inode`,
    wants: {},
    exit: 0,
    says: /1 change made/,
    changes: /^\/etc\/cron.d\/mirrorc$|ledger.json$/,
    holds: `test "$(stat -c '%a %i' ${job})" = "644 $(cat /mnt/inode)"`,
  },
  {
    title: 'only the owner is another',
    prepare: `chown nobody:staff ${job}`,
    wants: {},
    exit: 0,
    says: /1 change made/,
    changes: /^\/etc\/cron.d\/mirrorc$|ledger.json$/,
    holds: `test "$(stat -c %U:%G ${job})" = root:root`,
  },
  {
    title: 'only the time of a file is another: nothing to do',
    prepare: `touch -d 2001-01-01 ${conf} ${site} ${job}`,
    wants: {},
    exit: 0,
    says: /^nothing to do$/,
  },
  {
    title: 'an editor made CRLF of the line ends: they are put right, and a copy is kept',
    prepare: `sed -i 's/$/\\r/' ${conf}; cp ${conf} /mnt/edited`,
    wants: {},
    exit: 0,
    says: /1 change made/,
    changes: /^\/etc\/rsyncd.conf$|ledger.json$/,
    holds: `! grep -q "$(printf '\\r')" ${conf}; cmp /mnt/edited "$(ls -d /var/lib/mirrorc/tx/*/ | tail -n 1)"old/*`,
  },
  {
    title: 'an edit in another encoding: it is put right, and the copy has each byte',
    prepare: `printf '# caf\\351 \\377\\000\\n' >>${conf}; cp ${conf} /mnt/edited`,
    wants: {},
    exit: 0,
    says: /1 change made/,
    changes: /^\/etc\/rsyncd.conf$|ledger.json$/,
    holds: 'cmp /mnt/edited "$(ls -d /var/lib/mirrorc/tx/*/ | tail -n 1)"old/*',
  },
  {
    title: 'an editor put a byte order mark in front',
    prepare: `printf '\\357\\273\\277' >/mnt/bom; cat ${site} >>/mnt/bom; cat /mnt/bom >${site}`,
    wants: {},
    exit: 0,
    says: /1 change made|2 changes made/,
    changes: /sites-available\/mirrorc$|ledger.json$/,
  },
  {
    title: 'the end of the last line is missing: cron would not read the file',
    prepare: `printf %s "$(cat ${job})" >${job}`,
    wants: {},
    exit: 0,
    says: /1 change made/,
    changes: /^\/etc\/cron.d\/mirrorc$|ledger.json$/,
    holds: `test -z "$(tail -c 1 ${job} | tr -d '\\n')"`,
  },
  {
    title: 'a file is empty',
    prepare: `: >${site}`,
    wants: {},
    exit: 0,
    says: /changes? made/,
    changes: /sites-available\/mirrorc$|ledger.json$/,
  },
  {
    title: 'a file was edited, and is wanted otherwise as well',
    prepare: `echo '# mine' >>${conf}`,
    exit: 5,
    says: /rsyncd.conf was edited on the host, and mirror.yaml wants something new[\s\S]*--adopt/,
  },
  {
    title: 'a file was edited between the look and the apply',
    meanwhile: `echo '# mine' >>${conf}`,
    exit: 8,
    says: /changed since it was looked at[\s\S]*rsyncd.conf is not what it was/,
    changes: /^\/etc\/rsyncd.conf$/,
    holds: `test "$(tail -n 1 ${conf})" = '# mine'`,
  },
  {
    title: 'a package left its new version of a file beside it',
    prepare: `echo new >${conf}.dpkg-dist`,
    exit: 0,
    says: /changes made/,
    changes: ourFiles,
    holds: `test "$(cat ${conf}.dpkg-dist)" = new`,
  },
]

tryEdges([...atTarget, ...records, ...aboveTarget, ...contents])
