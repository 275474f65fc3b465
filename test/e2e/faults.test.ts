import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import {
  announce,
  exampleFile,
  run as execute,
  mirrorc,
  mirrorDirectory,
  onHost,
  withoutLab,
} from './support.ts'

const example = readFileSync(exampleFile, 'utf8')
const served = `${example.slice(0, example.indexOf('\nhosts:'))}
hosts:
  fra1: { address: odd, distro: debian, release: "12" }
`
/** Another comment changes files of rsync's and of the web server's. */
const changed = served.replace('The Athena Hub', 'The Athena Hub, changed')
const withFtp = served.replace('serve:\n', 'serve:\n  ftp: {}\n')

interface Fault {
  readonly title: string
  /** Makes the host odd. */
  readonly prepare: string
  /** Takes that away again. */
  readonly after: string
  readonly wants?: string
  readonly exit: number
  readonly says: RegExp
  /** The paths that may differ while the host is odd; none by default. */
  readonly changes?: RegExp
}

const site = '/etc/nginx/conf.d/own.conf'

// What is there now still fits, and nothing more.
const fill = (path: string): string => `cp -a ${path} /root/kept
  mount -t tmpfs -o size=64M,mode=755 full ${path}; cp -a /root/kept/. ${path}; rm -r /root/kept
  dd if=/dev/zero of=${path}/zz-filler bs=64k 2>/dev/null || :`

// fcntl(2) locks, with struct flock as on 64 bits: what apt-get takes for its lists.
const holdApt = `cat >/root/hold.pl <<'END'
use Fcntl;
open(my $file, '>>', '/var/lib/apt/lists/lock') or die;
fcntl($file, F_SETLK, pack('s s x4 q q l x4', F_WRLCK, 0, 0, 0, 0)) or die $!;
sleep 1200;
END
systemd-run -q --unit=holder perl /root/hold.pl; sleep 0.5`
const letGo = 'systemctl stop holder'
const holdPort = (port: number): string =>
  `systemd-run -q --unit=holder rsync --daemon --no-detach --port=${port} --config=/dev/null
   until ss -Hltn 'sport = :${port}' | grep -q .; do sleep 0.1; done`
const dropIn = (text: string): string => `mkdir -p /etc/systemd/system/rsync.service.d
   printf '[Service]\n${text}\n' >/etc/systemd/system/rsync.service.d/zz.conf; systemctl daemon-reload`
const dropOff = `rm /etc/systemd/system/rsync.service.d/zz.conf
   rmdir --ignore-fail-on-non-empty /etc/systemd/system/rsync.service.d
   systemctl daemon-reload; systemctl reset-failed rsync; systemctl restart rsync`

const faults: readonly Fault[] = [
  {
    title: "somebody's own vhost is broken",
    prepare: `echo 'server { listen 80; nonsense on; }' >${site}`,
    after: `rm ${site}`,
    exit: 6,
    says: /before anything that serves was changed[\s\S]*unknown directive "nonsense" in \/etc\/nginx\/conf.d\/own.conf:1/,
  },
  {
    title: 'the port that the web server shall have is another program’s',
    prepare: holdPort(8080),
    after: letGo,
    wants: changed.replace('http: {}', 'http: { port: 8080 }'),
    exit: 6,
    says: /everything was put back[\s\S]*nginx.service does not listen at port 8080, which another program has:\n.*"rsync"/,
  },
  {
    title: 'the disk of the web server’s files is full',
    prepare: fill('/etc/nginx'),
    after: 'umount /etc/nginx',
    exit: 6,
    says: /before anything that serves was changed[\s\S]*No space left on device\n.*df -h/,
  },
  {
    title: 'the disk of the records is full',
    prepare: fill('/var/lib/mirrorc'),
    after: 'umount /var/lib/mirrorc',
    exit: 5,
    says: /cannot write below \/var\/lib\/mirrorc: nothing was done\n.*df -h/,
  },
  {
    title: '/etc is read-only',
    prepare: 'mount --bind /etc /etc; mount -o remount,bind,ro /etc',
    after: 'umount /etc',
    exit: 6,
    says: /before anything that serves was changed[\s\S]*Read-only file system\n.*findmnt/,
  },
  {
    title: 'a package is in no list',
    prepare:
      'cp -a /etc/apt /root/apt; rm -rf /etc/apt/sources.list* /var/lib/apt/lists; mkdir -p /var/lib/apt/lists/partial',
    after: 'rm -rf /etc/apt; mv /root/apt /etc/apt; apt-get -q update',
    wants: withFtp,
    exit: 5,
    says: /did not install the packages[\s\S]*Unable to locate package vsftpd[\s\S]*apt-get update/,
    changes: /^\/var\/lib\/apt\//,
  },
  {
    title: 'the web server is masked',
    prepare: 'ln -s /dev/null /etc/systemd/system/nginx.service; systemctl daemon-reload',
    after: 'rm /etc/systemd/system/nginx.service; systemctl daemon-reload',
    exit: 5,
    says: /nginx.service is masked[\s\S]*systemctl unmask nginx.service/,
  },
  {
    title: 'the unit of the rsync daemon has a mistake',
    prepare:
      'printf "[Service]\\nExecStart=\\n" >/etc/systemd/system/rsync.service; systemctl daemon-reload',
    after: 'rm /etc/systemd/system/rsync.service; systemctl daemon-reload',
    exit: 5,
    says: /rsync.service is not there, though its package is \(bad-setting\)/,
  },
  {
    title: "somebody's own drop-in gives the rsync daemon another port",
    prepare: dropIn('ExecStart=\\nExecStart=/usr/bin/rsync --daemon --no-detach --port=8999'),
    after: dropOff,
    wants: changed.replace('max_connections: 25', 'port: 8873'),
    exit: 6,
    says: /everything was put back[\s\S]*rsync.service does not listen at port 8873/,
  },
  {
    title: 'the rsync daemon ends again and again',
    prepare: dropIn('ExecStart=\\nExecStart=/bin/false\\nRestart=always\\nRestartSec=100ms'),
    after: dropOff,
    wants: changed.replace('max_connections: 25', 'port: 8873'),
    exit: 6,
    says: /everything was put back[\s\S]*rsync.service does not come up/,
  },
]

const waiting: Fault = {
  title: 'another program has the lock of apt for five minutes',
  prepare: holdApt,
  after: letGo,
  wants: withFtp,
  exit: 5,
  says: /did not install the packages[\s\S]*Could not get lock \/var\/lib\/apt\/lists\/lock[\s\S]*wait for its end/,
}

/** `npm run test:all` has the time for it. */
const all = process.env.MIRRORC_LONG === '1' ? [...faults, waiting] : faults

describe.skipIf(withoutLab)('a host that serves and is odd', () => {
  let lab: Lab
  let mirror: ReturnType<typeof mirrorDirectory>
  let mending = ''
  const apply = (): ReturnType<typeof mirrorc> =>
    mirrorc(['apply', '--yes', '-f', mirror.file, '--ssh-config', lab.sshConfigFile])

  beforeAll(async () => {
    lab = await startLab({ hosts: [{ name: 'odd', release: '12' }] })
    mirror = mirrorDirectory(served)
    await announce(lab)
    const { code, stdout, stderr } = await apply()
    expect(code, stdout + stderr).toBe(0)
  })
  afterEach(() => onHost(lab, 'odd', mending))
  afterAll(async () => {
    mirror?.remove()
    await lab?.stop()
  })

  /** Files by path, with what a write would change; of directories not the time. */
  async function list(): Promise<readonly string[]> {
    const places = '/etc /usr/local /var/lib /srv /usr/sbin/policy-rc.d'
    const not = '-path /var/lib/mirrorc/tx -o -path /var/lib/mirrorc/lock -o -path /var/lib/systemd'
    const format = '%p\\t%y %m %u:%g'
    const text = await onHost(
      lab,
      'odd',
      `find ${places} \\( ${not} \\) -prune -o -type d -printf '${format}\\n' -o \\
        -printf '${format} %s %T@ %l\\n' 2>/dev/null | sort`,
    )
    return text.split('\n')
  }

  async function whileOdd({
    wants = changed,
  }: Fault): Promise<{ text: string; code: unknown; paths: string[] }> {
    writeFileSync(mirror.file, wants)
    const before = await list()
    const { code, stderr, stdout } = await apply()
    const after = await list()
    expect(before.length).toBeGreaterThan(1000)
    const differ = [
      ...before.filter(line => !after.includes(line)),
      ...after.filter(line => !before.includes(line)),
    ]
    const paths = [...new Set(differ.map(line => line.split('\t')[0] ?? ''))]
    return { code, text: stdout + stderr, paths }
  }

  /** From outside, as it was before. */
  async function expectServed(): Promise<void> {
    const address = lab.hosts[0]?.address ?? ''
    const url = `http://${address}/athena/`
    const http = await execute('curl', ['-s', '-f', '-H', 'Host: mirror.example.org', url])
    expect(http.code).toBe(0)
    const rsync = await execute('rsync', ['--contimeout=5', `rsync://${address}/`])
    expect(rsync.stdout).toMatch(/athena\s+The Athena Hub\n/)
  }

  test.each(all)(
    '$title: exit $exit, and the old is served',
    async fault => {
      mending = fault.after
      await onHost(lab, 'odd', fault.prepare)
      const { code, text, paths } = await whileOdd(fault)
      expect(text).toMatch(fault.says)
      expect({ code, paths: paths.filter(path => fault.changes?.test(path) !== true) }).toEqual({
        code: fault.exit,
        paths: [],
      })
      if (!fault.title.includes('rsync daemon')) await expectServed()
    },
    600_000,
  )

  test('in the end, nothing is odd: the change is made', async () => {
    mending = 'true'
    await expectServed()
    writeFileSync(mirror.file, changed)
    const { code, stdout, stderr } = await apply()
    expect(code, stdout + stderr).toBe(0)
  })
})
