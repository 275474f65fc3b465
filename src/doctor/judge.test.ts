import { describe, expect, test } from 'vitest'
import { fitHost, withCheckup } from '../../test/sample-checkup.ts'
import { colorsFor } from '../colors.ts'
import { type Case, type Check, isFinding } from './check.ts'
import type { Checkup, Machine, Place, Reached, Socket } from './checkup.ts'
import { formatChecks } from './format-checks.ts'
import { judge } from './judge.ts'

const { checkup, seen, wanted } = fitHost
const machine = (changed: Partial<Machine>): Case =>
  withCheckup({ machine: { ...checkup.machine, ...changed } })
const place = (changed: Partial<Place>): Case =>
  withCheckup({ places: checkup.places.map(one => ({ ...one, ...changed })) })
const names = (v4: readonly string[], v6: readonly string[]): Case =>
  withCheckup({
    names: checkup.names.map(one => ({ ...one, addresses: one.family === 4 ? v4 : v6 })),
  })
const ways = (...changed: Partial<Reached>[]): Case =>
  withCheckup({
    upstreams: checkup.upstreams.map((one, index) => ({ ...one, ...changed[index] })),
  })
const sockets = (...held: Socket[]): Case => withCheckup({ sockets: held })
const saw = (changed: Partial<Case['seen']>): Case => ({
  ...fitHost,
  seen: { ...seen, ...changed },
})
const wants = (changed: Partial<Case['wanted']>, checked: Partial<Checkup> = {}): Case => ({
  ...withCheckup(checked),
  wanted: { ...wanted, ...changed },
})
const twoHosts = names(['198.51.100.7', '198.51.100.8'], ['2001:db8::7']).checkup
const refused = { milliseconds: undefined, complaint: 'Connection refused' }
const v6 = { address: '2001:db8::1', milliseconds: 13 }
const absent = { ...seen.packages }
const nginxIs = (state: 'unfinished' | 'broken'): Case =>
  saw({ packages: { ...absent, nginx: { state, word: 'iF' } } })
const present = { cron: absent.cron, nginx: absent.cron, rsync: absent.cron } as typeof absent

/** Of each check that somebody should read: its status, its name, and all of its text. */
const findings = (from: Case): readonly string[] => judge(from).filter(isFinding).map(sayCheck)
const sayCheck = ({ status, check, subject = '', found, advice = '' }: Check): string =>
  `${status} ${check} ${subject}: ${found} | ${advice}`

test('a host that is fit: nothing to report, and all that was looked at is listed', () => {
  expect(findings(fitHost)).toEqual([])
  expect(new Set(judge(fitHost).map(({ status }) => status))).toEqual(new Set(['ok']))
  expect(judge(fitHost).length).toBeGreaterThan(15)
})

describe('each thing that can be wrong is one finding', () => {
  test.each<[string, Case, RegExp]>([
    ['cores', machine({ cores: 2 }), /^warning cpu : 2 cores/],
    ['memory', machine({ memoryBytes: 4.1e9 }), /^warning memory : 4.1 GB/],
    ['a slow link', machine({ megabitsPerSecond: 100 }), /^warning link : 100 Mbit/],
    [
      'no clock',
      machine({ synchronized: false }),
      /^warning clock : not synchronised \| .*set-ntp/,
    ],
    ['no daemon that keeps the clock', machine({ synchronized: undefined }), /^unseen clock/],
    ['a reboot', machine({ reboot: 'kernel' }), /^warning reboot : the running kernel/],
    [
      'a clock that is late',
      withCheckup({ clock: { ...checkup.clock, ahead: -7300 } }),
      /^warning time : 2 hours behind this machine's/,
    ],
    [
      'a disk that is full',
      place({ available: 1e9 }),
      /^warning disk \/srv: 1.0 GB of 100 GB free/,
    ],
    ['no inodes', place({ inodesUsed: 0.99 }), /^warning disk \/srv: .*99 % of its inodes/],
    ['a read-only disk', place({ readOnly: true }), /^problem disk \/srv: .*read-only/],
    ['a dead disk', place({ size: undefined }), /^unseen disk \/srv/],
    ['a disk that is small', place({ size: 14e9, available: 9e9 }), /^warning size : .*15 GB/],
    ['a size that is stated', wants({ sizeBytes: 50e9 }), /^warning size : modules 50 GB/],
    [
      'a disk above that is not mounted',
      withCheckup({ unmounted: ['/srv', '/backup'] }),
      /^problem mount \/srv: /,
    ],
    [
      "a file of root's",
      withCheckup({
        strangers: { found: [{ owner: 'root', path: '/srv/mirrors/athena/x' }], whole: true },
      }),
      /^problem owner : \/srv\/mirrors\/athena\/x is root's \| `chown -hR rsyncuser: \/srv\/mirrors\/athena`/,
    ],
    [
      'an upstream that refuses',
      ways(refused),
      /^problem upstream .*:873: IPv4: Connection refused/,
    ],
    [
      'an upstream without an address',
      ways({ address: undefined, milliseconds: undefined }),
      /^problem upstream .* finds no address/,
    ],
    [
      'an upstream that one family does not reach',
      ways({}, { ...v6, ...refused }),
      /^warning upstream .*: IPv4 12 ms, IPv6: Connection refused/,
    ],
    [
      'a name that is not there',
      names([], []),
      /^warning name .*not in DNS \| .*A 198.51.100.7, AAAA/,
    ],
    ['a name without IPv6', names(['198.51.100.7'], []), /^warning name .*AAAA record: make one/],
    ['a name without IPv4', names([], ['2001:db8::7']), /^warning name .*no A record/],
    [
      'a name that leads elsewhere',
      names(['198.51.100.8'], ['2001:db8::7']),
      /^problem name .*198.51.100.8 is not an address of this host/,
    ],
    ['a name with an address too many', wants({}, twoHosts), /^problem name .*198.51.100.8 is not/],
    [
      'the name of other hosts alone',
      wants({ shared: true }, names(['198.51.100.8'], ['2001:db8::7']).checkup),
      /^problem name .*198.51.100.8 is not/,
    ],
    [
      'name servers that are silent',
      withCheckup({ names: checkup.names.map(one => ({ ...one, addresses: undefined })) }),
      /^unseen name/,
    ],
    [
      'a port that another has',
      sockets({ port: 80, program: 'apache2', unit: 'apache2.service' }),
      /^problem port 80: held by apache2 \(apache2.service\)/,
    ],
    [
      'a port of systemd’s that another has',
      wants(
        { ports: [{ port: 874, unit: 'mirrorc-rsync-tls.socket' }] },
        { sockets: [{ port: 874, program: 'stunnel4', unit: 'stunnel4.service' }] },
      ),
      /^problem port 874: held by stunnel4 \(stunnel4.service\)/,
    ],
    [
      'a port of systemd’s behind which nobody answers',
      wants(
        { ports: [{ port: 874, unit: 'mirrorc-rsync-tls.socket' }] },
        {
          sockets: [{ port: 874, program: 'systemd', unit: 'init.scope' }],
          complaints: [{ port: 874, complaint: 'no answer' }],
        },
      ),
      /^problem port 874: held by systemd .* \| no answer; .*-u 'mirrorc-rsync-tls@\*'$/,
    ],
    [
      'a port of which the holder is hidden',
      sockets({ port: 80, program: undefined, unit: undefined }),
      /^unseen port 80/,
    ],
    ['no ss', withCheckup({ sockets: undefined }), /^unseen port 80/],
    [
      'an apply that was cut off',
      saw({ unfinished: { id: 'run', running: false, by: 'anna@laptop' } }),
      /^problem apply : run by anna@laptop was cut off/,
    ],
    ['a package half there', nginxIs('unfinished'), /^warning packages : half installed: nginx/],
    ['a package broken', nginxIs('broken'), /^problem packages : neither there nor not: nginx/],
    ['old lists', withCheckup({ refreshed: 1.79e9 }), /^warning package lists : 116 days old/],
    [
      'no database of pacman',
      wants({ manager: 'pacman' }, { refreshed: undefined }),
      /^problem package lists : none \| .*pacman -Syu/,
    ],
    [
      'a new version of a file',
      withCheckup({ leftovers: [{ path: '/etc/nginx/a.dpkg-dist', package: 'nginx-common' }] }),
      /^warning new file \/etc\/nginx\/a.dpkg-dist: the package's newer version of \/etc\/nginx\/a /,
    ],
    [
      'a new version that no package knows',
      withCheckup({ leftovers: [{ path: '/etc/rsyncd.conf.ucf-dist', package: undefined }] }),
      /^warning new file \/etc\/rsyncd/,
    ],
    ['a unit of ours', withCheckup({ failed: ['nginx.service'] }), /^problem unit nginx.service/],
    ['what our timer starts', withCheckup({ failed: ['certbot.service'] }), /^problem unit c/],
    ['a run of ours', withCheckup({ failed: ['mirrorc-x.service'] }), /^problem unit mirrorc-x/],
    [
      'jobs of somebody else',
      withCheckup({ jobs: [{ file: '/var/spool/cron/crontabs/root', count: 2 }] }),
      /^problem cron \/var.*root: 2 entries sync to the same trees/,
    ],
    [
      'another release',
      saw({ unfit: [{ message: 'the host says it is debian 13', hint: 'correct release' }] }),
      /^problem system : the host says it is debian 13 \| correct release/,
    ],
  ])('%s', (_, from, expected) => {
    expect(findings(from)).toEqual([expect.stringMatching(expected)])
  })

  test('a look that is not root’s: what it did not see is said', () => {
    const limited = { message: 'fra1: anna is not root', hint: 'install sudo' }
    const facts = { ...seen.facts, uid: 1000 }
    expect(findings(saw({ limited, facts }))).toEqual([
      'problem login : fra1: anna is not root | install sudo',
      'unseen certificate mirror.example.org: root alone sees it | ',
      'unseen apply : only root sees the records | ',
      "unseen cron : only root sees others' crontabs | ",
    ])
  })
})

describe('what is no finding', () => {
  test.each<[string, Case]>([
    ['the clock of a container', machine({ synchronized: false, container: 'lxc' })],
    ['a virtual link', machine({ megabitsPerSecond: undefined })],
    [
      'a port at which systemd listens for us',
      wants(
        { ports: [{ port: 874, unit: 'mirrorc-rsync-tls.socket' }] },
        { sockets: [{ port: 874, program: 'systemd', unit: 'init.scope' }] },
      ),
    ],
    [
      'a port that is free: nobody answers',
      wants(
        { ports: [{ port: 9418, unit: 'mirrorc-git-daemon.socket' }] },
        { complaints: [{ port: 9418, complaint: 'no answer' }] },
      ),
    ],
    ['modules that nobody knows the size of', withCheckup({ sizes: {} })],
    ['a disk of no concern', withCheckup({ unmounted: ['/srv2', '/backup', '/srv/mirror'] })],
    [
      'a tree that was not looked at to its end',
      withCheckup({ strangers: { found: [], whole: false } }),
    ],
    ['no sync user yet', withCheckup({ strangers: undefined })],
    ['our own nginx', sockets({ port: 80, program: 'nginx', unit: 'nginx.service' })],
    [
      'an upstream by IPv6, from a host without',
      {
        ...ways({}, { ...v6, ...refused }),
        checkup: {
          ...ways({}, { ...v6, ...refused }).checkup,
          addresses: ['198.51.100.7'],
          names: names(['198.51.100.7'], []).checkup.names,
        },
      },
    ],
    [
      'a host behind a router',
      {
        ...names(['198.51.100.7'], []),
        checkup: { ...names(['198.51.100.7'], []).checkup, addresses: ['10.0.0.4', 'fd00::4'] },
      },
    ],
    ['several hosts by one name', wants({ shared: true }, twoHosts)],
    ['no lists of apt', withCheckup({ refreshed: undefined })],
    [
      'an old database of pacman, with all there',
      {
        ...wants({ manager: 'pacman' }, { refreshed: 1.79e9 }),
        seen: { ...seen, packages: present },
      },
    ],
    [
      'new files of others',
      withCheckup({ leftovers: [{ path: '/etc/pam.d/x.pacnew', package: 'pam' }] }),
    ],
    ['units of others', withCheckup({ failed: ['snapd.service'] })],
    ['an apply at work', saw({ unfinished: { id: 'run', running: true, by: 'anna' } })],
  ])('%s', (_, from) => {
    expect(findings(from)).toEqual([])
  })
})

describe('the table', () => {
  const checks: readonly Check[] = [
    { check: 'login', status: 'ok', found: 'root' },
    { check: 'port', subject: '80', status: 'problem', found: 'held', advice: 'stop it' },
    { check: 'x', status: 'unseen', found: '\u001b[31mred', advice: 'see\nit' },
    { check: 'long', status: 'warning', found: 'f'.repeat(60), advice: 'below' },
  ]

  test('columns are aligned, a long text has its advice below, nothing of the host is obeyed', () => {
    expect(formatChecks(checks, 'fra1 (Debian 12)', colorsFor(false)).split('\n')).toEqual([
      'fra1 (Debian 12)',
      'ok       login    root',
      'problem  port 80  held           stop it',
      'unseen   x        \\u{1b}[31mred  see\\u{a}it',
      `warning  long     ${'f'.repeat(60)}`,
      `${' '.repeat(33)}below`,
      '1 problem, 1 warning, 1 not seen',
      '',
    ])
  })

  test('nothing but good news', () => {
    const text = formatChecks(checks.slice(0, 1), 'fra1', colorsFor(false))
    expect(text).toBe('fra1\nok       login  root\nnothing to report\n')
  })
})
