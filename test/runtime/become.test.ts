import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openShell, type Privilege } from '../../src/ssh/become.ts'
import { keepSecrets } from '../../src/ssh/secrets.ts'
import type { Connection, RemoteProcess } from '../../src/ssh/transport.ts'
import { skipReason } from '../consumers/tools.ts'
import { remoteProcess, shells, useShell } from './local-session.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

const skip = skipReason()
let sandbox: Sandbox
/** What the login shell runs first. */
let startFile = ''

afterEach(() => {
  startFile = ''
  return sandbox?.stop()
})

/** Becomes root with the stub of sudo, whose password is `wanted`. */
async function become(wanted: string, given: string | undefined): Promise<RemoteProcess> {
  sandbox.write('/run/password', `${wanted}\n`)
  const connection: Connection = {
    label: 'fra1',
    user: 'bob',
    hostKey: { type: 'none', fingerprint: 'none' },
    exec: async command => remoteProcess(sandbox.start(['sh', '-c', `${startFile}${command}`])),
    close() {},
  }
  const privilege: Privilege = {
    askSecret: undefined,
    secrets: keepSecrets(),
    sudoPassword: given,
    timeoutMs: 20_000,
  }
  return await openShell(connection, privilege)
}

const attempts = (): string => sandbox.sh('cat /run/attempts 2>/dev/null || true')

/** The shell runs what is sent to it, and all of that is its own. */
async function expectShell({ stdin, stdout }: RemoteProcess): Promise<void> {
  const program = 'read -r line; echo "$line in $PWD"; cat\n--mirrorc-run\na line\n'
  stdin.end(`${program}${'more '.repeat(20_000)}`)
  expect(await text(stdout)).toBe(`a line in /\n${'more '.repeat(20_000)}`)
}

describe.skipIf(skip !== undefined).each(shells)('becoming root under %s', shell => {
  beforeEach(async () => {
    sandbox = await startSandbox()
    useShell(sandbox, shell)
    const stub = readFileSync(join(import.meta.dirname, 'stub-sudo.sh'), 'utf8')
    sandbox.write('/usr/bin/sudo', stub, '755')
    sandbox.write('/usr/local/bin/id', '#!/bin/sh\necho 1000\n', '755')
  })

  test.each(['simple', ' two  words ', '$(id) "quoted" \\n \\', "it's", 'äöü'])(
    'with the password %j',
    async password => {
      await expectShell(await become(password, password))
      expect(attempts()).toBe('attempt\n')
    },
  )

  test('without one', async () => {
    await expectShell(await become('', undefined))
    expect(attempts()).toBe('')
  })

  test('a wrong one is tried once', async () => {
    await expect(become('right', 'wrong')).rejects.toMatchObject({
      exit: 5,
      message: 'fra1: sudo does not make bob root. It said: sudo: try again',
    })
    expect(attempts()).toBe('attempt\n')
  })

  test('nobody to ask is no try', async () => {
    await expect(become('right', undefined)).rejects.toMatchObject({
      exit: 5,
      message: expect.stringMatching(/nobody can be asked.*a password is required$/),
    })
    expect(attempts()).toBe('')
  })

  test('what sudo says of a user who may run little with it is passed on', async () => {
    sandbox.write('/run/rule', 'commands\n')
    await expect(become('right', 'right')).rejects.toMatchObject({
      exit: 5,
      message: `fra1: sudo does not make bob root. It said: Sorry, user bob is not allowed to execute '/bin/sh' as root on fra1.`,
      hint: 'Let this user run everything with sudo there.',
    })
  })

  test('a sudo that wants a terminal is no matter of the password', async () => {
    sandbox.write('/run/rule', 'requiretty\n')
    for (const given of ['right', undefined]) {
      await expect(become('right', given)).rejects.toMatchObject({
        exit: 5,
        message: expect.stringMatching(/you must have a tty to run sudo$/),
        hint: 'Take `requiretty` out of sudoers there for this user.',
      })
    }
  })

  test('a start file that joins stderr to stdout, and talks', async () => {
    startFile = 'exec 2>&1; echo welcome; '
    await expectShell(await become('right', 'right'))
  })

  test('no sudo', async () => {
    sandbox.sh('rm /usr/bin/sudo')
    await expect(become('right', 'right')).rejects.toMatchObject({
      exit: 5,
      message: 'fra1: bob is not root, and the host has no sudo',
    })
  })

  test('whoever is root already needs none', async () => {
    sandbox.sh('rm /usr/bin/sudo /usr/local/bin/id')
    await expectShell(await become('right', undefined))
  })
})
