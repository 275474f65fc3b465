import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { colorsFor } from '../../src/colors.ts'
import { readTree, writeTree } from '../../src/commands/tree.ts'
import { visitRecord } from '../../src/commands/visit-host.ts'
import type { Mirror } from '../../src/compiler/mirror.ts'
import { readMirror } from '../../src/compiler/read-mirror.ts'
import { formatPlan } from '../../src/plan/format-plan.ts'
import { ordinary } from '../../src/plan/make-plan.ts'
import type { HostState } from '../../src/plan/host-state.ts'
import { sha256 } from '../../src/sha256.ts'
import { compiledTree } from '../../src/targets/compiled-tree.ts'
import { releaseTable } from '../../src/targets/index.ts'
import { lower } from '../../src/targets/lower.ts'
import { syncProgram } from '../../src/targets/sync-program.ts'

const root = import.meta.dirname
const isUpdate = process.env.UPDATE_GOLDEN === '1'
if (isUpdate && process.env.CI) throw new Error('golden files are not rewritten where CI is set')

const cases = readdirSync(root, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && !/^(?:error|warning)-/.test(entry.name))
  .map(entry => entry.name)

describe('what a mirror.yaml compiles to, and what a host would be told', () => {
  test('there are cases', () => expect(cases.length).toBeGreaterThanOrEqual(9))

  test.each(cases)('%s', async name => {
    const folder = join(root, name)
    const mirror = readCase(join(folder, 'mirror.yaml'))
    // A case about a diff is about nothing else.
    const files = name.startsWith('diff-') ? [] : [...compiledTree(mirror)].map(withoutProgram)
    const actual = new Map([...files, ...(await diffs(mirror, join(folder, 'host')))])
    const expected = join(folder, 'expected')
    if (isUpdate) {
      rmSync(expected, { recursive: true, force: true })
      writeTree(expected, actual)
    }
    expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(readTree(expected)))
  })
})

// The same for every host, and as long as all the rest together.
function withoutProgram([path, text]: [string, string]): [string, string] {
  return text === syncProgram ? [path, 'The sync program.\n'] : [path, text]
}

function readCase(file: string): Mirror {
  const { mirror, diagnostics } = readMirror(
    { name: 'mirror.yaml', text: readFileSync(file, 'utf8') },
    releaseTable,
  )
  if (mirror === undefined) throw new Error(`${file}: ${JSON.stringify(diagnostics)}`)
  return mirror
}

/** The text of `diff` against each recorded host of the case. */
async function diffs(mirror: Mirror, folder: string): Promise<[string, string][]> {
  if (!existsSync(folder)) return []
  return await Promise.all(
    readdirSync(folder).map(async (file): Promise<[string, string]> => {
      const name = basename(file, '.json')
      const host = mirror.hosts.find(candidate => candidate.name === name)
      if (host === undefined) throw new Error(`${file} is no host of the case`)
      const text = readFileSync(join(folder, file), 'utf8')
      const state = withDigests(JSON.parse(text) as HostState, lower(host))
      const { plan, title } = await visitRecord(host, state, ordinary)
      return [`${name}.diff`, formatPlan(plan, title, colorsFor(false))]
    }),
  )
}

/** A record by hand says `as-wanted` for the digest that the compiled file happens to have. */
function withDigests(state: HostState, resources: ReturnType<typeof lower>): HostState {
  const paths = { ...state.paths }
  for (const resource of resources) {
    if (resource.kind !== 'file') continue
    const found = paths[resource.path]
    if (found?.type === 'file' && found.sha256 === 'as-wanted') {
      paths[resource.path] = { ...found, sha256: sha256(resource.content) }
    }
  }
  return { ...state, paths }
}
