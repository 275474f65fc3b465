import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { join } from 'node:path'

/** What a reader got from a mirror over HTTP, and what was not as promised. */
export interface Reads {
  readonly hits: number
  readonly misses: readonly string[]
}

interface Answer {
  readonly status: number
  readonly body: Buffer
}

// A mirror's users come with many connections of their own, each of which is kept for a while.
const agent = new Agent({ keepAlive: true, maxSockets: 32 })
const domain = 'mirror.example.org'

/** One request to a mirror at an address. */
export function ask(address: string, path: string): Promise<Answer> {
  return new Promise((done, fail) => {
    const request = get(
      { host: address, path, agent, headers: { host: domain }, timeout: 60_000 },
      answer => {
        const parts: Buffer[] = []
        answer.on('data', part => parts.push(part))
        answer.on('end', () => done({ status: answer.statusCode ?? 0, body: Buffer.concat(parts) }))
        answer.on('error', fail)
      },
    )
    request.on('timeout', () => request.destroy(new Error(`${path}: no answer`)))
    // A reload closes connections that wait for a next request: whoever sends one at that moment asks again.
    request.on('error', error =>
      request.reusedSocket && Reflect.get(error, 'code') === 'ECONNRESET'
        ? ask(address, path).then(done, fail)
        : fail(error),
    )
  })
}

/** A reader that goes on until it is told to end. */
export interface Reader {
  end(): Promise<Reads>
}

/** Repeats something some dozens of times a second, so that the mirror has room to work; what it throws is a miss. */
export function readOn(look: () => Promise<number>): Reader {
  const misses: string[] = []
  let hits = 0
  let goesOn = true
  const loop = (async () => {
    while (goesOn) {
      try {
        hits += await look()
      } catch (error) {
        misses.push(`${new Date().toISOString()} ${String(error)}`)
      }
      await new Promise(done => setTimeout(done, 20))
    }
  })()
  return {
    end: async () => {
      goesOn = false
      await loop
      return { hits, misses }
    },
  }
}

/**
 * Readers of a tree that has `index` as `publish` makes it: each fetches the index, and what it names one by one over
 * the seconds that follow it.
 */
export function readIndexes(address: string, module: string, seconds: number): Reader {
  const readers = Array.from({ length: 24 }, () =>
    readOn(() => readIndex(address, module, seconds)),
  )
  return { end: async () => joinReads(await Promise.all(readers.map(reader => reader.end()))) }
}

/** Fetches the index once, and what it names. Says how much that was, and throws what is not as it should be. */
export async function readIndex(address: string, module: string, seconds: number): Promise<number> {
  const began = Date.now()
  const { status, body } = await ask(address, `/${module}/index`)
  if (status !== 200) throw new Error(`index: ${status}`)
  const lines = body.toString().trimEnd().split('\n')
  for (const [position, line] of lines.entries()) {
    const due = began + (seconds * 1000 * position) / lines.length
    await new Promise(done => setTimeout(done, due - Date.now()))
    await readNamed(address, module, line, began)
  }
  return lines.length
}

async function readNamed(address: string, module: string, line: string, began: number) {
  const [sum = '', name = ''] = line.split('  ')
  const found = await ask(address, `/${module}/pool/${name}`)
  const age = `${Date.now() - began} ms after the index`
  if (found.status !== 200) throw new Error(`${name}: ${found.status}, ${age}`)
  if (digest(found.body) !== sum) throw new Error(`${name}: other content, ${age}`)
}

const joinReads = (all: readonly Reads[]): Reads => ({
  hits: all.reduce((sum, { hits }) => sum + hits, 0),
  misses: all.flatMap(({ misses }) => misses),
})

const content = (name: string): string => name.repeat(9000)

/** The sum of a file of the pool, as sha256sum(1) lists it. */
export const sumOf = (name: string): string =>
  digest(Buffer.from(name === 'same' ? 'always' : content(name)))

/** The next state of an upstream's tree: new files, those of the state before gone, and an index of what is there. */
export function publish(directory: string, n: number): void {
  const pool = join(directory, 'pool')
  mkdirSync(pool, { recursive: true })
  for (const name of readdirSync(pool)) if (name !== 'same') rmSync(join(pool, name))
  writeFileSync(join(pool, 'same'), 'always')
  for (const k of [1, 2, 3, 4, 5, 6]) writeFileSync(join(pool, `${n}-${k}`), content(`${n}-${k}`))
  const lines = readdirSync(pool).map(name => `${digest(readFileSync(join(pool, name)))}  ${name}`)
  writeFileSync(join(directory, 'index.new'), `${lines.join('\n')}\n`)
  renameSync(join(directory, 'index.new'), join(directory, 'index'))
}

const digest = (body: Buffer): string => createHash('sha256').update(body).digest('hex')
