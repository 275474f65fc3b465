import { describe, expect, test } from 'vitest'
import {
  byRoot,
  inBrief,
  observed,
  obstacles,
  sampleInstallation,
} from '../../../test/sample-state.ts'
import { type Ledger, ledgerOf } from '../../ledger.ts'
import type { File } from '../../resource.ts'
import { sha256 } from '../../sha256.ts'
import type { FileState, PathState } from '../host-state.ts'
import type { Observed } from '../verdict.ts'
import { planFile } from './file.ts'

const path = '/etc/rsyncd.conf'
const ours = '# Made by mirrorc for the mirror athena.\n'
const wanted: File = { kind: 'file', path, content: `${ours}new\n`, ...byRoot, mode: '0644' }

const there = (content: string, changes: Partial<FileState> = {}): FileState => ({
  type: 'file',
  ...byRoot,
  mode: '0644',
  sha256: sha256(content),
  ...(content === wanted.content ? {} : { content, pristine: false }),
  ...changes,
})

function plan(found: PathState | undefined, changes: Partial<Omit<Observed, 'state'>> = {}) {
  return planFile(wanted, observed({ paths: found ? { [path]: found } : {} }, changes))
}

const write = { do: 'write', path, content: wanted.content, ...byRoot, mode: '0644' }
const guardedBy = (expect: object, orPristine = false) => [{ path, expect, orPristine }]
const guardOf = (content: string) => guardedBy({ type: 'file', sha256: sha256(content) })

/** A ledger in which the file was last applied with this text. */
const lastApplied = (content: string): Ledger =>
  ledgerOf({ site: 's', machine: 'm', tool: 't', input: 'i', storage: { root: '/r', user: 'u' } }, [
    { ...wanted, content },
  ])

describe('a file', () => {
  test.each([undefined, { type: 'absent' }] as const)('that is not there: %j', found => {
    expect(plan(found).change).toMatchObject({
      verb: 'add',
      details: ['root:root 0644'],
      text: { before: '', after: wanted.content },
      guards: guardedBy({ type: 'absent' }),
      steps: [write],
    })
    // The package that is installed on the way may bring one, whatever is known of it.
    expect(plan(found, { installation: sampleInstallation() }).change?.guards).toEqual(
      guardedBy({ type: 'absent' }, true),
    )
  })

  test('that its package is known to bring', () => {
    const installation = sampleInstallation({ paths: { [path]: { type: 'file' } } })
    expect(plan(undefined, { installation }).change).toMatchObject({
      verb: 'add',
      details: ['root:root 0644', 'in the place of the one that its package brings'],
      guards: guardedBy({ type: 'absent' }, true),
      steps: [write],
    })
  })

  test('that is as wanted', () => {
    expect(inBrief(plan(there(wanted.content)))).toBe('as wanted')
  })

  test.each([
    ['no digest', { sha256: undefined }],
    ['the digest of another text, and not the text', { sha256: sha256('other') }],
  ])('of which a record has %s is not planned for', (_, { sha256: digest }) => {
    const { sha256: _digest, ...rest } = there(wanted.content, { mode: '0600' })
    const found = digest === undefined ? rest : { ...rest, sha256: digest }
    expect(inBrief(plan(found))).toBe(`refused: what ${path} holds is not known`)
  })

  test('that has another owner and mode: its text is not written again', () => {
    const found = there(wanted.content, { owner: 'nobody', mode: '0600' })
    expect(inBrief(plan(found))).toEqual({
      verb: 'change',
      details: ['owner nobody:root → root:root', 'mode 0600 → 0644'],
      guards: guardOf(wanted.content),
      steps: [{ do: 'own', path, ...byRoot, mode: '0644' }],
    })
  })

  test('of ours that has another text, and another mode', () => {
    const found = there(`${ours}old\n`, { mode: '0600' })
    expect(plan(found).change).toMatchObject({
      verb: 'change',
      details: ['mode 0600 → 0644'],
      text: { before: `${ours}old\n`, after: wanted.content },
      guards: guardOf(`${ours}old\n`),
      steps: [write],
    })
  })

  test("of the distribution's own, as shipped", () => {
    expect(plan(there('shipped\n', { pristine: true })).change).toMatchObject({
      verb: 'change',
      details: ["was the distribution's own"],
      guards: guardOf('shipped\n'),
      steps: [write],
    })
  })

  test.each(['mine\n', '', ` ${ours}`, 'x\n# Made by mirrorc \n', '# Made by mirrorcish\n'])(
    "of somebody's: %j",
    text => {
      expect(inBrief(plan(there(text)))).toMatch(
        /^refused: .* is in the way: mirrorc did not make it/,
      )
      expect(plan(there(text), { adopt: true }).change?.steps).toEqual([write])
    },
  )

  test.each([
    ['unreadable', `cannot look at ${path}: stat: Permission denied`],
    ['link', `${path} is in the way: it is a symbolic link to /x`],
    ['directory', `${path} is in the way: it is no file`],
    ['fifo', `${path} is in the way: it is no file`],
  ])('in whose place is a %s', (obstacle, message) => {
    expect(inBrief(plan(obstacles[obstacle]))).toBe(`refused: ${message}`)
    expect(inBrief(plan(obstacles[obstacle], { adopt: true }))).toBe(`refused: ${message}`)
  })
})

describe('a file that was applied before', () => {
  const edited = there(`${ours}edited\n`)

  test.each([
    ['is gone', { type: 'absent' } as const, wanted.content, 'drift'],
    ['is as it was, and something new is wanted', there(`${ours}old\n`), `${ours}old\n`, 'changed'],
    ['was edited, and the same is wanted', edited, wanted.content, 'drift'],
  ])('%s', (_, found, last, cause) => {
    const { change } = plan(found, { ledger: lastApplied(last) })
    expect(change).toMatchObject({ cause, steps: [write] })
  })

  test('was edited, and something new is wanted: refused, unless it is to be taken over', () => {
    const ledger = lastApplied(`${ours}old\n`)
    expect(inBrief(plan(edited, { ledger }))).toMatch(/^refused: .* was edited on the host, and/)
    expect(plan(edited, { ledger, adopt: true }).change).toMatchObject({
      cause: 'conflict',
      steps: [write],
    })
  })

  test('has another owner now: drift', () => {
    const found = there(wanted.content, { owner: 'nobody' })
    expect(plan(found, { ledger: lastApplied(wanted.content) }).change).toMatchObject({
      cause: 'drift',
      steps: [{ do: 'own' }],
    })
  })

  test('on a host with a record, the first line alone makes no file ours', () => {
    const ledger = { ...lastApplied(''), entries: {} }
    expect(inBrief(plan(edited, { ledger }))).toMatch(/^refused: .* is in the way/)
  })
})
