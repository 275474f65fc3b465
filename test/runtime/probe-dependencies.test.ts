import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { HostState } from '../../src/plan/host-state.ts'
import type { User } from '../../src/resource.ts'
import { skipReason } from '../consumers/tools.ts'
import { samplePackage } from '../sample-state.ts'
import { openLocalSession, shells, useShell } from './local-session.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'
import { stubSystemctl } from './stub-systemctl.ts'

const skip = skipReason()

let sandbox: Sandbox

/** An entry of a package list; what is not installed by anybody needs no file. */
const entry = (name: string, more = ''): string =>
  `Package: ${name}\nVersion: 9:9\nArchitecture: all\nMaintainer: x\nDescription: x\n` +
  `Filename: ${name}.deb\nSize: 1\nSHA256: ${'0'.repeat(64)}\n${more}\n`

/** Makes this the only archive that the host knows, and has the real apt-get read its lists. */
function makeArchive(...entries: readonly string[]): void {
  sandbox.write('/archive/Packages', entries.join(''))
  sandbox.sh('rm -rf /etc/apt/sources.list /etc/apt/sources.list.d /var/lib/apt/lists')
  sandbox.write('/etc/apt/sources.list', 'deb [trusted=yes] file:/archive ./\n')
  sandbox.sh('apt-get -q update 2>&1')
}

async function dependenciesOf(...names: readonly string[]): Promise<HostState['dependencies']> {
  const session = await openLocalSession(sandbox)
  const state = await session.probe(names.map(name => samplePackage(name)))
  expect(Object.keys(state.packages)).toEqual(names)
  return state.dependencies
}

describe.skipIf(skip !== undefined)('what missing packages bring with them', () => {
  beforeEach(async () => {
    sandbox = await startSandbox()
    stubSystemctl(sandbox)
  })
  afterEach(() => sandbox?.stop())

  test.each(shells)('is counted by the lists on the host, under %s', async shell => {
    useShell(sandbox, shell)
    makeArchive(
      entry('wanted', 'Depends: brought, rsync (>= 9:9)\n'),
      entry('brought'),
      entry('rsync'),
      entry('other', 'Depends: brought-too\n'),
      entry('brought-too'),
    )
    const counts = { added: 2, upgraded: 1, removed: [] }
    expect(await dependenciesOf('wanted', 'nginx', 'other')).toEqual(counts)
    expect(await dependenciesOf('other')).toEqual({ added: 1, upgraded: 0, removed: [] })
  })

  test('what would go for them is named', async () => {
    makeArchive(entry('wanted', 'Conflicts: rsync\n'))
    expect(await dependenciesOf('wanted')).toEqual({ added: 0, upgraded: 0, removed: ['rsync'] })
  })

  test('is not known where the lists are absent, or do not have all of them', async () => {
    makeArchive(entry('wanted', 'Depends: brought\n'), entry('other'))
    expect(await dependenciesOf('wanted')).toBeUndefined()
    expect(await dependenciesOf('other', 'not-there')).toBeUndefined()
    expect(await dependenciesOf('other')).toEqual({ added: 0, upgraded: 0, removed: [] })
    sandbox.sh('rm -r /var/lib/apt/lists')
    expect(await dependenciesOf('other')).toBeUndefined()
  })

  test('is not asked for where none is missing', async () => {
    makeArchive(entry('wanted'))
    // Who asks it is seen to have asked.
    sandbox.write(
      '/usr/bin/apt-get',
      '#!/bin/dash\necho "Inst $*"\necho asked >/tmp/asked\n',
      '755',
    )
    sandbox.sh('chmod 1777 /tmp')
    expect(await dependenciesOf('nginx', 'rsync')).toBeUndefined()
    expect(sandbox.run(['test', '-e', '/tmp/asked']).code).toBe(1)
    await dependenciesOf('nginx', 'wanted')
    expect(sandbox.run(['test', '-e', '/tmp/asked']).code).toBe(0)
  })

  test('is asked without writing anything, no cache either', async () => {
    makeArchive(entry('wanted', 'Depends: brought\n'), entry('brought'))
    // Whatever apt-get would like to keep is older than its lists.
    sandbox.sh('touch -d @0 /var/cache/apt/pkgcache.bin /var/cache/apt/srcpkgcache.bin')
    const before = sandbox.written()
    expect(await dependenciesOf('wanted')).toMatchObject({ added: 1 })
    expect(sandbox.written()).toEqual(before)
    sandbox.sh('apt-get -q -s install wanted')
    expect(sandbox.written()).not.toEqual(before)
  })
})

describe.skipIf(skip !== undefined)('crontabs of before', () => {
  beforeEach(async () => {
    sandbox = await startSandbox()
    stubSystemctl(sandbox)
  })
  afterEach(() => sandbox?.stop())

  const user: User = {
    ...{ kind: 'user', name: 'sync', group: 'g' },
    ...{ home: '/', shell: '/', comment: '' },
  }
  const guide = `# m h dom mon dow command rsync
SHELL=/usr/bin/rsync
0 * * * * rsync -avzzlr --delete rsync://hub.athenaos.org/athena /srv/mirrors/athena
 */5 * * * * /usr/local/bin/rsync-more
@daily RSYNC_PASSWORD=x rsync rsync://u@h/m /srv
1 2 * * * true # rsync
#0 * * * * rsync off
`

  test.each(['/var/spool/cron/crontabs/root', '/var/spool/cron/root'])(
    'are counted, and nothing of them is told: %s',
    async file => {
      sandbox.sh('rm -rf /var/spool/cron')
      sandbox.write(file, guide, '600')
      const session = await openLocalSession(sandbox)
      const state = await session.probe([user])
      expect(state.crontabs).toEqual({ root: 3 })
      sandbox.write(file, '0 0 * * * true\n', '600')
      expect((await session.probe([])).crontabs).toBeUndefined()
      sandbox.write(file.replace('root', 'sync'), '0 0 * * * rsync a b\n', '600')
      expect((await session.probe([user])).crontabs).toEqual({ sync: 1 })
    },
  )
})
