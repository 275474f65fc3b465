import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { collectingIo } from '../../test/collecting-io.ts'
import { sampleHost } from '../../test/sample-mirror.ts'
import { sampleState } from '../../test/sample-state.ts'
import { runCli } from '../cli.ts'
import { exitCode } from '../failure.ts'
import type { Plan } from '../plan/plan.ts'
import { readPlanFile, writePlanFile } from './plan-file.ts'

const plan: Plan = {
  host: 'fra1',
  changes: [
    {
      ...{ id: 'package nginx', kind: 'package', verb: 'add', cause: 'new', name: 'nginx' },
      ...{ details: ['new'], guards: [], steps: [{ do: 'install', package: 'nginx' }] },
    },
  ],
  ...{ refusals: [], notes: ['a note'], pending: [], probes: [], ledger: undefined },
}

let directory = ''
let file = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mirrorc-plan-'))
  file = join(directory, 'plan.json')
  const host = sampleHost()
  const state = sampleState()
  const visit = { host, state, hostKey: 'SHA256:x', plan }
  const options = { adopt: false, allowPrune: 0, fullUpgrade: false, newStorage: false }
  writePlanFile(file, [visit], { ...options, retryCertificates: false, takeOver: false })
})
afterEach(() => rmSync(directory, { recursive: true }))

const content = (): Record<string, unknown> => JSON.parse(readFileSync(file, 'utf8'))

test('a plan is read as it was written, however its text is laid out', () => {
  expect(readPlanFile(file)).toMatchObject([{ hostKey: 'SHA256:x', host: { name: 'fra1' } }])
  writeFileSync(file, JSON.stringify(content()))
  expect(readPlanFile(file)).toHaveLength(1)
})

test('an edit of any value of a host is refused', () => {
  const original = content()
  let tried = 0
  const edit = (value: unknown, path: readonly string[]): void => {
    if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
      for (const [key, inner] of Object.entries(value)) edit(inner, [...path, key])
      return
    }
    const edited = structuredClone(original)
    const last = path.at(-1) ?? ''
    const place = path
      .slice(0, -1)
      .reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, edited)
    for (const other of [undefined, 'else', null]) {
      if (other === value) continue
      place[last] = other
      writeFileSync(file, JSON.stringify(edited))
      expect(() => readPlanFile(file), path.join('.')).toThrow(/was edited since it was written/)
      tried += 1
    }
  }
  edit(original.hosts, ['hosts'])
  expect(tried).toBeGreaterThan(100)
})

test.each([['{}'], ['null'], ['[]'], ['{"format":1}'], ['{"format":1,"tool":"0.1.0","hosts":[]}']])(
  '%s is no plan',
  text => {
    writeFileSync(file, text)
    expect(() => readPlanFile(file)).toThrow(/is no plan$/)
  },
)

test('the name of another version is printed as a terminal may see it', () => {
  writeFileSync(file, JSON.stringify({ ...content(), tool: '\u001b[31m' }))
  expect(() => readPlanFile(file)).toThrow('made by mirrorc \\u{1b}[31m, this')
})

describe('on the command line', () => {
  const mirror = `version: 1
site: example
domain: mirror.example.org
contact: admin@example.org
modules: { a: { upstream: rsync://hub.example.net/a } }
serve: { http: {} }
hosts:
  one: { address: one.example.org, distro: debian }
  two: { address: two.example.org, distro: debian }
`

  test.each([
    [['apply', 'plan.json', 'one'], 'plan.json is a plan, and nothing else may be named beside it'],
    [
      ['apply', 'plan.json', '--adopt'],
      'plan.json is a plan already, and --adopt says how one is made',
    ],
    [['apply', '-f', 'other.yaml', 'plan.json'], 'plan.json is a plan already, and --file says'],
    [['apply', 'one', 'plan.json'], 'plan.json is a plan, and nothing else may be named beside it'],
    [['diff', '-o', 'mirror.yaml'], '-o mirror.yaml: the name of a plan ends with .json'],
    [['diff', '--record', 'host.json'], '--record is about one host, and these are 2'],
    [['diff', '--against', 'host.json'], '--against is about one host, and these are 2'],
  ])('%j is refused before anybody is contacted', async (words, message) => {
    writeFileSync(join(directory, 'mirror.yaml'), mirror)
    await expect(runCli(words, collectingIo(directory).io)).rejects.toMatchObject({
      exit: exitCode.usage,
      message: expect.stringContaining(message),
    })
    expect(readFileSync(join(directory, 'mirror.yaml'), 'utf8')).toBe(mirror)
  })

  test('the tree that a mirror file is compared with is never the file itself', async () => {
    const path = join(directory, 'mirror.expected')
    writeFileSync(path, mirror)
    const words = ['test', '--update', '-f', 'mirror.expected']
    await expect(runCli(words, collectingIo(directory).io)).rejects.toMatchObject({
      exit: exitCode.usage,
    })
    expect(readFileSync(path, 'utf8')).toBe(mirror)
  })
})
