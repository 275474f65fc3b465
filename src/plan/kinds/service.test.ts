import { describe, expect, test } from 'vitest'
import { inBrief, observed, sampleInstallation } from '../../../test/sample-state.ts'
import { activationOf, ledgerOf } from '../../ledger.ts'
import type { Service } from '../../resource.ts'
import type { HostState, UnitState } from '../host-state.ts'
import type { Observed } from '../verdict.ts'
import { planService } from './service.ts'

const unit = 'nginx.service'
const nginx: Service = {
  kind: 'service',
  unit,
  shared: true,
  reloadFor: ['/etc/vhost'],
  restartFor: ['/etc/drop-in'],
  check: 'nginx',
  probes: [],
  ports: [80],
}
const cron: Service = { ...nginx, reloadFor: [], restartFor: [], check: 'none', ports: [] }

const running: UnitState = {
  load: 'loaded',
  active: 'active',
  enabled: 'enabled',
  needsDaemonReload: false,
}
const stopped: UnitState = { ...running, active: 'inactive', enabled: 'disabled' }

function plan(
  resource: Service,
  found: UnitState,
  given: {
    readonly changed?: readonly string[]
    readonly listeners?: HostState['listeners']
    readonly seen?: Partial<Omit<Observed, 'state'>>
  } = {},
) {
  return planService(
    resource,
    observed({ units: { [unit]: found }, listeners: given.listeners }, given.seen),
    {
      changedPaths: new Set(given.changed),
      activation: activationOf(resource, []),
    },
  )
}

const bringing = ({ enabled }: { enabled: boolean }) =>
  sampleInstallation({ units: { [unit]: { enabled, started: true } } })

const check = { do: 'check', tool: 'nginx' }
const enable = { do: 'enable', unit }
const activate = (how: string, ports = [80]) => ({ do: 'activate', unit, how, ports })
const does = (verb: string, details: readonly string[], ...steps: readonly object[]): unknown => ({
  verb,
  details,
  guards: [],
  steps,
})

describe('a unit', () => {
  test('that runs, and nothing of its files changes', () => {
    expect(inBrief(plan(nginx, running))).toBe('as wanted')
    expect(inBrief(plan(nginx, running, { changed: ['/etc/other'] }))).toBe('as wanted')
  })

  test.each([
    [['/etc/vhost'], does('change', ['reload'], check, activate('reload'))],
    [
      ['/etc/drop-in'],
      does(
        'change',
        ['read its unit anew', 'restart'],
        check,
        { do: 'daemon-reload' },
        activate('restart'),
      ),
    ],
    [
      ['/etc/vhost', '/etc/drop-in'],
      does(
        'change',
        ['read its unit anew', 'restart'],
        check,
        { do: 'daemon-reload' },
        activate('restart'),
      ),
    ],
  ])('that runs, and %j change', (changed, verdict) => {
    expect(inBrief(plan(nginx, running, { changed }))).toEqual(verdict)
  })

  test('that is stopped and off', () => {
    const verdict = does('change', ['enable', 'start'], check, enable, activate('start'))
    expect(inBrief(plan(nginx, stopped))).toEqual(verdict)
    expect(inBrief(plan(nginx, stopped, { changed: ['/etc/vhost'] }))).toEqual(verdict)
    expect(inBrief(plan(cron, stopped))).toEqual(
      does('change', ['enable', 'start'], enable, activate('start', [])),
    )
  })

  test.each(['enabled', 'static', 'indirect', 'alias', 'generated'])(
    'that runs and is %s needs no enabling',
    enabled => expect(inBrief(plan(nginx, { ...running, enabled }))).toBe('as wanted'),
  )

  test.each(['disabled', 'enabled-runtime', 'linked', ''])(
    'that runs and is %j is enabled',
    enabled => {
      expect(inBrief(plan(nginx, { ...running, enabled }))).toEqual(
        does('change', ['enable'], enable),
      )
    },
  )

  test('whose file on the disk is newer than what systemd has read', () => {
    expect(inBrief(plan(nginx, { ...running, needsDaemonReload: true }))).toEqual(
      does('change', ['read its unit anew'], { do: 'daemon-reload' }),
    )
  })

  test.each(['inactive', 'failed', 'activating', 'deactivating'])(
    'that is %s is started',
    active => {
      expect(inBrief(plan(cron, { ...running, active }))).toEqual(
        does('change', ['start'], activate('start', [])),
      )
    },
  )

  test('that is masked, or not there', () => {
    const masked = { ...stopped, load: 'masked' }
    const absent = { ...stopped, load: 'not-found', enabled: '' }
    expect(inBrief(plan(nginx, masked))).toBe(`refused: ${unit} is masked`)
    expect(inBrief(plan({ ...cron, maskable: true }, masked))).toBe(
      `note: ${unit} is masked on the host, and stays so: what it is for is left to you`,
    )
    expect(
      inBrief(plan(nginx, masked, { seen: { installation: bringing({ enabled: true }) } })),
    ).toBe(`refused: ${unit} is masked`)
    expect(inBrief(plan(nginx, absent))).toBe(
      `refused: ${unit} is not there, though its package is (not-found)`,
    )
    expect(inBrief(plan(nginx, absent, { seen: { installation: sampleInstallation() } }))).toBe(
      `refused: ${unit} is not there, though its package is (not-found)`,
    )
  })

  test.each([
    [false, does('add', ['enable', 'start'], check, enable, activate('start'))],
    [
      true,
      does(
        'add',
        ['enabled by its package', 'start'],
        check,
        // Where a host keeps packages from it, or had the unit switched off before, it is done all the same.
        { ...enable, byPackage: true },
        activate('start'),
      ),
    ],
  ])('that comes with its package, which enables it: %s', (enabled, verdict) => {
    const absent = { ...stopped, load: 'not-found', enabled: '' }
    const installation = bringing({ enabled })
    expect(inBrief(plan(nginx, absent, { seen: { installation } }))).toEqual(verdict)
    // What is there already is as it is.
    expect(inBrief(plan(nginx, running, { seen: { installation } }))).toBe('as wanted')
    expect(plan(nginx, stopped, { seen: { installation } }).change?.details).toEqual([
      'enable',
      'start',
    ])
  })

  test('of our own, whose file comes with the plan', () => {
    const absent = { ...stopped, load: 'not-found', enabled: '' }
    const file = `/etc/systemd/system/${unit}`
    const own = { ...cron, restartFor: [file] }
    expect(inBrief(plan(own, absent, { changed: [file] }))).toEqual(
      does(
        'add',
        ['read its unit anew', 'enable', 'start'],
        { do: 'daemon-reload' },
        enable,
        activate('start', []),
      ),
    )
    expect(inBrief(plan(own, running, { changed: [file] }))).toEqual(
      does(
        'change',
        ['read its unit anew', 'restart'],
        { do: 'daemon-reload' },
        activate('restart', []),
      ),
    )
  })

  test('that was not asked about is a bug', () => {
    const news = { changedPaths: new Set<string>(), activation: activationOf(nginx, []) }
    expect(() => planService(nginx, observed({}), news)).toThrow('was not probed')
  })
})

describe('the port of a unit', () => {
  const other = { port: 80, address: '0.0.0.0', program: 'apache2' }

  test('that another program has, is a reason not to start', () => {
    expect(inBrief(plan(nginx, stopped, { listeners: [other] }))).toBe(
      `refused: port 80 is taken by apache2, so ${unit} cannot start`,
    )
    const unnamed = { ...other, program: undefined }
    expect(inBrief(plan(nginx, stopped, { listeners: [unnamed] }))).toContain('another program')
  })

  test('that is free, or its own', () => {
    const elsewhere = { ...other, port: 8080 }
    expect(plan(nginx, stopped, { listeners: [elsewhere] }).change?.details).toContain('start')
    expect(inBrief(plan(nginx, running, { listeners: [other] }))).toBe('as wanted')
  })
})

describe('a unit that was applied before', () => {
  const head = {
    site: 's',
    machine: 'm',
    tool: 't',
    input: 'i',
    storage: { root: '/r', user: 'u' },
  }
  const ledger = ledgerOf(head, [nginx])
  const activated = { reload: 'older', restart: ledger.activated[unit]?.restart ?? '' }

  test('and has loaded what is there: nothing to do', () => {
    expect(inBrief(plan(nginx, running, { seen: { ledger } }))).toBe('as wanted')
  })

  test('and did not come to load what is there: it is loaded now', () => {
    const cutOff = { ...ledger, activated: { [unit]: activated } }
    expect(inBrief(plan(nginx, running, { seen: { ledger: cutOff } }))).toEqual(
      does('change', ['reload'], check, activate('reload')),
    )
    const older = { ...ledger, activated: { [unit]: { ...activated, restart: 'older' } } }
    expect(plan(nginx, running, { seen: { ledger: older } }).change?.details).toContain('restart')
  })
})
