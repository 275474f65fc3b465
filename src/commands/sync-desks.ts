import type { MirrorHost } from '../compiler/mirror.ts'
import { exitCode, Failure } from '../failure.ts'
import type { SyncAnswer, SyncDesk } from '../ssh/sync-desk.ts'
import type { Connection, SshOptions } from '../ssh/transport.ts'
import { escapeForTerminal } from '../terminal-text.ts'
import { type ModuleStatus, readStatuses } from './module-status.ts'
import { connectTo } from './visit-host.ts'

/** How the modules of a host are, by its own clock. */
export interface HostStatus {
  readonly now: number
  readonly modules: readonly ModuleStatus[]
}

/** A connection that is kept for one question after the other. */
export interface StatusLine {
  ask(): Promise<HostStatus>
  close(): void
}

/** Connects. Nobody becomes root where what the sync program writes can be read without. */
export async function openStatusLine(host: MirrorHost, ssh: SshOptions): Promise<StatusLine> {
  const connection = await connectTo(host, ssh)
  try {
    let [desk, answer] = await openReadable(connection, ssh)
    let first: SyncAnswer | undefined = answer
    return {
      async ask() {
        answer = first ?? (await desk.ask('--status', '--json'))
        first = undefined
        return readHostStatus(host, answer)
      },
      close: () => connection.close(),
    }
  } catch (error) {
    connection.close()
    throw error
  }
}

async function openReadable(
  connection: Connection,
  ssh: SshOptions,
): Promise<[SyncDesk, SyncAnswer]> {
  const { openSyncDesk } = await import('../ssh/sync-desk.ts')
  const desk = await openSyncDesk(connection, ssh, 'login')
  const answer = await desk.ask('--status', '--json')
  if (answer.exit === 0 || connection.user === 'root') return [desk, answer]
  const rootDesk = await openSyncDesk(connection, ssh, 'root')
  return [rootDesk, await rootDesk.ask('--status', '--json')]
}

function readHostStatus(host: MirrorHost, answer: SyncAnswer): HostStatus {
  const modules = answer.exit === 0 ? readStatuses(answer.said.join('\n')) : undefined
  if (modules === undefined) throw programFailed(host, answer)
  return { now: answer.now, modules }
}

/** Connects as root, for one piece of work with the sync program. */
export async function withSyncDesk<Result>(
  host: MirrorHost,
  ssh: SshOptions,
  work: (desk: SyncDesk) => Promise<Result>,
): Promise<Result> {
  const connection = await connectTo(host, ssh)
  try {
    const { openSyncDesk } = await import('../ssh/sync-desk.ts')
    return await work(await openSyncDesk(connection, ssh, 'root'))
  } finally {
    connection.close()
  }
}

/** How one module is. */
export async function askStatus(
  desk: SyncDesk,
  host: MirrorHost,
  module: string,
): Promise<ModuleStatus> {
  const answer = await desk.ask('--status', '--json', module)
  const [status] = readHostStatus(host, answer).modules
  if (status === undefined) throw programFailed(host, answer)
  return status
}

/** The sync program did not do what it was asked for. */
export function programFailed(host: MirrorHost, { exit, said, complaints }: SyncAnswer): Failure {
  const words = complaints.length > 0 ? complaints : said.filter(line => line !== '')
  const [line = `mirror-sync ended with ${exit}`] = words
  const text = escapeForTerminal(line.replace(/^mirror-sync: /, ''))
  // 64: the program on the host is another version's; 78: it lacks what mirror.yaml has.
  const hint =
    exit === 64 || exit === 78
      ? `does the host have what mirror.yaml says? mirrorc apply ${host.name}`
      : undefined
  return new Failure(exitCode.refused, `${host.name}: ${text}`, hint)
}
