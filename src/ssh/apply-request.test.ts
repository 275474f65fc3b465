import { expect, test } from 'vitest'
import { samplePackage } from '../../test/sample-state.ts'
import { ledgerOf } from '../ledger.ts'
import type { Change, Guard, Plan, Step } from '../plan/plan.ts'
import type { Probe } from '../resource.ts'
import { sha256 } from '../sha256.ts'
import { applyRequest } from './apply-request.ts'

const byRoot = { owner: 'root', group: 'root', mode: '0644' } as const

const change = (steps: readonly Step[], guards: readonly Guard[] = []): Change => ({
  ...{ id: 'x', kind: 'file', verb: 'change', cause: 'changed', name: 'x', details: [] },
  ...{ steps, guards },
})
const planOf = (...changes: readonly Change[]): Plan => ({
  ...{ host: 'x', refusals: [], notes: [], pending: [], probes: [], ledger: undefined },
  changes,
})
/** What is sent for a plan, without the four texts that go with every one. */
function request(plan: Plan): string {
  const order = { plan, aim: 'aim', manager: 'apt', by: 'anna@laptop', summary: ['add file /a'] }
  const sent = applyRequest(order, 'run', 'main\n')
  for (const [name, text] of Object.entries(texts)) {
    expect(sent).toContain(`content ${name}\n${encoded(text)}\n`)
  }
  return sent.replace(/content (?:program|by|summary|aim)\n.*\n/g, '')
}
const texts = { program: 'main\n', by: 'anna@laptop\n', summary: 'add file /a\n', aim: 'aim' }
const encoded = (text: string): string => Buffer.from(text).toString('base64')

test('sends every kind of guard', () => {
  const guards: readonly Guard[] = [
    { path: '/a', expect: { type: 'absent' }, orPristine: true },
    { path: '/b', expect: { type: 'file', sha256: 'f00' }, orPristine: false },
    { path: '/c', expect: { type: 'link', target: '/d' }, orPristine: false },
  ]
  expect(request(planOf(change([], guards)))).toBe(`manager apt
expect absent /a pristine
expect file /b exact f00
expect link /c exact /d
end 4
`)
})

test('sends every kind of step, and the texts before them', () => {
  const user = { name: 'sync', group: 'sync', home: '/h', shell: '/s', comment: "it's; $(id)" }
  const steps: readonly Step[] = [
    { do: 'install', package: 'nginx' },
    { do: 'install', package: 'rsync', upgrade: true },
    { do: 'group', name: 'sync' },
    { do: 'user', ...user },
    { do: 'directory', path: '/srv', ...byRoot },
    { do: 'write', path: '/etc/a', content: 'one\n', ...byRoot },
    { do: 'write', path: '/etc/b', content: '', ...byRoot },
    { do: 'own', path: '/srv', ...byRoot },
    { do: 'link', path: '/etc/l', target: '/etc/a' },
    { do: 'unlink-site', path: '/etc/s', target: '/etc/t' },
    { do: 'insert-line', path: '/etc/n', line: 'include x; # y', block: 'http' },
    { do: 'remove', path: '/etc/r' },
    { do: 'remove-directory', path: '/etc/d' },
    { do: 'remove-line', path: '/etc/n', line: 'include z;' },
    { do: 'check', tool: 'nginx' },
    { do: 'daemon-reload' },
    { do: 'enable', unit: 'nginx.service' },
    { do: 'deactivate', unit: 'old.service' },
    { do: 'activate', unit: 'nginx.service', how: 'reload', ports: [80, 8080] },
    { do: 'activate', unit: 'cron.service', how: 'start', ports: [] },
  ]
  expect(request(planOf(change(steps)))).toBe(`content new/0
${encoded('one\n')}
content new/1

content new/2
${encoded('include x; # y\n')}
content new/3
${encoded('include z;\n')}
manager apt
install nginx
install rsync upgrade
group sync
user sync sync /h /s ${encoded("it's; $(id)")}
directory /srv root root 0644
write /etc/a root root 0644 new/0 ${sha256('one\n')}
write /etc/b root root 0644 new/1 ${sha256('')}
own /srv root root 0644
link /etc/l /etc/a
unlink-site /etc/s /etc/t
insert-line /etc/n http new/2
remove /etc/r
remove-directory /etc/d
remove-line /etc/n new/3
check nginx
daemon-reload
enable nginx.service
deactivate old.service
activate nginx.service reload 80,8080
activate cron.service start 0
end 21
`)
})

test('sends guards before the steps of the same change, and changes in their order', () => {
  const guard = (path: string): Guard => ({ path, expect: { type: 'absent' }, orPristine: false })
  const link = (path: string): Step => ({ do: 'link', path, target: '/x' })
  const sent = request(
    planOf(change([link('/a')], [guard('/a')]), change([link('/b')], [guard('/b')])),
  )
  expect(sent.split('\n').map(line => line.split(' ').slice(0, 3).join(' '))).toEqual([
    'manager apt',
    'expect absent /a',
    'link /a /x',
    'expect absent /b',
    'link /b /x',
    'end 5',
    '',
  ])
})

test('sends what must answer, and the record last', () => {
  const probes: readonly Probe[] = [
    { protocol: 'http', port: 80, host: 'mirror.example.org', path: '/athena/', ipv6: true },
    {
      ...{ protocol: 'rsync', port: 873, restricted: true },
      ...{ modules: ['athena', 'images'], present: ['images'] },
    },
    { protocol: 'ftp', port: 21, modules: ['athena', 'images'] },
  ]
  const head = {
    site: 's',
    machine: 'm',
    tool: 't',
    input: 'i',
    storage: { root: '/r', user: 'u' },
  }
  const next = ledgerOf(head, [samplePackage('nginx')])
  const ledger = { next, before: undefined, differs: true, unrecorded: 1 }
  const sent = request({ ...planOf(change([{ do: 'daemon-reload' }])), ledger, probes })
  const [, text = '', ...lines] = sent.split('\n')
  expect(lines).toEqual([
    'manager apt',
    'daemon-reload',
    'ask http 80 mirror.example.org /athena/ 46',
    'ask rsync 873 athena,images some images',
    'ask ftp 21 athena images',
    'ledger none new/0',
    'end 6',
    '',
  ])
  expect(JSON.parse(Buffer.from(text, 'base64').toString())).toMatchObject({
    ...head,
    run: 'run',
  })
  const known = request({ ...planOf(), ledger: { ...ledger, before: 'f00' } })
  expect(known).toContain('\nledger f00 new/0\n')
})

test.each(["a'b", 'a b', '$(id)', '-rf', '', 'a\nend 0'])(
  'a hostile word goes nowhere: %j',
  word => {
    const hostile: readonly Step[] = [
      { do: 'install', package: word },
      { do: 'own', path: word, ...byRoot },
      { do: 'own', path: '/a', ...byRoot, owner: word },
      { do: 'link', path: '/a', target: word },
      { do: 'enable', unit: word },
      { do: 'user', name: 'u', group: 'g', home: word, shell: '/s', comment: '' },
    ]
    for (const step of hostile) {
      expect(() => request(planOf(change([step])))).toThrow('is not a plain word')
    }
  },
)

test('a text may be anything', () => {
  const content = 'end 1\n--mirrorc-run\n\0\u2028ä鏡'
  const step: Step = { do: 'write', path: '/a', content, ...byRoot }
  const lines = request(planOf(change([step]))).split('\n')
  expect(lines).toHaveLength(6)
  expect(Buffer.from(lines[1] ?? '', 'base64').toString()).toBe(content)
})
