import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runtimeProgram } from '../../src/ssh/runtime.ts'
import { skipReason } from '../consumers/tools.ts'
import { queue, server } from './ask-server.ts'
import { type Shell, shells } from './local-session.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

/** What a server says when it is connected to, and then to each line that it hears, which is HEARD in what it says. */
interface Case {
  readonly title: string
  readonly ask: string
  readonly tls?: true
  readonly says: readonly string[]
  /** The list that FTP gives at another port. */
  readonly list?: string
  /** What is wrong with it; nothing where this is left out. */
  readonly complaint?: string
}

const ftp = 'answers_ftp 2021 athena failed'
const trees = 'athena\\r\\nfailed\\r\\n'
const http = 'answers_githttp 2021 mirror.example.org /sources'
const daemon = 'answers_git 2021 sources'
const rsync = 'answers_rsynctls 2021 mirror.example.org 4'
const greeting = '@RSYNCD: 31.0 sha512\\n'
const noRsync = 'rsync over TLS does not answer at 127.0.0.1 port 2021'
const noModule = `${noRsync} for the module athena: the answer is `
const refused = 'FTP at port 2021 does not let anonymous in: the answer is '
const noList = 'FTP at port 2021 does not list what it serves: the answer is '
const noTree = (module: string): string =>
  `FTP at port 2021 does not list the module ${module}: was its directory there when vsftpd was started?`
const listed = '150 here\\r\\n226 Directory send OK.\\r\\n'
const login = ['220 hello\\r\\n', '230 in\\r\\n']
const passive = '229 Entering Extended Passive Mode (|||2022|)\\r\\n'
const noGit =
  'git over HTTP is not served at http://mirror.example.org/sources port 2021: the answer is '
const expires = 'Expires: Fri, 01 Jan 1980 00:00:00 GMT\\r\\n'

const cases: readonly Case[] = [
  {
    title: 'FTP as vsftpd answers',
    ask: ftp,
    says: [...login, passive, listed],
    list: trees,
  },
  {
    title: 'FTP that lists a tree of somebody else too',
    ask: ftp,
    says: [...login, passive, listed],
    list: `pub\\r\\n${trees}`,
  },
  {
    title: 'FTP that lists nothing',
    ask: ftp,
    says: [...login, passive, listed],
    complaint: noTree('athena'),
  },
  {
    title: 'FTP that does not list the last of its trees, but one with a longer name',
    ask: ftp,
    says: [...login, passive, listed],
    list: 'athena\\r\\nfailed-images\\r\\n',
    complaint: noTree('failed'),
  },
  {
    title: 'FTP with a long greeting, which asks for a password',
    ask: ftp,
    says: [
      '220-hello\\r\\n230 of us\\r\\n220 go on\\r\\n',
      '331 who?\\r\\n',
      '230 in\\r\\n',
      passive,
      '150 here\\r\\n226 sent\\r\\n',
    ],
    list: trees,
  },
  {
    title: 'FTP that lets nobody in',
    ask: ftp,
    says: ['220 hello\\r\\n', '530 Login incorrect.\\r\\n'],
    complaint: `${refused}530 Login incorrect.`,
  },
  {
    title: 'FTP that knows anonymous and takes no password of his',
    ask: ftp,
    says: ['220 hello\\r\\n', '331 who?\\r\\n', '530 no\\r\\n'],
    complaint: `${refused}530 no`,
  },
  {
    title: 'FTP that has as many as it may',
    ask: ftp,
    says: ['421 There are too many connected users, please try later.\\r\\n'],
  },
  {
    title: 'FTP that is shut',
    ask: ftp,
    says: ['421 Service not available.\\r\\n'],
    complaint: `${refused}421 Service not available.`,
  },
  {
    title: 'FTP that cannot open a port for a list',
    ask: ftp,
    says: [...login, '425 Failed to establish connection.\\r\\n'],
    complaint: `${noList}425 Failed to establish connection.`,
  },
  {
    title: 'FTP whose port for a list is shut',
    ask: ftp,
    says: [...login, '229 Entering Extended Passive Mode (|||2023|)\\r\\n'],
    complaint: `${noList}229 Entering Extended Passive Mode (|||2023|)`,
  },
  {
    title: 'FTP that dies over its list',
    ask: ftp,
    says: [...login, passive, '500 OOPS: priv_sock_get_cmd\\r\\n'],
    complaint: `${noList}500 OOPS: priv_sock_get_cmd`,
  },
  {
    title: 'FTP that hangs up on its list',
    ask: ftp,
    says: [...login, passive, '150 here\\r\\n'],
    complaint: `${noList}none`,
  },
  {
    title: 'FTP that may not read what it serves',
    ask: ftp,
    says: [
      ...login,
      passive,
      '150 here\\r\\n226 Transfer done (but failed to open directory).\\r\\n',
    ],
    complaint: `${noList}226 Transfer done (but failed to open directory).`,
  },
  {
    title: 'FTP that hangs up',
    ask: ftp,
    says: ['220 hello\\r\\n', ''],
    complaint: `${refused}none`,
  },
  {
    title: 'no FTP but a secure shell',
    ask: ftp,
    says: ['SSH-2.0-x\\r\\n'],
    complaint: `${refused}none`,
  },
  {
    title: 'git over HTTP that has a repository',
    ask: http,
    says: ['', `HTTP/1.1 200 OK\\r\\n${expires}\\r\\n001e# service`],
  },
  {
    title: 'git over HTTP that has no repository yet',
    ask: http,
    says: ['', `HTTP/1.1 404 Not Found\\r\\nServer: x\\r\\n${expires}\\r\\n`],
  },
  {
    title: 'a web server that asks no git',
    ask: http,
    says: ['', 'HTTP/1.1 404 Not Found\\r\\nServer: x\\r\\n\\r\\n'],
    complaint: `${noGit}404`,
  },
  {
    title: 'a web server that does not reach its git',
    ask: http,
    says: ['', `HTTP/1.1 502 Bad Gateway\\r\\n${expires}\\r\\n`],
    complaint: `${noGit}502`,
  },
  {
    title: 'a web server that hangs up',
    ask: http,
    says: ['', ''],
    complaint: `${noGit}none`,
  },
  { title: 'git that has no repository yet', ask: daemon, says: ['', '002dERR access denied'] },
  {
    title: 'another program at the port of git',
    ask: daemon,
    says: ['@RSYNCD: 31.0\\n'],
    complaint: 'git does not answer at port 2021: the answer is @RSY',
  },
]

/** Of rsync behind TLS: who is let in, and what it says when it hears which module is asked for. */
const answers: readonly [whom: string, says: string, complaint?: string][] = [
  ['all athena', '@RSYNCD: OK'],
  ['all athena', '@ERROR: max connections (1) reached -- try again later'],
  ['some athena', '@ERROR: access denied to athena from localhost (127.0.0.1)'],
  [
    'all athena',
    '@ERROR: access denied to HEARD from localhost (127.0.0.1)',
    `${noModule}@ERROR: access denied to athena from localhost (127.0.0.1)`,
  ],
  ['some athena', '@ERROR: chroot failed', `${noModule}@ERROR: chroot failed`],
  ['all athena', '@ERROR: failed to open lock file', `${noModule}@ERROR: failed to open lock file`],
  ['some athena', "@ERROR: Unknown module 'HEARD'", `${noModule}@ERROR: Unknown module 'athena'`],
  ['all', 'HEARD\\n@RSYNCD: EXIT'],
  [
    'all',
    "@ERROR: Unknown module 'HEARD'",
    `${noRsync}: the answer is @ERROR: Unknown module '#list'`,
  ],
]

const tlsCases: readonly Case[] = [
  ...answers.map(([whom, says, complaint]) => ({
    title: `rsync over TLS, to be open to ${whom}, that says ${says}`,
    ask: `${rsync} ${whom}`,
    tls: true as const,
    says: [greeting, '', `of the mirror\\n${says}\\n`],
    ...(complaint === undefined ? {} : { complaint }),
  })),
  {
    title: 'TLS without rsync',
    ask: `${rsync} all athena`,
    tls: true,
    says: ['220 hello\\n', ''],
    complaint: `${noModule}220 hello`,
  },
  {
    title: 'rsync over TLS that hangs up when it is asked',
    ask: `${rsync} all athena`,
    tls: true,
    says: [greeting, '', ''],
    complaint: `${noModule}none`,
  },
  {
    title: 'rsync without TLS',
    ask: `${rsync} all athena`,
    says: [greeting, '', '@RSYNCD: OK\\n'],
    complaint: `${noModule}none`,
  },
]

const listening = `[ -n "$(ss -Hltn 'sport = :2021')" ]`

describe.skipIf(skipReason() !== undefined).each(shells)('asked under %s', shell => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox()
    sandbox.write('/run/server.pl', server)
    const programs = ['runner/health', 'runner/ask'].map(runtimeProgram).join('')
    // As in a login of root's, whose start file greets.
    sandbox.write('/root/.bashrc', 'echo Welcome to fra1\n')
    const login = 'export SSH_CLIENT="192.0.2.1 50000 22" SHLVL=0 HOME=/root\n'
    sandbox.write('/run/ask.sh', `${login}${programs}"$@" || echo "$complaint"\n`)
    sandbox.sh(
      'openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x -keyout /run/key.pem -out /run/cert.pem 2>&1',
    )
  })
  afterAll(() => sandbox?.stop())

  const programs: Record<Shell, readonly string[]> = {
    dash: ['dash'],
    bash: ['bash', '--posix'],
    busybox: ['busybox', 'sh'],
  }

  test.each([...cases, ...tlsCases])(
    '$title',
    ({ ask, says, complaint, tls = false, list = '' }) => {
      sandbox.start(['perl', '/run/server.pl', tls ? 'tls' : 'plain', list, ...says])
      sandbox.waitFor(listening)
      const { code, stdout } = sandbox.run([...programs[shell], '/run/ask.sh', ...ask.split(' ')])
      expect(stdout).toBe(complaint === undefined ? '' : `${complaint}\n`)
      expect(code).toBe(0)
    },
  )

  test('git over HTTP whose processes are all at work', () => {
    const waiting = sandbox.start(['perl', '-e', queue, '/run/mirrorc-git/socket'])
    sandbox.waitFor('[ -e /run/queued ]')
    sandbox.start(['perl', '/run/server.pl', 'plain', '', '', ''])
    sandbox.waitFor(listening)
    const { stdout } = sandbox.run([...programs[shell], '/run/ask.sh', ...http.split(' ')])
    waiting.kill('SIGKILL')
    sandbox.sh('rm -r /run/mirrorc-git /run/queued')
    expect(stdout).toBe('')
  })

  test('nobody listens: rsync over TLS', () => {
    const { stdout } = sandbox.run([...programs[shell], '/run/ask.sh', ...rsync.split(' '), 'all'])
    expect(stdout).toBe(`${noRsync}: the answer is none\n`)
  })

  test.each([ftp, http, daemon])('nobody listens: %s', ask => {
    const { stdout } = sandbox.run([...programs[shell], '/run/ask.sh', ...ask.split(' ')])
    expect(stdout).toMatch(/ port 2021.*: .*Connection refused/)
  })
})
