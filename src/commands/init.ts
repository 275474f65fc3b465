import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { plainValue } from '../compiler/1-parse/scalar.ts'
import { readMirror } from '../compiler/read-mirror.ts'
import { type ExitCode, exitCode, Failure } from '../failure.ts'
import { releaseTable } from '../targets/index.ts'
import { type Io, inform } from './io.ts'
import { readSchemaText } from './schema.ts'

export interface InitOptions {
  readonly file: string
  readonly site?: string | undefined
  readonly domain?: string | undefined
  readonly contact?: string | undefined
}

const schemaName = 'mirror.schema.json'
const template = new URL('../../examples/starter/mirror.yaml', import.meta.url)

/** `mirrorc init`: writes a mirror.yaml to start from, and its schema beside it for the editor. */
export async function init(options: InitOptions, io: Io): Promise<ExitCode> {
  const path = resolve(io.cwd, options.file)
  const text = fill(readFileSync(template, 'utf8'), options)
  writeNew(path, options.file, text)
  inform(io, `wrote ${options.file}\n`)
  const schemaPath = join(dirname(path), schemaName)
  if (!existsSync(schemaPath)) {
    writeNew(schemaPath, schemaName, readSchemaText())
    inform(io, `wrote ${schemaName}, with which an editor completes and checks it\n`)
  }
  inform(io, 'next: write your hosts into it, then mirrorc validate and mirrorc diff\n')
  return exitCode.done
}

function fill(text: string, options: InitOptions): string {
  let filled = text.replace('../../mirror.schema.json', schemaName)
  for (const key of ['site', 'domain', 'contact'] as const) {
    const value = options[key]
    if (value === undefined) continue
    filled = filled.replace(new RegExp(`^${key}: .*$`, 'm'), () => `${key}: ${scalar(value)}`)
    checkOption(key, value, filled)
  }
  return filled
}

// What the flag says has to hold for the key as well, so the key's own rules judge it.
function checkOption(key: string, value: string, text: string): void {
  const { diagnostics } = readMirror({ name: key, text }, releaseTable)
  const problem = diagnostics.find(diagnostic => diagnostic.severity === 'error')
  if (!problem) return
  const message = `--${key} ${JSON.stringify(value)}: ${problem.message}`
  throw new Failure(exitCode.usage, message, problem.hint)
}

function scalar(value: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9@._+-]*$/.test(value) && plainValue(value) === value
  return isPlain ? value : JSON.stringify(value)
}

function writeNew(path: string, name: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' })
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
    if (code === 'EEXIST') {
      const hint = 'init never overwrites; -f names another file'
      throw new Failure(exitCode.refused, `${name} is there already`, hint)
    }
    if (code === 'ENOENT') {
      throw new Failure(exitCode.refused, `there is no directory ${dirname(path)}`)
    }
    throw thrown
  }
}
