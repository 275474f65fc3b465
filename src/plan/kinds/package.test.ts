import { expect, test } from 'vitest'
import { inBrief, observed, samplePackage } from '../../../test/sample-state.ts'
import type { PackageState } from '../host-state.ts'
import { planPackage } from './package.ts'

const install = {
  verb: 'add',
  details: [],
  guards: [],
  steps: [{ do: 'install', package: 'nginx' }],
}

const cases: readonly (readonly [
  title: string,
  found: PackageState | undefined,
  verdict: unknown,
])[] = [
  ['present', { state: 'present' }, 'as wanted'],
  ['absent', { state: 'absent' }, install],
  ['not known', undefined, install],
  [
    'half installed',
    { state: 'unfinished', word: 'iF' },
    { ...install, verb: 'change', details: ['half installed: brought to its end'] },
  ],
  [
    'neither there nor not',
    { state: 'broken', word: 'iHR' },
    'refused: package nginx is neither there nor not (iHR)',
  ],
]

test.each(cases)('a package that is %s', (_, found, verdict) => {
  const packages = found === undefined ? {} : { nginx: found }
  expect(inBrief(planPackage(samplePackage('nginx'), observed({ packages })))).toEqual(verdict)
})

test('a package whose unit nobody here has use for', () => {
  const units = {
    'nginx.service': { enabled: true, started: true },
    'other.socket': { enabled: true, started: true, unwanted: true },
  } as const
  const resource = {
    ...samplePackage('nginx'),
    effects: { ...samplePackage('nginx').effects, units },
  }
  expect(inBrief(planPackage(resource, observed({ packages: {} })))).toEqual({
    ...install,
    details: ['other.socket stays off'],
    steps: [...install.steps, { do: 'keep-off', unit: 'other.socket' }],
  })
  const unfinished = observed({ packages: { nginx: { state: 'unfinished', word: 'iU' } } })
  expect(inBrief(planPackage(resource, unfinished))).toMatchObject({
    details: ['half installed: brought to its end', 'other.socket stays off, where it was not on'],
    steps: [...install.steps, { do: 'keep-off', unit: 'other.socket' }],
  })
  const present = observed({ packages: { nginx: { state: 'present' } } })
  expect(inBrief(planPackage(resource, present))).toEqual('as wanted')
})

test('the whole host is upgraded only when asked to, and where its package manager wants it', () => {
  const plain = samplePackage('nginx')
  const rolling = { ...plain, fullUpgrade: 'pacman -Syu' }
  const asked = observed({ packages: {} }, { fullUpgrade: true })
  expect(planPackage(rolling, asked).change?.steps).toEqual([
    { do: 'install', package: 'nginx', upgrade: true },
  ])
  for (const verdict of [planPackage(plain, asked), planPackage(rolling, observed({}))])
    expect(verdict.change?.steps).toEqual([{ do: 'install', package: 'nginx' }])
})
