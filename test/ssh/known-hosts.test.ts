import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findKnownKeys } from '../../src/ssh/trust/known-hosts.ts'
import { makeWorkspace, type Workspace } from './workspace.ts'

let workspace: Workspace
let key: string

beforeAll(() => {
  workspace = makeWorkspace()
  workspace.makeKey('host')
  key = workspace.publicKey('host')
})
afterAll(() => workspace.remove())

function find(text: string, name: string): readonly number[] {
  return findKnownKeys({ path: 'known_hosts', text }, name).map(entry => entry.line)
}

test.for([
  ['web', 'web'],
  ['WEB.Example', 'web.example'],
  ['web.example', 'WEB.EXAMPLE'],
  ['a,web,b', 'web'],
  ['*.example', 'web.example'],
  ['w?b', 'web'],
  ['*', '2001:db8::1'],
  ['[web]:2222', '[web]:2222'],
  ['[*.example]:*', '[web.example]:2222'],
  ['!db.example,*.example', 'web.example'],
])('%s matches %s', ([hosts, name]) => {
  expect(find(`${hosts} ${key}\n`, name ?? '')).toEqual([1])
})

test.for([
  ['web', 'webs'],
  ['w?b', 'wb'],
  ['[web]:2222', 'web'],
  ['web', '[web]:2222'],
  ['!web.example,*.example', 'web.example'],
  ['*.example,!web.example', 'web.example'],
  ['!db.example', 'web.example'],
  ['web.example', 'webxexample'],
  ['|1|AAAA', 'web'],
  ['|2|AAAA|AAAA', 'web'],
])('%s does not match %s', ([hosts, name]) => {
  expect(find(`${hosts} ${key}\n`, name ?? '')).toEqual([])
})

test('lines that ssh would pass over are passed over', () => {
  const [type, base64] = key.split(' ')
  const lines = [
    '',
    '# web ssh-ed25519 AAAA',
    `#web ${key}`,
    'web',
    'web ssh-ed25519',
    'web ssh-ed25519 not-base64!',
    `web ssh-rsa ${base64}`,
    `@unknown web ${key}`,
    `\t web\t${type}  ${base64} a comment\r`,
    `web ${key}`,
  ]
  expect(find(lines.join('\n'), 'web')).toEqual([9, 10])
})

test('a hash of another version is not taken for one', () => {
  workspace.write('known_hosts', `web ${key}\n`)
  execFileSync('ssh-keygen', ['-H', '-f', workspace.path('known_hosts')], { stdio: 'ignore' })
  const hashed = workspace.read('known_hosts')
  expect(find(hashed, 'web')).toEqual([1])
  expect(find(hashed.replace(/^\|1/, '|2'), 'web')).toEqual([])
})

test('markers are told apart', () => {
  const text = `@revoked web ${key}\n@cert-authority\tweb ${key}\nweb ${key}\n`
  const found = findKnownKeys({ path: 'known_hosts', text }, 'web')
  expect(found.map(entry => entry.marker)).toEqual(['revoked', 'cert-authority', 'none'])
})

test('a pattern full of stars does not take for ever', () => {
  const name = 'a'.repeat(250)
  expect(find(`${'*a'.repeat(100)}b ${key}\n`, name)).toEqual([])
})

const label = fc.stringMatching(/^[a-c]{1,2}$/)
const host = fc.array(label, { minLength: 1, maxLength: 3 }).map(labels => labels.join('.'))
const name = fc.oneof(
  host,
  host.map(text => `[${text}]:2222`),
  fc.constantFrom('::1', '10.0.0.1', '[::1]:22022'),
)
const pattern = fc.oneof(
  name,
  name.map(text => text.toUpperCase()),
  fc.stringMatching(/^[a-b.*?]{1,5}$/),
)
const hosts = fc
  .array(fc.tuple(fc.boolean(), pattern), { minLength: 1, maxLength: 3 })
  .map(list => list.map(([not, text]) => (not ? `!${text}` : text)).join(','))

/** The line numbers that `ssh-keygen -F` finds a name at. */
function askSshKeygen(name: string): readonly number[] {
  try {
    const path = workspace.path('known_hosts')
    const output = execFileSync('ssh-keygen', ['-F', name, '-f', path], { encoding: 'utf8' })
    return [...output.matchAll(/found: line (\d+)/g)].map(found => Number(found[1]))
  } catch {
    return []
  }
}

test('patterns match as ssh-keygen -F has it', () => {
  fc.assert(
    fc.property(fc.array(hosts, { minLength: 1, maxLength: 8 }), name, (lines, wanted) => {
      const text = lines.map(line => `${line} ${key}\n`).join('')
      workspace.write('known_hosts', text)
      expect(find(text, wanted)).toEqual(askSshKeygen(wanted))
    }),
    { numRuns: 150 },
  )
})

test('names that ssh-keygen -H has hashed are found as ssh-keygen -F has it', () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), name, (names, wanted) => {
      workspace.write('known_hosts', names.map(one => `${one} ${key}\n`).join(''))
      execFileSync('ssh-keygen', ['-H', '-f', workspace.path('known_hosts')], { stdio: 'ignore' })
      expect(find(workspace.read('known_hosts'), wanted)).toEqual(askSshKeygen(wanted))
    }),
    { numRuns: 60 },
  )
})
