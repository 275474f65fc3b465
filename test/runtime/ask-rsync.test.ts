import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runtimeProgram } from '../../src/ssh/runtime.ts'
import { skipReason } from '../consumers/tools.ts'
import { type Shell, shells } from './local-session.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

const programs: Record<Shell, readonly string[]> = {
  dash: ['dash'],
  bash: ['bash', '--posix'],
  busybox: ['busybox', 'sh'],
}

const configuration = `
use chroot = yes
motd file = /run/motd
[empty]
  path = /srv/empty
[gone]
  path = /srv/gone
[narrow]
  path = /srv/empty
  hosts allow = 192.0.2.1
[full]
  path = /srv/empty
  max connections = 1
  lock file = /run/full.lock
[unlocked]
  path = /srv/empty
  max connections = 1
  lock file = /run/none/lock
`
const shut = (module: string, answer: string): string =>
  `rsync at port 2021 lets nobody into the module ${module}: the answer is ${answer}\n`

describe.skipIf(skipReason() !== undefined).each(shells)('rsync asked under %s', shell => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox()
    const program = ['runner/health', 'runner/ask'].map(runtimeProgram).join('')
    sandbox.write('/run/ask.sh', `${program}answers_rsync 2021 "$@" || echo "$complaint"\n`)
    sandbox.write('/run/rsyncd.conf', configuration)
    sandbox.write('/run/motd', 'The mirror athena\n')
    sandbox.sh('mkdir /srv/empty')
    // At a socket of Node's it would take itself for one of inetd's: rsyncd.conf(5).
    const daemon =
      'exec rsync --daemon --no-detach --port=2021 --config=/run/rsyncd.conf </dev/null'
    sandbox.start(['sh', '-c', daemon])
    sandbox.waitFor('rsync rsync://127.0.0.1:2021/ 2>/dev/null')
  })
  afterAll(() => sandbox?.stop())

  const ask = (words: string): string =>
    sandbox.run([...programs[shell], '/run/ask.sh', ...words.split(' ')]).stdout

  test.each([
    ['a tree that is empty', 'empty all empty', ''],
    ['one that is not there yet, and is only to be listed', 'gone,empty all empty', ''],
    ['nothing but a list', 'gone all', ''],
    ['one that is not listed', 'empty,other all empty other', /does not list the module other\n$/],
    ['one that is not there', 'empty,gone all empty gone', shut('gone', '@ERROR: chroot failed')],
    ['one that is not there, of a few', 'gone some gone', shut('gone', '@ERROR: chroot failed')],
    ['one that lets other networks in, as it should', 'narrow some narrow', ''],
    ['one that lets other networks in', 'narrow all narrow', /access denied to narrow from /],
    [
      'one that cannot count',
      'unlocked all unlocked',
      /answer is @ERROR: failed to open lock file/,
    ],
  ])('%s: %s', (_, words, said) => {
    if (typeof said === 'string') expect(ask(words)).toBe(said)
    else expect(ask(words)).toMatch(said)
  })

  test('one that has as many as it may', () => {
    const hold = `exec 3<>/dev/tcp/127.0.0.1/2021; printf "@RSYNCD: 31.0\\nfull\\n" >&3
      until [ "$answer" = "@RSYNCD: OK" ]; do read -r answer <&3 || exit; done; touch /run/held; sleep 60`
    const held = sandbox.start(['bash', '-c', hold])
    sandbox.waitFor('[ -e /run/held ]')
    expect(sandbox.run(['rsync', 'rsync://127.0.0.1:2021/full']).stderr).toContain(
      'max connections',
    )
    expect(ask('full all full')).toBe('')
    held.kill('SIGKILL')
  })
})
