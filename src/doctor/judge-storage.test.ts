import { describe, expect, test } from 'vitest'
import { fitHost, withCheckup } from '../../test/sample-checkup.ts'
import { isFinding } from './check.ts'
import type { Place } from './checkup.ts'
import { judgeStorage } from './judge-storage.ts'

const [tree] = fitHost.checkup.places
const log: Place = {
  ...{ path: '/var/log', existing: '/var/log', mount: '/', readOnly: false },
  ...{ size: 1e10, available: 5e9, inodesUsed: undefined },
}
const findings = (...places: (Place | undefined)[]) =>
  judgeStorage(withCheckup({ places: places.filter(place => place !== undefined) })).filter(
    isFinding,
  )

describe('the disk of records and logs', () => {
  test('is looked at like the others', () => {
    expect(findings(tree, log)).toEqual([])
    expect(findings(tree, { ...log, available: 1e8 })).toMatchObject([
      { check: 'disk', subject: '/', status: 'warning', found: '100 MB of 10 GB free' },
    ])
  })

  test('is no room for modules', () => {
    const small = tree && { ...tree, size: 14e9, available: 9e9 }
    expect(findings(small, { ...log, size: 1e15, available: 1e15 })).toMatchObject([
      { check: 'size', status: 'warning', found: 'modules 5.0 GB, disk 14 GB' },
    ])
  })
})
