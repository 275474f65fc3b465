import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Plan } from '../../src/plan/plan.ts'
import { applyRequest } from '../../src/ssh/apply-request.ts'
import { bootstrapCommand, call, runnerProgram, runtimeProgram } from '../../src/ssh/runtime.ts'
import { skipReason } from '../consumers/tools.ts'
import { openLocalSession, shellsOfReleases, takesLong } from './local-session.ts'
import { startServingHost, type TestHost } from './test-host.ts'

const skip = skipReason()

let host: TestHost
let plan: Plan

/** Everything but the records that each run makes, and the stub's own notes. */
const written = (): readonly string[] =>
  host.sandbox
    .written()
    .filter(line => !/^\/run\/(?:upper\/var\/lib\/mirrorc|stub-systemctl)[/ ]/.test(line))

const places =
  '/etc/rsyncd.conf /etc/cron.d /etc/systemd/system /etc/nginx/sites-enabled /srv/mirrors /var/lib/mirrorc/ledger.json'

const changes: readonly (readonly [title: string, script: string, reason?: RegExp])[] = [
  ['a file got another text', 'echo x >>/etc/rsyncd.conf'],
  ['a file went', 'rm /etc/cron.d/mirrorc'],
  [
    'a file became a link to one with the same text',
    'mv /etc/cron.d/mirrorc /m; ln -s /m /etc/cron.d/mirrorc',
  ],
  ['a file became a directory', 'rm /etc/cron.d/mirrorc; mkdir /etc/cron.d/mirrorc'],
  [
    'a file appeared',
    'mkdir /etc/systemd/system/rsync.service.d; : >/etc/systemd/system/rsync.service.d/mirrorc.conf',
  ],
  ['a link appeared', 'ln -s x /etc/nginx/sites-enabled/mirrorc'],
  ['a dangling link appeared', 'ln -s /nowhere /srv/mirrors/new'],
  ['a directory appeared', 'mkdir /srv/mirrors/new'],
  ['a fifo appeared', 'mkfifo /srv/mirrors/new'],
  [
    'somebody else applied, without a change to a file',
    `sed -i 's/"run": "[^"]*"/"run": "another"/' /var/lib/mirrorc/ledger.json`,
    /^somebody else has applied since the plan was made$/,
  ],
]

describe.skipIf(skip !== undefined).each(shellsOfReleases)('what is refused under %s', shell => {
  beforeAll(async () => {
    host = await startServingHost(shell)
    host.sandbox.sh(
      `rm /etc/nginx/sites-enabled/mirrorc; mkdir /saved; cp -a --parents ${places} /saved`,
    )
    plan = await host.look()
  })
  afterAll(() => host?.stop())

  /** Nothing was written, no unit was touched, and the shell is still in step with us. */
  async function expectUntouched(before: readonly string[]): Promise<void> {
    expect(written()).toEqual(before)
    expect(host.systemctl.calls()).toEqual([])
    expect((await host.session.probe(host.resources)).facts.osId).toBe('debian')
  }

  // Which shell it is matters little to what is compared.
  const tried = shell === 'dash' ? changes : changes.slice(0, 1)
  const notAsItWas = /^\/\S+ is not what it was when the plan was made$/
  test.each(tried.map(([title, change, reason = notAsItWas]) => [title, change, reason] as const))(
    'stale: %s',
    async (_, change, reason) => {
      host.sandbox.sh(change)
      const before = written()
      const { word, log } = await host.carryOut(plan)
      expect({ word, log }).toEqual({ word: 'stale', log: [expect.stringMatching(reason)] })
      await expectUntouched(before)
      host.sandbox.sh(`rm -rf ${places}; cp -a /saved/. /`)
    },
  )

  test('a record that has lost what puts it back is no apply at work', async () => {
    const id = '20260101T000000Z-aaaaaa'
    host.sandbox.sh(`mkdir -p /var/lib/mirrorc/tx/${id}; echo x >/var/lib/mirrorc/tx/${id}/steps`)
    expect(await host.session.recover({ id, lines: [] })).toMatchObject({ word: 'lost' })
    host.sandbox.sh(`rm -r /var/lib/mirrorc/tx/${id}`)
    expect((await host.session.probe(host.resources)).facts.osId).toBe('debian')
  })

  test('there is no room for the plan', async () => {
    host.sandbox.sh('mount -t tmpfs -o size=4k,nr_inodes=3,mode=0755 tiny /var/lib/mirrorc')
    const before = written()
    const { word } = await host.carryOut(plan)
    await expectUntouched(before)
    host.sandbox.sh('umount /var/lib/mirrorc')
    expect(word).toBe('no-space')
  })

  // For the rest it matters little which shell it is.
  if (shell !== 'dash') return

  test('somebody else is at it', async () => {
    const holder = host.sandbox.start(['flock', '-o', '/var/lib/mirrorc/lock', 'sleep', '60'])
    host.sandbox.waitFor('! flock -n /var/lib/mirrorc/lock true')
    const before = written()
    const { word } = await host.carryOut(plan)
    holder.kill('SIGKILL')
    expect(word).toBe('locked')
    await expectUntouched(before)
  })

  test('what is below /var/lib cannot be written', async () => {
    host.sandbox.sh('mount --bind /var/lib /var/lib; mount -o remount,bind,ro /var/lib')
    const before = written()
    const { word } = await host.carryOut(plan)
    await expectUntouched(before)
    host.sandbox.sh('umount /var/lib')
    expect(word).toBe('no-space')
  })

  test('in the end the plan is still good', async () => {
    const { word } = await host.carryOut(plan)
    expect(word).toBe('committed')
    expect((await host.look()).changes).toEqual([])
  })
})

describe.skipIf(skip !== undefined)('a connection that is cut while the plan is sent', () => {
  beforeAll(async () => {
    host = await startServingHost('dash')
    plan = await host.look()
  })
  afterAll(() => host?.stop())

  /** What the host answers to the beginning of a session's input. */
  function answerTo(input: string): string {
    const { stdout } = host.sandbox.run(['sh', '-c', bootstrapCommand()], { input })
    return stdout
  }

  test('anywhere in the plan: nothing is done', () => {
    const request = applyRequest(host.order(plan), 'run', runnerProgram())
    const before = written()
    const lines = request.split('\n').slice(0, -1)
    const each = takesLong ? 1 : 4
    const tried = lines.map((_, index) => index).filter(index => index % each === 0)
    expect(tried.length).toBeGreaterThan(12)
    for (const index of tried) {
      const whole = lines
        .slice(0, index)
        .map(text => `${text}\n`)
        .join('')
      const line = lines[index] ?? ''
      for (const cut of [whole, whole + line.slice(0, line.length / 2 + 1)]) {
        const submit = call('submit', 'nonce', `cut-${index}-${cut.length}`)
        const answer = answerTo(runtimeProgram('spool') + submit + cut)
        expect({ cut: cut.length, answer }).toEqual({
          cut: cut.length,
          answer: 'nonce result cut-off\n',
        })
      }
    }
    expect(written()).toEqual(before)
    expect(host.systemctl.calls()).toEqual([])
    answerTo(runtimeProgram('spool') + call('submit', 'nonce', 'whole') + request)
    host.sandbox.waitFor('grep -q committed /var/lib/mirrorc/tx/whole/result')
  })

  test('and who comes again is told that nothing was done: it stays so, whatever arrives later', () => {
    const before = written()
    const tell = (): string =>
      answerTo(runtimeProgram('spool') + call('attach', 'nonce', 'late', '0'))
    expect([tell(), tell()]).toEqual(['nonce result unknown\n', 'nonce result unknown\n'])
    const request = applyRequest(host.order(plan), 'late', runnerProgram())
    const answer = answerTo(runtimeProgram('spool') + call('submit', 'nonce', 'late') + request)
    expect(answer).toBe('nonce result no-space\n')
    expect(written()).toEqual(before)
    expect(host.sandbox.sh('find /var/lib/mirrorc/tx -name "*late*"')).toBe('')
  })

  test('and who comes again while half of the plan lies there hears the same', () => {
    const request = applyRequest(host.order(plan), 'half', runnerProgram())
    const half = request.slice(0, request.length / 2)
    const spool = runtimeProgram('spool')
    host.sandbox.write('/tmp/half', spool + call('submit', 'nonce', 'half') + half)
    host.sandbox.write('/tmp/attach', spool + call('attach', 'nonce', 'half', '0'))
    const before = written()
    const said = host.sandbox.sh(
      `{ cat /tmp/half; sleep 1; } | sh -c "$1" >/dev/null 2>&1 &
      for try in 1 2 3 4 5 6 7 8 9; do [ -e /var/lib/mirrorc/tx/.half/log ] || sleep 0.1; done
      { cat /tmp/attach; sleep 3; } | sh -c "$1"`,
      bootstrapCommand(),
    )
    expect(said).toBe('nonce result unknown\n')
    expect(answerTo(spool + call('recover', 'nonce', 'half'))).toBe('nonce result unknown\n')
    expect(written()).toEqual(before)
  })

  test('anywhere in the program: nothing of it runs', async () => {
    const before = host.sandbox.written()
    const text = `${runtimeProgram('spool')}touch /ran\n${call('touch', '/ran')}`
    for (let length = 0; length < text.length - 1; length += 211) {
      expect(answerTo(text.slice(0, length))).toBe('')
    }
    expect(answerTo(text.slice(0, -1))).toBe('')
    expect(host.sandbox.written()).toEqual(before)
    const session = await openLocalSession(host.sandbox)
    expect((await session.probe(host.resources)).facts.osId).toBe('debian')
    answerTo(text)
    expect(host.sandbox.sh('ls /ran')).toBe('/ran\n')
  })
})
