import { expect, test } from 'vitest'
import {
  byRoot,
  inBrief,
  observed,
  obstacles,
  sampleInstallation,
} from '../../../test/sample-state.ts'
import type { PathState } from '../host-state.ts'
import { planIncludeLine } from './include-line.ts'

const path = '/etc/nginx/nginx.conf'
const line = 'include mirrorc.d/*.conf; # added by mirrorc'
const resource = { kind: 'include-line', path, line, block: 'http' } as const

const plan = (found: PathState | undefined, installing = false) =>
  planIncludeLine(
    resource,
    observed(
      { paths: found ? { [path]: found } : {} },
      {
        installation: installing
          ? sampleInstallation({ paths: { [path]: { type: 'file' } } })
          : sampleInstallation(),
      },
    ),
  )
const file = (content: string): PathState => ({
  type: 'file',
  ...byRoot,
  mode: '0644',
  sha256: 'digest',
  content,
})
const steps = [{ do: 'insert-line', path, line, block: 'http' }]

test.each([
  ['http {\n}\n', `http {\n    ${line}\n}\n`],
  ['events {\n}\n\nhttp{\n    x;\n}\n', `events {\n}\n\nhttp{\n    ${line}\n    x;\n}\n`],
  ['http {', `http {\n    ${line}`],
])('goes behind the opening of the block in %j', (before, after) => {
  expect(plan(file(before)).change).toMatchObject({
    verb: 'change',
    details: [],
    text: { before, after },
    guards: [{ path, expect: { type: 'file', sha256: 'digest' }, orPristine: false }],
    steps,
  })
})

test.each([`http {\n    ${line}\n}\n`, `http {\n}\n\t${line}  \n`])(
  'is there already in %j',
  text => {
    expect(inBrief(plan(file(text)))).toBe('as wanted')
  },
)

test.each(['', '# http {\n', '  http {\n', 'https {\n', 'http\n{\n'])(
  'finds no block in %j',
  text => {
    expect(inBrief(plan(file(text)))).toBe(
      `refused: ${path} has no line "http {" after which to put: ${line}`,
    )
  },
)

test('a file that comes with a package gets it too', () => {
  for (const found of [undefined, { type: 'absent' } as const]) {
    expect(inBrief(plan(found, true))).toEqual({
      verb: 'change',
      details: [`+ ${line}`],
      guards: [],
      steps,
    })
    expect(inBrief(plan(found))).toBe(`refused: ${path} is not there, though its package is`)
  }
})

test.each([
  ['unreadable', `cannot look at ${path}: stat: Permission denied`],
  ['link', `${path} is in the way: it is no file`],
  ['directory', `${path} is in the way: it is no file`],
  ['fifo', `${path} is in the way: it is no file`],
])('%s in its place is refused', (obstacle, message) => {
  expect(inBrief(plan(obstacles[obstacle]))).toBe(`refused: ${message}`)
})
