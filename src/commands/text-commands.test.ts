import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { collectingIo } from '../../test/collecting-io.ts'
import { exitCode } from '../failure.ts'
import { explain } from './explain.ts'
import { init } from './init.ts'
import { schema } from './schema.ts'
import { validate } from './validate.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mirrorc-text-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const file = 'mirror.yaml'
const readBack = (name: string): string => readFileSync(join(directory, name), 'utf8')

describe('init', () => {
  test('what it writes is valid, and says where its schema is', async () => {
    const { io, err } = collectingIo(directory)
    expect(await init({ file }, io)).toBe(exitCode.done)
    expect(readBack(file)).toMatch(/^# yaml-language-server: \$schema=mirror\.schema\.json\n/)
    expect(JSON.parse(readBack('mirror.schema.json')).title).toBe('MirrorInput')
    expect(await validate({ file, json: false }, io)).toBe(exitCode.done)
    expect(err()).toContain('mirror.yaml is valid: 2 modules, 1 host\n')
  })

  test('takes the names from the flags, also those that YAML would read as something else', async () => {
    const { io } = collectingIo(directory)
    const values = { site: '123', domain: 'mirror.example.com', contact: 'me@example.com' }
    await init({ file, ...values }, io)
    expect(readBack(file)).toContain(
      '\nsite: "123"\ndomain: mirror.example.com\ncontact: me@example.com\n',
    )
    expect(await validate({ file, json: false }, io)).toBe(exitCode.done)
  })

  test.each([
    ['site', 'A b'],
    ['domain', 'x: y'],
    ['contact', 'a@b.c\nhosts: {}'],
    ['site', '$&'],
  ])('refuses --%s %j and writes nothing', async (key, value) => {
    const { io } = collectingIo(directory)
    const made = init({ file, [key]: value }, io)
    await expect(made).rejects.toMatchObject({
      exit: exitCode.usage,
      message: expect.stringContaining(`--${key}`),
    })
    expect(() => readBack(file)).toThrow()
  })

  test('never overwrites', async () => {
    const { io } = collectingIo(directory)
    writeFileSync(join(directory, file), 'mine')
    writeFileSync(join(directory, 'mirror.schema.json'), 'mine too')
    await expect(init({ file }, io)).rejects.toMatchObject({ exit: exitCode.refused })
    await init({ file: 'other.yaml' }, io)
    expect([readBack(file), readBack('mirror.schema.json')]).toEqual(['mine', 'mine too'])
  })
})

describe('validate', () => {
  test('--json prints one object on stdout and nothing else', async () => {
    const { io, out, err } = collectingIo(directory)
    writeFileSync(join(directory, file), 'version: 1\nsite: Athena\n')
    expect(await validate({ file, json: true }, io)).toBe(exitCode.invalid)
    expect(err()).toBe('')
    expect(JSON.parse(out())).toMatchObject({
      file,
      valid: false,
      hosts: [],
      diagnostics: [
        { line: 1, code: 'missing-key' },
        { line: 2, column: 7, endColumn: 13, code: 'bad-name', hint: 'write athena' },
      ],
    })
  })

  test('of a file with very many mistakes prints a hundred', async () => {
    const { io, err } = collectingIo(directory)
    const keys = Array.from({ length: 20_000 }, (_, index) => `key${index}: 1\n`)
    writeFileSync(join(directory, file), keys.join(''))
    expect(await validate({ file, json: false }, io)).toBe(exitCode.invalid)
    expect(err().match(/error\[/g)?.length).toBe(100)
    expect(err()).toMatch(/… and 894 more; --json prints all\n\n994 errors in mirror\.yaml\n$/)
  })
})

describe('schema', () => {
  test('prints the schema', async () => {
    const { io, out } = collectingIo(directory)
    expect(await schema(io)).toBe(exitCode.done)
    expect(JSON.parse(out()).$schema).toBe('http://json-schema.org/draft-07/schema#')
  })
})

describe('explain', () => {
  const explained = async (path?: string): Promise<string> => {
    const { io, out } = collectingIo(directory)
    expect(await explain(path, io)).toBe(exitCode.done)
    return out()
  }

  test('lists every key', async () => {
    const text = await explained()
    for (const key of [
      'version',
      'storage.root',
      'modules.<name>.every',
      'serve.rsync.max_connections',
      'hosts.<name>.storage.user',
    ]) {
      expect(text).toMatch(new RegExp(`^${key} {2,}\\S`, 'm'))
    }
  })

  test.each(['modules.every', 'modules.<name>.every', 'modules.athena.every'])(
    '%s tells about the key',
    async path => {
      const text = await explained(path)
      expect(text).toMatch(/^modules\.<name>\.every\n/)
      expect(text).toContain('default:   "6h"')
      expect(text).toContain("host's own time zone")
      expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(80)
    },
  )

  test('every key that is listed can be explained', async () => {
    const keys = (await explained())
      .split('\n')
      .filter(line => line !== '')
      .map(line => line.split(' ')[0] ?? '')
    expect(keys.length).toBeGreaterThan(30)
    for (const key of keys) expect(await explained(key)).toMatch(/^type: {6}/m)
  })

  test.each([
    ['modules.evry', 'did you mean modules.<name>.every?'],
    ['modules.athena.evry', 'did you mean modules.<name>.every?'],
    ['domian', 'did you mean domain?'],
    ['distro', 'did you mean hosts.<name>.distro?'],
    ['constructor', 'mirrorc explain lists all keys'],
    ['', 'mirrorc explain lists all keys'],
  ])('of %j it says: %s', async (path, hint) => {
    const { io } = collectingIo(directory)
    await expect(explain(path, io)).rejects.toMatchObject({ exit: exitCode.usage, hint })
  })
})
