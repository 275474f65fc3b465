import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasOpenSsh, type OpenSshHost, startOpenSsh } from '../ssh/openssh-host.ts'
import { makeWorkspace, type Workspace } from '../ssh/workspace.ts'

const program = new URL('../../dist/main.js', import.meta.url).pathname

// script(1) without a terminal of its own gives one of no size, as a serial console is.
describe.runIf(hasOpenSsh)('at a terminal that has no size, Ctrl-D at a question', () => {
  let workspace: Workspace
  let host: OpenSshHost

  beforeAll(async () => {
    workspace = makeWorkspace()
    workspace.makeKey('host')
    workspace.makeKey('id', '-N', 'a phrase')
    workspace.write('authorized_keys', `${workspace.publicKey('id')}\n`)
    host = await startOpenSsh(workspace)
    mkdirSync(workspace.path('state'))
    workspace.write('mirror.yaml', mirror)
    workspace.configure(host.port)
  })
  afterAll(async () => {
    await host?.stop()
    workspace?.remove()
  })

  /** What a terminal shows, where Ctrl-D and then some text are typed at a question. */
  function typeAt(question: string, command: string): Promise<{ shown: string; code: unknown }> {
    const words = [process.execPath, program, command, 'web']
    const paths = ['-f', workspace.path('mirror.yaml'), '--ssh-config', workspace.path('config')]
    const child = spawn('script', ['-qec', [...words, ...paths].join(' '), '/dev/null'], {
      env: { ...process.env, XDG_STATE_HOME: workspace.path('state') },
    })
    let shown = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const asked = shown.includes(question)
      shown += chunk.toString()
      if (!asked && shown.includes(question)) child.stdin.write('\u0004typed\r')
    })
    const late = setTimeout(() => child.kill('SIGKILL'), 30_000)
    return new Promise(resolve => {
      child.once('close', code => {
        clearTimeout(late)
        resolve({ shown, code })
      })
    })
  }

  test('is a no', async () => {
    const { shown, code } = await typeAt('Type yes', 'trust')
    expect(shown).toContain('nothing was recorded')
    expect(code).toBe(10)
  })

  test('for a passphrase is none, and the command ends', async () => {
    workspace.write('known_hosts', `[127.0.0.1]:${host.port} ${workspace.publicKey('host')}\n`)
    const { shown, code } = await typeAt('Passphrase for', 'diff')
    expect(shown).toContain('no passphrase was given')
    expect(code).toBe(4)
  })
})

const mirror = `version: 1
site: example
domain: mirror.example.org
contact: admin@example.org
modules:
  athena:
    upstream: rsync://hub.athenaos.org/athena
serve:
  rsync: {}
hosts:
  web:
    address: mirror
    distro: debian
    release: "12"
`
