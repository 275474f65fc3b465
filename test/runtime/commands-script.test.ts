import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { makePlan, ordinary } from '../../src/plan/make-plan.ts'
import { compiledTree } from '../../src/targets/compiled-tree.ts'
import { targetFor } from '../../src/targets/index.ts'
import { lower } from '../../src/targets/lower.ts'
import { skipReason } from '../consumers/tools.ts'
import { releases, sampleHost, variants } from '../sample-mirror.ts'
import { shells } from './local-session.ts'
import { expectation, startTestHost, type TestHost } from './test-host.ts'

const skip = skipReason()

// pacman is not here: the script for it is run by the end-to-end tests.
const cases = releases
  .filter(({ distro, release }) => targetFor(distro, release).packageManager.id === 'apt')
  .map((release, index) => ({
    ...release,
    shell: shells[index % shells.length] ?? 'dash',
    variant: variants[index % variants.length] ?? { title: 'the guide', changes: {} },
  }))

let host: TestHost
afterEach(() => host?.stop())

describe.skipIf(skip !== undefined)('commands.sh, run by hand', () => {
  test.each(cases)(
    '$distro $release under $shell, $variant.title: ends where apply ends, twice',
    async given => {
      const { distro, release, shell, variant } = given
      const mirror = sampleHost({ ...variant.changes, distro, release })
      host = await startTestHost(shell, mirror)
      const { sandbox } = host
      const stub = readFileSync(join(import.meta.dirname, 'stub-apt-get.sh'), 'utf8')
      sandbox.write('/usr/bin/apt-get', stub, '755')
      sandbox.write('/etc/os-release', `ID=${distro}\nVERSION_ID="${release}"\n`)
      for (const [path, text] of compiledTree({ hosts: [mirror] }))
        sandbox.write(`/root/${path}`, text)
      const upper = (path: string): string => path.replace(/\/[^/]*$/, '')
      for (const { path } of mirror.modules) sandbox.run(['mkdir', '-p', upper(upper(path))])
      // What is there already is brought into line.
      sandbox.run(['mkdir', '-p', '-m', '700', mirror.storage.root])

      const first = sandbox.run(['sh', `/root/${mirror.name}/commands.sh`])
      expect(first).toMatchObject({ code: 0 })
      const expected = { ...expectation, osId: distro, versionId: release, ipv6: false }
      const state = await host.session.probe(lower(mirror))
      const plan = makePlan(expected, lower(mirror), state, ordinary)
      expect({ changes: plan.changes, refusals: plan.refusals }).toEqual({
        changes: [],
        refusals: [],
      })

      const before = host.served()
      expect(sandbox.run(['sh', `/root/${mirror.name}/commands.sh`])).toMatchObject({ code: 0 })
      expect(host.served()).toEqual(before)
    },
  )

  test('on another distro, or not as root: refused, nothing done', async () => {
    const mirror = sampleHost()
    host = await startTestHost('dash', mirror)
    for (const [path, text] of compiledTree({ hosts: [mirror] })) {
      host.sandbox.write(`/srv/copy/${path}`, text)
    }
    const before = host.sandbox.written()
    const script = `/srv/copy/${mirror.name}/commands.sh`
    const refusal = { code: 1, stderr: 'commands.sh: this is for root on Debian 12\n' }
    expect(host.sandbox.run(['setpriv', '--reuid=nobody', 'sh', script])).toMatchObject(refusal)
    expect(host.sandbox.written()).toEqual(before)
    host.sandbox.write('/etc/os-release', 'ID=debian\nVERSION_ID="13"\n')
    expect(host.sandbox.run(['sh', script])).toMatchObject(refusal)
  })
})
