import { randomBytes } from 'node:crypto'
import { exitCode, Failure } from '../failure.ts'
import { openShell, type Privilege } from './become.ts'
import { type Exchange, openExchange } from './exchange.ts'
import { plainWord } from './probe-request.ts'
import { bootstrapCommand, call, runtimeProgram } from './runtime.ts'
import { readSections, type Section } from './section.ts'
import type { Connection } from './transport.ts'

/** The sync program of a host, over one channel. */
export interface SyncDesk {
  /** Has it do what a few plain words say, such as `--status`. */
  ask(...words: readonly string[]): Promise<SyncAnswer>
  /** Starts a sync that goes on without this connection, and follows it to its end, unless another one is at it. */
  start(module: string, words: readonly string[], onLine: OnLine): Promise<SyncEnd>
  /** Follows the run that is at it to its end. */
  follow(module: string, onLine: OnLine): Promise<void>
}

/** What the sync program said, and how it ended. */
export interface SyncAnswer {
  readonly exit: number
  readonly said: readonly string[]
  readonly complaints: readonly string[]
  /** The host's clock, in seconds since 1970. */
  readonly now: number
}

/** How a run ended: its exit status, or what kept it from having one. */
export type SyncEnd = number | 'killed' | 'not-started' | 'running'

type OnLine = (line: string) => void

/** Opens it; as root, or as whoever logs in, which is enough to look. */
export async function openSyncDesk(
  connection: Connection,
  privilege: Privilege,
  as: 'root' | 'login',
): Promise<SyncDesk> {
  const process =
    as === 'root'
      ? await openShell(connection, privilege)
      : await connection.exec(bootstrapCommand())
  const nonce = `mirrorc-${randomBytes(12).toString('hex')}`
  const exchange = openExchange(process)
  // The shell keeps it for as long as it runs.
  let program = runtimeProgram('sync-desk')
  const request = async (words: readonly string[], listen: Listen): Promise<readonly Section[]> => {
    const [verb = '', ...rest] = words
    const text = program + call(verb, nonce, ...rest.map(plainWordOrOption))
    program = ''
    return await hold(exchange, text, { nonce, ...listen }, connection)
  }
  return {
    async ask(...words) {
      const sections = await request(['desk_ask', ...words], { patienceMs: privilege.timeoutMs })
      return readAnswer(sections)
    },
    async start(module, words, onLine) {
      const id = `${module}-${randomBytes(4).toString('hex')}`
      return readEnd(await request(['desk_start', id, module, ...words], { onLine }))
    },
    async follow(module, onLine) {
      await request(['desk_follow', module], { onLine })
    },
  }
}

interface Listen {
  readonly onLine?: OnLine
  readonly patienceMs?: number
}

async function hold(
  exchange: Exchange,
  text: string,
  { nonce, onLine, patienceMs }: Listen & { readonly nonce: string },
  { label }: Connection,
): Promise<readonly Section[]> {
  const logged = `${nonce} log `
  const isLast = (line: string): boolean => {
    if (line.startsWith(logged)) onLine?.(line.slice(logged.length))
    return line === `${nonce} end`
  }
  const lines = await exchange.request(text, isLast, patienceMs)
  const sections = readSections(
    lines.filter(line => !line.startsWith(logged)),
    nonce,
  )
  if (sections.some(({ name }) => name === 'absent')) throw absent(label)
  return sections
}

const absent = (label: string): Failure =>
  new Failure(
    exitCode.refused,
    `${label}: mirrorc has put no sync program on this host`,
    'apply first: mirrorc apply',
  )

function plainWordOrOption(word: string): string {
  return word.startsWith('--') ? `--${plainWord(word.slice(2))}` : plainWord(word)
}

function readAnswer(sections: readonly Section[]): SyncAnswer {
  const find = (name: string): Section | undefined =>
    sections.find(section => section.name === name)
  return {
    exit: Number(find('exit')?.argument ?? Number.NaN),
    said: find('said')?.lines ?? [],
    complaints: (find('complaints')?.lines ?? []).filter(line => line !== ''),
    now: Number(find('now')?.argument ?? Number.NaN),
  }
}

function readEnd(sections: readonly Section[]): SyncEnd {
  const names = sections.map(({ name }) => name)
  if (names.includes('running')) return 'running'
  const ended = sections.find(({ name }) => name === 'ended')
  if (ended === undefined) return 'not-started'
  return ended.argument === '' ? 'killed' : Number(ended.argument)
}
