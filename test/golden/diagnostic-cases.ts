import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { validate } from '../../src/commands/validate.ts'
import { collectingIo } from '../collecting-io.ts'

/** The folders of cases about diagnostics: error-… and warning-…. */
export function diagnosticCases(root: string): readonly string[] {
  const folders = readdirSync(root, { withFileTypes: true })
  return folders
    .filter(entry => entry.isDirectory() && /^(?:error|warning)-/.test(entry.name))
    .map(entry => entry.name)
    .sort()
}

export interface Seen {
  readonly exit: number
  /** What the user sees, without colour. */
  readonly text: string
  /** What stands on stdout: nothing. */
  readonly out: string
}

/** What `mirrorc validate` does with the case's mirror.yaml. */
export async function runCase(folder: string): Promise<Seen> {
  const directory = mkdtempSync(join(tmpdir(), 'mirrorc-golden-'))
  try {
    writeFileSync(join(directory, 'mirror.yaml'), inputBytes(folder))
    const { io, out, err } = collectingIo(directory)
    const exit = await validate({ file: 'mirror.yaml', json: false }, io)
    return { exit, text: err(), out: out() }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** All files of the case but its input: path in the folder -> text. */
export function readExpected(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = files
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter(path => !inputNames.includes(path))
    .sort()
  return Object.fromEntries(paths.map(path => [path, readFileSync(join(folder, path), 'utf8')]))
}

/** Write the case's expectation anew. */
export function writeExpected(folder: string, files: Readonly<Record<string, string>>): void {
  rmSync(join(folder, 'expected'), { recursive: true, force: true })
  mkdirSync(join(folder, 'expected'))
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
}

const inputNames = ['mirror.yaml', 'mirror.yaml.escaped']

function inputBytes(folder: string): Buffer {
  const plain = join(folder, 'mirror.yaml')
  if (existsSync(plain)) return readFileSync(plain)
  return unescape(readFileSync(join(folder, 'mirror.yaml.escaped'), 'utf8'))
}

// Bytes that editors and git would change: \xE9 is a byte, \u{202e} a character, \r, \t, \n and \\
// as usual, \{3*#} is ###.
function unescape(text: string): Buffer {
  const pattern = /\\(?:x([0-9a-f]{2})|u\{([0-9a-f]+)\}|\{(\d+)\*(.)\}|(.))/gi
  const parts: Buffer[] = []
  let from = 0
  for (const match of text.matchAll(pattern)) {
    parts.push(Buffer.from(text.slice(from, match.index)), decode(match))
    from = match.index + match[0].length
  }
  return Buffer.concat([...parts, Buffer.from(text.slice(from))])
}

function decode([whole, byte, character, count, filler, simple]: RegExpMatchArray): Buffer {
  if (byte !== undefined) return Buffer.from(byte, 'hex')
  if (character !== undefined)
    return Buffer.from(String.fromCodePoint(Number.parseInt(character, 16)))
  if (filler !== undefined) return Buffer.alloc(Number(count), filler)
  const known = { r: '\r', t: '\t', n: '\n', '\\': '\\' }[simple ?? '']
  if (known === undefined) throw new Error(`unknown escape ${whole}`)
  return Buffer.from(known)
}
