import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const src = join(root, 'src')

const files = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile() && /(?<!\.test|\.d)\.ts$/.test(entry.name))
  .map(entry => join(entry.parentPath, entry.name))

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const found = text.matchAll(
    /(?:^|\n)(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import '([^']+)'/g,
  )
  return [...found].map(([, type, fixed, dynamic, bare]) => {
    const target = fixed ?? dynamic ?? bare ?? ''
    return {
      from: relative(src, file),
      to: target.startsWith('.') ? relative(src, resolve(dirname(file), target)) : target,
      typeOnly: type !== undefined,
    }
  })
}

const imports = files.flatMap(importsOf)
const folder = (path: string): string => (path.includes('/') ? (path.split('/')[0] ?? '') : 'leaf')

/** Which folders' code each folder may import; types only where the name ends in `:types`. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  leaf: ['leaf', 'commands'],
  compiler: ['leaf', 'compiler'],
  targets: ['leaf', 'targets', 'compiler:types'],
  plan: ['leaf', 'plan'],
  doctor: ['leaf', 'doctor', 'plan:types'],
  ssh: ['leaf', 'ssh', 'doctor:types', 'plan:types'],
  lab: ['leaf', 'lab'],
  commands: ['leaf', 'compiler', 'targets', 'plan', 'doctor', 'ssh', 'lab', 'commands'],
}

/** What each folder may take from outside: packages and Node's own modules. */
const packages: Readonly<Record<string, readonly string[]>> = {
  compiler: ['js-yaml', 'node:crypto', 'node:net', 'node:url'],
  targets: ['nunjucks/browser/nunjucks-slim.js'],
  plan: ['diff'],
  doctor: [],
}

const violations = (check: (found: Import) => boolean): string[] =>
  imports.filter(found => !check(found)).map(({ from, to }) => `${from} imports ${to}`)

describe('house rules', () => {
  test('there is something to check', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(imports.length).toBeGreaterThan(100)
  })

  test('folders import only what the table allows', () => {
    const broken = violations(({ from, to, typeOnly }) => {
      if (!to.endsWith('.ts') && !to.endsWith('.gen.js')) return true
      const may = allowed[folder(from)] ?? []
      return may.includes(folder(to)) || (typeOnly && may.includes(`${folder(to)}:types`))
    })
    expect(broken).toEqual([])
  })

  test('pure folders use no package and no module but those named', () => {
    const broken = violations(({ from, to, typeOnly }) => {
      const may = packages[folder(from)]
      return (
        typeOnly ||
        may === undefined ||
        to.endsWith('.ts') ||
        to.endsWith('.gen.js') ||
        to.endsWith('.njk') ||
        to.endsWith('.sh') ||
        may.includes(to)
      )
    })
    expect(broken).toEqual([])
  })

  test('only the entry points among the leaves import commands', () => {
    const entries = ['main.ts', 'cli.ts', 'process-io.ts']
    const broken = violations(
      ({ from, to }) =>
        folder(from) !== 'leaf' ||
        folder(to) === 'leaf' ||
        entries.includes(from) ||
        !to.endsWith('.ts'),
    )
    expect(broken).toEqual([])
  })

  test('one file imports ssh2', () => {
    const importers = files.filter(file =>
      readFileSync(file, 'utf8')
        .split('\n')
        .some(
          line =>
            /(?:from |\()'ssh2['/]/.test(line) && !/^import type|\bimport\('ssh2'\)\./.test(line),
        ),
    )
    expect(importers.map(file => relative(src, file))).toEqual(['ssh/ssh2/library.ts'])
  })

  test('no distro imports another', () => {
    const distros = ['arch', 'debian', 'ubuntu', 'debian-family']
    const distroOf = (path: string): string | undefined =>
      distros.find(distro => path.startsWith(`targets/${distro}/`))
    const broken = violations(({ from, to }) => {
      const [a, b] = [distroOf(from), distroOf(to)]
      if (a === undefined || b === undefined || a === b) return true
      return b === 'debian-family' && a !== 'arch'
    })
    expect(broken).toEqual([])
  })

  test('no distro is named outside targets and the lab', () => {
    const named = files
      .filter(file => !['targets', 'lab'].includes(folder(relative(src, file))))
      .filter(file => !file.endsWith('.gen.ts'))
      .filter(file => /['"`](?:arch|debian|ubuntu)['"`]/.test(readFileSync(file, 'utf8')))
    expect(named.map(file => relative(src, file))).toEqual([])
  })

  test('each difference in docs/distros.md has a reason', () => {
    const rows = readFileSync(join(root, 'docs/distros.md'), 'utf8')
      .split('\n')
      .filter(line => line.startsWith('| ') && !line.startsWith('| |'))
      .map(line => line.split('|').map(cell => cell.trim()))
    expect(rows.length).toBeGreaterThan(5)
    // Before the first bar and after the last there is no cell.
    expect(rows.filter(row => row.slice(1, -1).includes(''))).toEqual([])
  })

  test('the program and the lab know nothing of the stand-ins that tests use', () => {
    expect(readdirSync(join(root, 'test/stand-ins')).length).toBeGreaterThan(1)
    expect(imports.filter(({ to }) => to.startsWith('../test')).map(({ from }) => from)).toEqual([])
    // The help of the lab names the folder to people; nothing opens it.
    const readers = files.filter(file => /['"`/]stand-ins['"`/]/.test(readFileSync(file, 'utf8')))
    expect(readers.map(file => relative(src, file))).toEqual([])
  })

  test('every value in a template goes through an escaping filter', () => {
    const directory = join(src, 'targets/templates')
    const templates = readdirSync(directory)
    expect(templates.length).toBeGreaterThan(3)
    const bare = templates.flatMap(name =>
      [...readFileSync(join(directory, name), 'utf8').matchAll(/\{\{(.*?)\}\}/g)]
        .filter(
          ([, inner = '']) =>
            !/\|\s*(?:calendar|comment|cron|html|nginx|rsyncd|schedule|setting|sh|systemd|vsftpd)\s*$/.test(
              inner,
            ),
        )
        .map(([found]) => `${name}: ${found}`),
    )
    expect(bare).toEqual([])
  })

  test('there is no resource that runs a command', () => {
    const union = readFileSync(join(src, 'resource.ts'), 'utf8')
    expect(union).not.toMatch(/kind: '(?:command|exec|script|shell)'/)
  })
})
