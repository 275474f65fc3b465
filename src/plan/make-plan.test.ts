import { describe, expect, test } from 'vitest'
import { sampleHost } from '../../test/sample-mirror.ts'
import { sampleFacts, sampleState } from '../../test/sample-state.ts'
import type { Resource } from '../resource.ts'
import { knownSystems } from '../targets/index.ts'
import { lower } from '../targets/lower.ts'
import type { HostState } from './host-state.ts'
import { makePlan, ordinary } from './make-plan.ts'
import type { Expectation } from './unfitness.ts'

const expectation: Expectation = {
  host: 'fra1',
  hosts: ['fra1'],
  title: 'Debian 12',
  osId: 'debian',
  versionId: '12',
  systems: knownSystems,
  ipv6: true,
  site: 'athena',
  storage: { root: '/srv/mirrors', user: 'rsyncuser' },
  input: 'i',
  tool: 't',
}
const resources = lower(sampleHost())
const notThere = { load: 'not-found', active: 'inactive', enabled: '', needsDaemonReload: false }
const units = Object.fromEntries(
  resources.flatMap(r => (r.kind === 'service' ? [[r.unit, notThere] as const] : [])),
)
const fresh = sampleState({ units, listeners: [] })

const plan = (state: Partial<HostState>, wanted: Partial<Expectation> = {}) =>
  makePlan({ ...expectation, ...wanted }, resources, { ...fresh, ...state }, ordinary)
const facts = (changes: Partial<HostState['facts']>) => ({ facts: { ...sampleFacts, ...changes } })

describe('a host that is not what mirror.yaml says', () => {
  test.each([
    [facts({ osId: 'ubuntu' }), {}, /^the host says it is ubuntu 12, mirror.yaml says debian 12$/],
    [facts({ versionId: '13' }), {}, /^the host says it is debian 13, mirror.yaml says debian 12$/],
    [facts({ osId: '', versionId: '' }), {}, /^the host says it is nothing known, /],
    [facts({ versionId: '' }), {}, /^the host says it is debian, mirror.yaml says debian 12$/],
    [
      facts({ versionId: '1' }),
      { osId: 'debian', versionId: undefined },
      /^the host says it is debian 1, mirror.yaml says debian$/,
    ],
    [facts({ uid: 1000 }), {}, /^the shell on the host has uid 1000, not 0$/],
    [facts({ systemd: false }), {}, /^the host was not started by systemd$/],
    [facts({ ipv6: false }), {}, /^the host has no IPv6, /],
  ])('%j: refused, and nothing else is looked at', (state, wanted, message) => {
    const { changes, refusals, notes, ledger } = plan(state, wanted)
    expect(refusals.map(refusal => refusal.message)).toEqual([expect.stringMatching(message)])
    expect({ changes, notes, ledger }).toEqual({ changes: [], notes: [], ledger: undefined })
  })

  test.each([
    ['debian', '13', 'debian, release: "13"'],
    ['ubuntu', '24.04', 'ubuntu, release: "24.04"'],
    ['arch', '', 'arch, release: "rolling"'],
  ])('%s %s: the line to write is said', (osId, versionId, said) => {
    const [refusal] = plan(facts({ osId, versionId })).refusals
    expect(refusal?.hint).toBe(`write under hosts.fra1:  distro: ${said}`)
  })

  test.each([
    ['fedora', '40', 'fedora 40'],
    ['debian', '', 'debian'],
    ['', '', 'such a host'],
  ])('"%s" "%s": not known, and what is', (osId, versionId, found) => {
    const [refusal] = plan(facts({ osId, versionId })).refusals
    expect(refusal?.hint).toBe(
      `mirrorc does not know ${found}; it knows arch rolling, debian 13, debian 12, ubuntu 26.04, ubuntu 24.04, ubuntu 22.04`,
    )
  })

  test('says all that is wrong at once, unless it is another host altogether', () => {
    const wrong = { uid: 1000, systemd: false, ipv6: false }
    expect(plan(facts(wrong)).refusals).toHaveLength(3)
    expect(plan(facts({ ...wrong, osId: 'arch' })).refusals).toHaveLength(1)
  })

  test('needs no IPv6 where nothing of ours listens on it; a rolling distro has no version', () => {
    expect(plan(facts({ ipv6: false }), { ipv6: false }).refusals).toEqual([])
    const rolling = facts({ osId: 'arch', versionId: '' })
    expect(plan(rolling, { osId: 'arch', versionId: undefined }).refusals).toEqual([])
  })
})

describe('a fresh host', () => {
  test('gets everything, services last', () => {
    const { changes, refusals, notes } = plan({})
    expect(refusals).toEqual([])
    expect(notes).toEqual(['cron, nginx, rsync come with what they depend on'])
    expect(changes.map(change => change.id)).toEqual([
      'package:cron',
      'package:nginx',
      'package:rsync',
      'group:rsyncuser',
      'user:rsyncuser',
      'directory:/var/lib/mirrorc-sync',
      'directory:/srv',
      'directory:/srv/mirrors',
      'directory:/srv/mirrors/athena',
      'directory:/srv/mirrors/athena-images',
      'directory:/usr/local/share/mirrorc',
      'directory:/usr/local/lib/mirrorc',
      'directory:/etc/mirrorc',
      'directory:/etc/mirrorc/modules',
      'directory:/var/lib/mirrorc/status',
      'file:/usr/local/lib/mirrorc/mirror-sync',
      'file:/etc/mirrorc/sync.conf',
      'file:/etc/mirrorc/modules/athena',
      'file:/etc/mirrorc/modules/athena-images',
      'directory:/var/lib/mirrorc-rsyncd',
      'file:/etc/rsyncd.conf',
      'file:/usr/local/share/mirrorc/rsyncd.motd',
      'file:/usr/local/share/mirrorc/index.html',
      'file:/usr/local/share/mirrorc/robots.txt',
      'file:/etc/nginx/mirrorc-site.conf',
      'file:/etc/nginx/sites-available/mirrorc',
      'symlink:/etc/nginx/sites-enabled/mirrorc',
      'default-site:/etc/nginx/sites-enabled/default',
      'file:/etc/cron.d/mirrorc',
      'service:rsync.service',
      'service:nginx.service',
      'service:cron.service',
    ])
    expect(changes.at(-1)?.steps.map(step => step.do)).toEqual(['enable', 'activate'])
  })

  test('is refused with every reason, and shows what would be done all the same', () => {
    const paths: HostState['paths'] = {
      '/etc/rsyncd.conf': { type: 'unreadable', reason: 'x' },
      '/etc/cron.d/mirrorc': { type: 'other', owner: 'root', group: 'root', mode: '0644' },
    }
    const { changes, refusals } = plan({
      paths,
      packages: { nginx: { state: 'broken', word: 'iHR' } },
    })
    expect(refusals).toHaveLength(3)
    expect(changes.length).toBeGreaterThan(10)
  })

  test('without a package to install expects nothing that one would bring', () => {
    const present = Object.fromEntries(
      resources.flatMap(r =>
        r.kind === 'package' ? [[r.name, { state: 'present' }] as const] : [],
      ),
    )
    const { refusals, changes } = plan({ packages: present })
    expect(refusals.map(({ message }) => message)).toEqual(
      ['rsync', 'nginx', 'cron'].map(
        unit => `${unit}.service is not there, though its package is (not-found)`,
      ),
    )
    expect(changes.map(change => change.kind)).not.toContain('default-site')
  })
})

describe('what comes with the packages', () => {
  const present = { state: 'present' } as const
  const two = { cron: present }
  const one = { cron: present, nginx: present }
  const none = { ...one, rsync: present }
  const counts = (added: number, upgraded = 0) => ({ added, upgraded, removed: [] })

  test.each([
    [two, undefined, ['nginx, rsync come with what they depend on']],
    [one, undefined, ['rsync comes with what it depends on']],
    [two, counts(3), ['nginx, rsync bring 3 more packages (by the package lists on the host)']],
    [
      one,
      counts(1, 2),
      ['rsync brings 1 more package and newer versions of 2 (by the package lists on the host)'],
    ],
    [one, counts(0), ['rsync brings 0 more packages (by the package lists on the host)']],
    [none, undefined, []],
  ])('%#: is a note', (packages, dependencies, notes) => {
    expect(plan({ packages, dependencies }).notes).toEqual(notes)
  })

  test('and would go for them, is a reason to stop', () => {
    const dependencies = { ...counts(1), removed: ['systemd-cron', 'bcron'] }
    const { notes, refusals } = plan({ packages: one, dependencies })
    expect(notes).toEqual([])
    expect(refusals.map(({ message }) => message)).toContain(
      "to install rsync, the host's package manager would remove systemd-cron, bcron",
    )
  })
})

test('jobs of before are named', () => {
  const { notes } = plan({ crontabs: { root: 2, sync: 1 } })
  expect(notes.slice(1)).toEqual([
    "2 entries of root's own crontab call rsync, beside mirrorc's jobs; see: crontab -u root -l",
    "1 entry of sync's own crontab calls rsync, beside mirrorc's jobs; see: crontab -u sync -l",
  ])
})

test('a unit is loaded again for what changed of its own files alone', () => {
  const running = { ...notThere, load: 'loaded', active: 'active', enabled: 'enabled' }
  const service = (unit: string, path: string): Resource => ({
    kind: 'service',
    unit,
    shared: true,
    reloadFor: [path],
    restartFor: [],
    check: 'none',
    ports: [],
    probes: [],
  })
  const file = (path: string): Resource => ({
    ...{ kind: 'file', path, content: 'x\n' },
    ...{ owner: 'root', group: 'root', mode: '0644' },
  })
  const two = [service('a.service', '/etc/a'), service('b.service', '/etc/b'), file('/etc/b')]
  const state = sampleState({ units: { 'a.service': running, 'b.service': running } })
  const { changes } = makePlan(expectation, two, state, ordinary)
  expect(changes.map(change => change.id)).toEqual(['file:/etc/b', 'service:b.service'])
})
