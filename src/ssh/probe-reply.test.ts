import { describe, expect, test } from 'vitest'
import { samplePackage } from '../../test/sample-state.ts'
import type { HostState } from '../plan/host-state.ts'
import type { Resource } from '../resource.ts'
import { sha256 } from '../sha256.ts'
import { readProbeReply } from './probe-reply.ts'
import { readSections } from './section.ts'

const nonce = 'mirrorc-1'
const facts = [
  'os debian 12',
  'uid 0',
  'machine-id m',
  'boot-id b',
  'ipv6-disabled 0',
  'init systemd',
]

/** What is made of an answer, in which only these sections say something. */
function read(
  said: Readonly<Record<string, readonly string[]>>,
  asked: readonly Resource[],
): HostState {
  const sections = { facts, packages: [], groups: [], users: [], units: [], paths: [], ...said }
  const lines = Object.entries(sections).flatMap(([name, texts]) => [`${nonce} ${name}`, ...texts])
  return readProbeReply(readSections([...lines, `${nonce} end`], nonce), asked)
}

const file = (path: string, content = 'x\n'): Resource => ({
  ...{ kind: 'file', path, content },
  ...{ owner: 'root', group: 'root', mode: '0644' },
})
const service = (unit: string): Resource => ({
  ...{ kind: 'service', unit, shared: true, check: 'none' },
  ...{ reloadFor: [], restartFor: [], ports: [], probes: [] },
})

test('what comes before the first section is nobody’s answer', () => {
  const lines = ['Welcome', 'facts', ` ${nonce} facts`, `${nonce} facts`, 'os debian 12', 'uid 0']
  const rest = ['groups', 'users', 'units', 'paths', 'end'].map(name => `${nonce} ${name}`)
  const state = readProbeReply(readSections([...lines, ...rest], nonce), [])
  expect(state.facts).toMatchObject({ osId: 'debian', versionId: '12', uid: 0, ipv6: false })
})

test.each(['facts', 'groups', 'users', 'units'])('an answer without %s is not whole', missing => {
  const names = ['facts', 'groups', 'users', 'units', 'paths', 'end']
  const lines = names.filter(name => name !== missing).map(name => `${nonce} ${name}`)
  expect(() => readProbeReply(readSections(lines, nonce), [])).toThrow(`no section "${missing}"`)
})

describe('packages', () => {
  test.each([
    ['nginx ii ', { state: 'present' }],
    ['nginx hi ', { state: 'present' }],
    ['nginx ri ', { state: 'present' }],
    ['nginx un ', { state: 'absent' }],
    ['nginx rc ', { state: 'absent' }],
    ['nginx iU ', { state: 'unfinished', word: 'iU' }],
    ['nginx it ', { state: 'unfinished', word: 'it' }],
    ['nginx iUR', { state: 'broken', word: 'iUR' }],
    ['nginx iHR', { state: 'broken', word: 'iHR' }],
    ['nginx iiR', { state: 'broken', word: 'iiR' }],
    ['nginx 1.30.2-1', { state: 'present' }],
    ['nginx-common ii ', { state: 'absent' }],
    ['nginx database-unreadable', { state: 'broken', word: 'database-unreadable' }],
  ])('%j', (line, state) => {
    const { packages } = read({ packages: [line] }, [samplePackage('nginx')])
    expect(packages).toEqual({ nginx: state })
  })
})

describe('what packages come with', () => {
  const counted = (...dependencies: readonly string[]) =>
    read(
      { dependencies },
      ['nginx', 'cron'].map(name => samplePackage(name)),
    ).dependencies

  test('is told from what was asked for', () => {
    const said = [
      'Reading package lists...',
      'Inst libpopt0 (1.19+dfsg-1 Debian:12.15/oldstable [amd64])',
      'Inst libc6 [2.36-9] (2.36-9+deb12u1 Debian:12/oldstable [amd64]) []',
      'Remv systemd-cron [1.15.19-5]',
      'Inst nginx (1.22.1-9 Debian:12/oldstable [amd64])',
      'Conf libpopt0 (1.19+dfsg-1 Debian:12.15/oldstable [amd64])',
    ]
    expect(counted(...said)).toEqual({ added: 1, upgraded: 1, removed: ['systemd-cron'] })
    const unpacked = ['Inst libpopt0 (1.19)', 'Conf libpopt0 (1.19)', 'Conf nginx (1.22.1-9)']
    expect(counted(...unpacked)).toEqual({ added: 1, upgraded: 0, removed: [] })
    const ofPacman = ['Inst nginx', 'Inst mailcap', 'Inst pcre2', 'Have pcre2 10.44-1']
    expect(counted(...ofPacman)).toEqual({ added: 1, upgraded: 1, removed: [] })
  })

  test.each([[[]], [['Reading package lists...']], [['Inst libpopt0 (1.19)']]])(
    'is not known from %j',
    said => {
      expect(counted(...said)).toBeUndefined()
    },
  )
})

test('crontabs that call rsync', () => {
  expect(read({ crontabs: ['root 2', 'sync 0'] }, []).crontabs).toEqual({ root: 2 })
  expect(read({ crontabs: ['root 0', 'sync '] }, []).crontabs).toBeUndefined()
})

test('users and groups are found by their whole name', () => {
  const said = { groups: ['sync:x:999:'], users: ['sync:x:0:0:a:b:/home/s:/bin/sh', 'x'] }
  const user = { group: 'g', home: '/', shell: '/', comment: '' }
  const { users, groups } = read(said, [
    ...['sync', 'syn'].map((name): Resource => ({ kind: 'group', name })),
    ...['sync', 'syn'].map((name): Resource => ({ kind: 'user', name, ...user })),
  ])
  expect(groups).toEqual({ sync: 'present', syn: 'absent' })
  expect(users.syn).toEqual({ state: 'absent' })
  expect(users.sync).toMatchObject({ state: 'present', uid: 0 })
})

describe('units', () => {
  const block = (id: string, active: string): readonly string[] => [
    ...[`Id=${id}`, 'LoadState=loaded', `ActiveState=${active}`],
    ...['UnitFileState=enabled', 'NeedDaemonReload=yes'],
  ]

  test('are told apart by their order: an alias answers by another name', () => {
    const said = [...block('nginx.service', 'active'), '', ...block('crond.service', 'failed')]
    const { units } = read({ units: said }, [service('nginx.service'), service('cron.service')])
    expect(units).toEqual({
      'nginx.service': {
        load: 'loaded',
        active: 'active',
        enabled: 'enabled',
        needsDaemonReload: true,
      },
      'cron.service': {
        load: 'loaded',
        active: 'failed',
        enabled: 'enabled',
        needsDaemonReload: true,
      },
    })
  })

  test('of which nothing is said are not known, which is not the same as stopped', () => {
    const { units } = read({ units: [''] }, [service('nginx.service')])
    expect(units['nginx.service']).toMatchObject({ load: 'unknown', active: 'unknown' })
  })
})

test('sockets that listen', () => {
  const { listeners } = read(
    {
      listeners: [
        'LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=2,fd=6),("nginx",pid=1,fd=6))',
        'LISTEN 0      511             [::]:443        [::]:*    users:(("a b",pid=1,fd=7))',
        'LISTEN 0 5 *:873 *:*',
        'LISTEN 0 5 127.0.0.53%lo:53 0.0.0.0:*',
        'nonsense',
      ],
    },
    [],
  )
  expect(listeners).toEqual([
    { port: 80, address: '0.0.0.0', program: 'nginx' },
    { port: 443, address: '[::]', program: 'a b' },
    { port: 873, address: '*', program: undefined },
    { port: 53, address: '127.0.0.53%lo', program: undefined },
  ])
  expect(read({}, []).listeners).toBeUndefined()
})

describe('paths', () => {
  test.each([
    ["stat: cannot statx '/a': No such file or directory", 'absent'],
    ["stat: cannot stat '/a': No such file or directory", 'absent'],
    ["stat: can't stat '/a': No such file or directory", 'absent'],
    ["stat: cannot statx '/a': Not a directory", 'absent'],
    ["stat: cannot stat '/a': No such file or directory (os error 2)", 'absent'],
    ["stat: cannot stat '/a': Permission denied (os error 13)", 'unreadable'],
    ["stat: cannot statx '/a': Permission denied", 'unreadable'],
    ["stat: cannot statx '/a': Input/output error", 'unreadable'],
    ["stat: cannot statx '/a': Stale file handle", 'unreadable'],
    ["stat: cannot statx '/ab': No such file or directory", 'unreadable'],
    ['', 'unreadable'],
  ])('%j is %s', (complaint, type) => {
    expect(read({ paths: [complaint] }, [file('/a')]).paths['/a']?.type).toBe(type)
  })

  const stat = ['81a4 2 root root /a']

  test('a file whose digest did not come is not taken for as wanted', () => {
    expect(read({ paths: stat }, [file('/a')]).paths['/a']).toMatchObject({ type: 'unreadable' })
  })

  test('a file that differs, and whose text did not come, is an answer that is not whole', () => {
    const said = { paths: stat, digests: [`${sha256('y\n')}  /a`] }
    expect(() => read(said, [file('/a')])).toThrow('no text of /a')
    expect(read({ ...said, digests: [`${sha256('x\n')}  /a`] }, [file('/a')]).paths['/a']).toEqual({
      ...{ type: 'file', owner: 'root', group: 'root', mode: '0644', sha256: sha256('x\n') },
    })
  })

  test('an owner whose name holds a blank is not misread', () => {
    const odd = ['81a4 2 DOMAIN\\some body root /a']
    expect(read({ paths: odd }, [file('/a')]).paths['/a']).toMatchObject({ type: 'unreadable' })
  })
})
