import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runtimeProgram } from '../../src/ssh/runtime.ts'
import { skipReason } from '../consumers/tools.ts'
import { type Shell, shells } from './local-session.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

/** What a server says when it is connected to, and then to each line that it hears. */
interface Case {
  readonly title: string
  readonly ask: string
  readonly says: readonly string[]
  /** What is wrong with it; nothing where this is left out. */
  readonly complaint?: string
}

const ftp = 'answers_ftp 2021'
const http = 'answers_githttp 2021 mirror.example.org /sources'
const daemon = 'answers_git 2021 sources'
const refused = 'FTP at port 2021 does not let anonymous in: the answer is '
const noGit =
  'git over HTTP is not served at http://mirror.example.org/sources port 2021: the answer is '
const expires = 'Expires: Fri, 01 Jan 1980 00:00:00 GMT\\r\\n'

const cases: readonly Case[] = [
  { title: 'FTP as vsftpd answers', ask: ftp, says: ['220 hello\\r\\n', '230 in\\r\\n'] },
  {
    title: 'FTP with a long greeting, which asks for a password',
    ask: ftp,
    says: ['220-hello\\r\\n230 of us\\r\\n220 go on\\r\\n', '331 who?\\r\\n', '230 in\\r\\n'],
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
    title: 'FTP that is too busy',
    ask: ftp,
    says: ['421 too many\\r\\n'],
    complaint: `${refused}421 too many`,
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

// A line is what ends in a line feed or, git's, in a NUL.
const server = `
use Socket; use IO::Handle;
socket(my $s, PF_INET, SOCK_STREAM, 0); setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
bind($s, sockaddr_in(2021, INADDR_LOOPBACK)) or die; listen($s, 5);
open(my $ready, '>', '/run/ready'); close $ready;
accept(my $c, $s); $c->autoflush(1);
my $first = 1;
for (@ARGV) {
  if (!$first) { my $got = ''; while (sysread($c, my $byte, 1)) { $got .= $byte; last if $byte =~ /[\\n\\0]/ } }
  $first = 0;
  s/\\\\r/\\r/g; s/\\\\n/\\n/g; print $c $_;
}
shutdown($c, 1); 1 while sysread($c, my $rest, 1000);
`

describe.skipIf(skipReason() !== undefined).each(shells)('asked under %s', shell => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox()
    sandbox.write('/run/server.pl', server)
    sandbox.write('/run/ask.sh', `${runtimeProgram('runner/ask')}"$@" || echo "$complaint"\n`)
  })
  afterAll(() => sandbox?.stop())

  const programs: Record<Shell, readonly string[]> = {
    dash: ['dash'],
    bash: ['bash', '--posix'],
    busybox: ['busybox', 'sh'],
  }

  test.each(cases)('$title', ({ ask, says, complaint }) => {
    sandbox.sh('rm -f /run/ready')
    sandbox.start(['perl', '/run/server.pl', ...says])
    sandbox.waitFor('[ -e /run/ready ]')
    const { code, stdout } = sandbox.run([...programs[shell], '/run/ask.sh', ...ask.split(' ')])
    expect(stdout).toBe(complaint === undefined ? '' : `${complaint}\n`)
    expect(code).toBe(0)
  })

  test.each([ftp, http, daemon])('nobody listens: %s', ask => {
    const { stdout } = sandbox.run([...programs[shell], '/run/ask.sh', ...ask.split(' ')])
    expect(stdout).toMatch(/ port 2021.*: .*Connection refused/)
  })
})
