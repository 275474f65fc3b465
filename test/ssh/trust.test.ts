import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { trustHost } from '../../src/commands/trust.ts'
import { connect } from '../../src/ssh/connection.ts'
import { ownKnownHostsFile } from '../../src/ssh/trust/store.ts'
import { type FakeHost, startFakeHost } from './fake-host.ts'
import { makeWorkspace, sshOptions, target, type Workspace } from './workspace.ts'

let workspace: Workspace
let host: FakeHost
let store: string

beforeAll(async () => {
  workspace = makeWorkspace()
  workspace.makeKey('id')
  workspace.makeKey('host')
  workspace.makeKey('other')
  host = await startFakeHost({ hostKeys: [workspace.path('host')] })
  workspace.configure(host.port)
  vi.stubEnv('XDG_STATE_HOME', workspace.path('state'))
  store = ownKnownHostsFile()
})
afterAll(async () => {
  await host.stop()
  workspace.remove()
})

beforeEach(() => {
  rmSync(workspace.path('state'), { recursive: true, force: true })
  workspace.write('known_hosts', '')
})

/** Run `trust`; `answer` undefined is a run in which nobody can be asked. */
async function trust(more: { answer?: string; fingerprint?: string; hostKey?: string } = {}) {
  const lines: string[] = []
  const { answer, fingerprint, hostKey } = more
  const options = sshOptions(workspace.path('config'))
  const ask = answer === undefined ? undefined : async () => answer
  const error: unknown = await trustHost(
    { target: { ...target, hostKey }, options, fingerprint },
    { ask, print: line => lines.push(line) },
  ).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(host.logins()).toEqual([])
  return {
    printed: lines.join('\n'),
    error: error as { message: string; hint: string } | undefined,
  }
}

function stored(): string | undefined {
  try {
    return readFileSync(store, 'utf8')
  } catch {
    return undefined
  }
}

test('yes records the key, and then the host is trusted', async () => {
  const { printed, error } = await trust({ answer: 'yes' })
  expect(error).toBeUndefined()
  expect(printed).toContain(`ssh-ed25519 ${workspace.fingerprint('host')}`)
  expect(printed).toContain('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
  expect(stored()).toBe(`[127.0.0.1]:${host.port} ${workspace.publicKey('host')}\n`)
  expect(statSync(store).mode & 0o777).toBe(0o600)
  expect(statSync(join(store, '..')).mode & 0o777).toBe(0o700)
  expect(workspace.read('known_hosts')).toBe('')

  const again = await trust()
  expect(again.printed).toContain(`already trusted`)
  expect(again.printed).toContain(`${store}:1`)
})

test('what was recorded lets connect in', async () => {
  const open = await startFakeHost({ hostKeys: [workspace.path('host')] })
  const config = `Port ${open.port}\n${workspace.read('config')}`
  const options = sshOptions(workspace.write('config_open', config))
  await expect(connect(target, options)).rejects.toMatchObject({ exit: 4 })
  await trustHost(
    { target, options, fingerprint: workspace.fingerprint('host') },
    { ask: undefined, print: () => {} },
  )
  const connection = await connect(target, options)
  connection.close()
  await open.stop()
})

test.for(['y', 'YES', 'no', ''])('%j is not yes', async answer => {
  const { error } = await trust({ answer })
  expect(error).toMatchObject({ exit: 10 })
  expect(stored()).toBeUndefined()
})

test('where nobody can be asked, the flag is named', async () => {
  const { error } = await trust()
  expect(error).toMatchObject({ exit: 64, hint: expect.stringContaining('--fingerprint') })
  expect(stored()).toBeUndefined()
})

test('the right fingerprint needs no question', async () => {
  const { error } = await trust({ fingerprint: workspace.fingerprint('host') })
  expect(error).toBeUndefined()
  expect(stored()).toContain(workspace.publicKey('host'))
})

test('a wrong fingerprint is refused', async () => {
  const { error } = await trust({ fingerprint: workspace.fingerprint('other'), answer: 'yes' })
  expect(error).toMatchObject({ exit: 4, message: expect.stringContaining('nothing was recorded') })
  expect(stored()).toBeUndefined()
})

test('a changed key is refused, and the line that has to go is named', async () => {
  const line = `[127.0.0.1]:${host.port} ${workspace.publicKey('other')}\n`
  workspace.write('known_hosts', `\n${line}`)
  const fingerprint = workspace.fingerprint('host')
  const { error } = await trust({ fingerprint, answer: 'yes' })
  expect(error).toMatchObject({ exit: 4, message: expect.stringContaining('has changed') })
  expect(error?.hint).toContain(`remove the line ${workspace.path('known_hosts')}:2`)
  expect(stored()).toBeUndefined()
  expect(workspace.read('known_hosts')).toBe(`\n${line}`)
})

test('a revoked key is refused', async () => {
  workspace.write('known_hosts', `@revoked * ${workspace.publicKey('host')}\n`)
  const { error } = await trust({ answer: 'yes' })
  expect(error).toMatchObject({ exit: 4, message: expect.stringContaining('revoked') })
  expect(stored()).toBeUndefined()
})

test('a pinned key needs no record, and another one is refused', async () => {
  const { printed } = await trust({ hostKey: workspace.fingerprint('host') })
  expect(printed).toContain('already trusted')
  const { error } = await trust({ hostKey: workspace.fingerprint('other'), answer: 'yes' })
  expect(error).toMatchObject({ exit: 4 })
  expect(stored()).toBeUndefined()
})

test('a store whose last line was cut short is repaired', async () => {
  await trust({ answer: 'yes' })
  writeFileSync(store, '# no end of line')
  await trust({ answer: 'yes' })
  const line = `[127.0.0.1]:${host.port} ${workspace.publicKey('host')}`
  expect(stored()).toBe(`# no end of line\n${line}\n`)
})

test('a relative XDG_STATE_HOME is ignored', () => {
  vi.stubEnv('XDG_STATE_HOME', 'relative')
  expect(ownKnownHostsFile()).toBe(join(homedir(), '.local/state/mirrorc/known_hosts'))
  vi.stubEnv('XDG_STATE_HOME', workspace.path('state'))
})
