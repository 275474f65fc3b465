import { chmodSync, renameSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { connect } from '../../src/ssh/connection.ts'
import type { SshOptions } from '../../src/ssh/transport.ts'
import { hasOpenSsh, startOpenSsh } from './openssh-host.ts'
import { failToConnect } from './stage.ts'
import { makeWorkspace, sshOptions, startAgent, target, type Workspace } from './workspace.ts'

let workspace: Workspace

/** A host that lets in whoever has one of the keys; `lines` are for sshd_config. */
async function startHost(keys: readonly string[], ...lines: string[]) {
  const authorized = keys.map(key => `${workspace.publicKey(key)}\n`).join('')
  workspace.write('authorized_keys', authorized)
  const host = await startOpenSsh(workspace, ...lines)
  onTestFinished(() => host.stop())
  workspace.write('known_hosts', `[127.0.0.1]:${host.port} ${workspace.publicKey('host')}\n`)
  return host
}

/** An ssh_config that names exactly these keys. */
function configure(port: number, keys: readonly string[], ...lines: string[]): string {
  const text = workspace.read('config_base').replaceAll('PORT', String(port))
  const files = keys.map(key => `IdentityFile ${workspace.path(key)}`)
  return workspace.write('config', [...lines, ...files, text].join('\n'))
}

async function logIn(config: string, more: Partial<SshOptions> = {}): Promise<void> {
  const connection = await connect(target, sshOptions(config, more))
  connection.close()
}

/** Answers the questions for a passphrase, and remembers them. */
function answers(...list: (string | undefined)[]) {
  const questions: string[] = []
  const askSecret = async (question: string) => {
    questions.push(question)
    return list.shift()
  }
  return { questions, askSecret }
}

describe.runIf(hasOpenSsh)('logging in', () => {
  beforeAll(() => {
    workspace = makeWorkspace()
    vi.stubEnv('XDG_STATE_HOME', workspace.path('state'))
    workspace.makeKey('host')
    workspace.makeKey('good')
    workspace.makeKey('locked', '-N', 'open sesame')
    for (let number = 1; number <= 5; number += 1) workspace.makeKey(`wrong${number}`)
    const known = workspace.path('known_hosts')
    workspace.write(
      'config_base',
      `HostName 127.0.0.1\nPort PORT\nUser root\nUserKnownHostsFile ${known}\n` +
        'GlobalKnownHostsFile none\nIdentitiesOnly yes\nIdentityAgent none\n',
    )
  })
  afterAll(() => workspace?.remove())

  test.for([
    ['ed25519', []],
    ['ecdsa', ['-b', '256']],
    ['ecdsa', ['-b', '384']],
    ['ecdsa', ['-b', '521']],
    ['rsa', ['-b', '2048']],
    ['rsa', ['-b', '2048', '-m', 'PEM']],
    ['rsa', ['-b', '2048', '-m', 'PEM', '-N', 'open sesame']],
    ['ecdsa', ['-b', '256', '-m', 'PEM']],
  ] as const)('a key of the kind %s %j works', async ([type, options]) => {
    const name = `${type}${options.join('').replaceAll(' ', '')}`
    workspace.makeKey(name, '-t', type, ...options)
    const { port } = await startHost([name])
    await logIn(configure(port, [name]), answers('open sesame'))
  })

  test('a key in an old format without its public half works', async () => {
    workspace.makeKey('lonely', '-t', 'rsa', '-b', '2048', '-m', 'PEM')
    const { port } = await startHost(['lonely'])
    renameSync(workspace.path('lonely.pub'), workspace.path('elsewhere.pub'))
    await logIn(configure(port, ['lonely']))
  })

  test('a passphrase is asked for, again when it is wrong', async () => {
    const { port } = await startHost(['locked'])
    const { questions, askSecret } = answers('wrong', 'wrong too', 'open sesame')
    await logIn(configure(port, ['locked']), { askSecret })
    const question = `Passphrase for ${workspace.path('locked')}`
    expect(questions).toEqual([
      question,
      `${question} (wrong, 2nd of 3)`,
      `${question} (wrong, 3rd of 3)`,
    ])
  })

  test('three wrong passphrases are enough, and the host sees no failed signature', async () => {
    const { port, log } = await startHost(['locked'])
    const { questions, askSecret } = answers('1', '2', '3', '4')
    const { message } = await failToConnect(configure(port, ['locked']), { askSecret })
    expect(questions).toHaveLength(3)
    expect(message).toContain(
      `${workspace.path('locked')}: it was not unlocked: the passphrase was wrong three times`,
    )
    expect(log()).not.toContain('Failed publickey')
  })

  test('no passphrase is asked for when the host does not take the key anyway', async () => {
    const { port } = await startHost(['good'])
    const { questions, askSecret } = answers()
    await logIn(configure(port, ['locked', 'good']), { askSecret })
    expect(questions).toEqual([])
  })

  test('a key that nobody can unlock is named, with the way out', async () => {
    const { port } = await startHost(['locked'])
    const { message } = await failToConnect(configure(port, ['locked']))
    expect(message).toContain(`run \`ssh-add ${workspace.path('locked')}\` first`)
  })

  test('the clock stands still while a question waits for its answer', async () => {
    const { port } = await startHost(['locked'])
    const askSecret = async () => {
      await sleep(2500)
      return 'open sesame'
    }
    await logIn(configure(port, ['locked']), { askSecret, timeoutMs: 2000 })
  })

  test('a wrong key is passed over', async () => {
    const { port } = await startHost(['good'])
    await logIn(configure(port, ['wrong1', 'good']))
  })

  test('a host that hangs up after too many keys is asked once, and the way out is named', async () => {
    const { port, log } = await startHost(['good'], 'MaxAuthTries 2')
    const { message, hint } = await failToConnect(configure(port, ['wrong1', 'wrong2', 'good']))
    expect(message).toContain('too many wrong keys for root')
    expect(hint).toContain('IdentitiesOnly yes')
    expect(log().match(/Connection from 127\.0\.0\.1 port \d+ on/g)).toHaveLength(2)
  })

  test('root that may not log in gets the keys listed, and a word about root', async () => {
    const { port } = await startHost(['good'], 'PermitRootLogin no')
    const { message, hint } = await failToConnect(configure(port, ['good']))
    expect(message).toContain(`offered: ${workspace.path('good')} (ssh-ed25519 `)
    expect(hint).toContain('PermitRootLogin')
  })

  test('what cannot be used is named', async () => {
    const { port } = await startHost(['good'])
    workspace.makeKey('shared')
    chmodSync(workspace.path('shared'), 0o644)
    workspace.write('broken', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n')
    const sk = Buffer.from('\0\0\0\x1ask-ssh-ed25519@openssh.com\0\0\0\x01x')
    workspace.write('token.pub', `sk-ssh-ed25519@openssh.com ${sk.toString('base64')} me\n`)
    workspace.write('token', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END-----\n')
    workspace.makeKey('old', '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', 'open sesame')
    renameSync(workspace.path('old.pub'), workspace.path('old-elsewhere.pub'))
    workspace.makeKey('half')
    renameSync(workspace.path('half'), workspace.path('half-elsewhere'))
    const names = ['shared', 'broken', 'missing', 'token', 'old', 'half']
    const { message } = await failToConnect(configure(port, names), {}, { transport: 'ssh2' })
    expect(message).toContain('there is no key to log in as root with')
    expect(message).toMatch(/shared: it can be read by others: run `chmod 600/)
    expect(message).toMatch(/broken: it is in a format that mirrorc cannot read/)
    expect(message).toMatch(/missing: it is not there/)
    expect(message).toMatch(/token: it is on a FIDO token/)
    expect(message).toMatch(/old: it is encrypted in an old format/)
    expect(message).toMatch(/half: it has only its public half/)
  })

  describe('with an agent', () => {
    test('its keys are used', async () => {
      const agent = await startAgent(workspace)
      onTestFinished(() => agent.stop())
      workspace.makeKey('agent-rsa', '-t', 'rsa', '-b', '2048')
      agent.add(workspace.path('agent-rsa'))
      const { port } = await startHost(['agent-rsa'])
      const lines = [`IdentityAgent ${agent.socket}`, 'IdentitiesOnly no', 'IdentityFile none']
      await logIn(configure(port, [], ...lines))
    })

    test('IdentitiesOnly keeps its many keys back, and the named one is signed by it', async () => {
      const agent = await startAgent(workspace)
      onTestFinished(() => agent.stop())
      for (let number = 1; number <= 5; number += 1) agent.add(workspace.path(`wrong${number}`))
      workspace.makeKey('held')
      agent.add(workspace.path('held'))
      const { port } = await startHost(['held'], 'MaxAuthTries 2')
      // Only the public half is there: ssh(1), IdentityFile.
      renameSync(workspace.path('held'), workspace.path('gone'))
      await logIn(configure(port, ['held'], `IdentityAgent ${agent.socket}`))
    })

    test('IdentitiesOnly keeps its other keys back when the named one is wrong', async () => {
      const agent = await startAgent(workspace)
      onTestFinished(() => agent.stop())
      agent.add(workspace.path('good'))
      const { port } = await startHost(['good'])
      const config = configure(port, ['wrong1'], `IdentityAgent ${agent.socket}`)
      expect((await failToConnect(config)).message).not.toContain('good')
    })

    test('a named key goes before its other keys', async () => {
      const agent = await startAgent(workspace)
      onTestFinished(() => agent.stop())
      for (let number = 1; number <= 5; number += 1) agent.add(workspace.path(`wrong${number}`))
      agent.add(workspace.path('good'))
      const { port } = await startHost(['good'], 'MaxAuthTries 2')
      const lines = [`IdentityAgent ${agent.socket}`, 'IdentitiesOnly no']
      await logIn(configure(port, ['good'], ...lines))
      const { message } = await failToConnect(configure(port, [], ...lines, 'IdentityFile none'))
      expect(message).toContain('too many wrong keys')
      expect(message).toContain('offered: wrong1 in the agent')
    })

    test('an agent that does not answer is named', async () => {
      const { port } = await startHost(['good'])
      const lines = [`IdentityAgent ${workspace.path('no.sock')}`, 'IdentitiesOnly no']
      const { message } = await failToConnect(configure(port, ['wrong1'], ...lines))
      expect(message).toContain(
        `the agent at ${workspace.path('no.sock')}: it does not answer (ENOENT)`,
      )
    })
  })
})
