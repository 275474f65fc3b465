import { afterAll, afterEach, beforeAll, expect, onTestFinished, vi } from 'vitest'
import { connect } from '../../src/ssh/connection.ts'
import type { Connection, HostTarget, SshOptions } from '../../src/ssh/transport.ts'
import { type FakeHost, type FakeHostBehaviour, startFakeHost } from './fake-host.ts'
import { makeWorkspace, sshOptions, target, type Workspace } from './workspace.ts'

/** A workspace for a test file, and fake hosts whose key it knows. */
export interface Stage {
  workspace(): Workspace
  /** Start a fake host, which ends with the test; `lines` go into its ssh_config. */
  start(behaviour?: Partial<FakeHostBehaviour>, ...lines: string[]): Promise<StartedHost>
  /** The same, and connect to it. */
  startAndConnect(behaviour?: Partial<FakeHostBehaviour>, ...lines: string[]): Promise<Connection>
}

/** A fake host and the ssh_config that leads to it. */
export interface StartedHost {
  readonly host: FakeHost
  readonly config: string
}

/** Set a stage for the tests of this file. */
export function useStage(): Stage {
  let workspace: Workspace
  let connection: Connection | undefined
  beforeAll(() => {
    workspace = makeWorkspace()
    workspace.makeKey('id')
    workspace.makeKey('host')
    vi.stubEnv('XDG_STATE_HOME', workspace.path('state'))
  })
  afterAll(() => workspace.remove())
  afterEach(() => {
    connection?.close()
    connection = undefined
  })
  const start: Stage['start'] = async (behaviour, ...lines) => {
    const host = await startFakeHost({ hostKeys: [workspace.path('host')], ...behaviour })
    onTestFinished(() => host.stop())
    workspace.write('known_hosts', `[127.0.0.1]:${host.port} ${workspace.publicKey('host')}\n`)
    return { host, config: workspace.configure(host.port, ...lines) }
  }
  return {
    workspace: () => workspace,
    start,
    startAndConnect: async (behaviour, ...lines) => {
      const { config } = await start(behaviour, ...lines)
      connection = await connect(target, sshOptions(config))
      return connection
    },
  }
}

/** Connect, expecting exit 4. */
export async function failToConnect(
  config: string,
  more: Partial<SshOptions> = {},
  host: Partial<HostTarget> = {},
) {
  const error: unknown = await connect({ ...target, ...host }, sshOptions(config, more)).then(
    connection => connection.close(),
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name: 'Failure', exit: 4 })
  return error as { message: string; hint: string | undefined }
}
