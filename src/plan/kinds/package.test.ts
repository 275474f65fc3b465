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
    { state: 'broken', word: 'iF' },
    'refused: package nginx is half installed (iF)',
  ],
]

test.each(cases)('a package that is %s', (_, found, verdict) => {
  const packages = found === undefined ? {} : { nginx: found }
  expect(inBrief(planPackage(samplePackage('nginx'), observed({ packages })))).toEqual(verdict)
})
