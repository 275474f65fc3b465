import { afterEach, describe, expect, test } from 'vitest'
import { syncProgram } from '../../src/targets/sync-program.ts'
import { skipReason } from '../consumers/tools.ts'
import { shellsOfReleases } from './local-session.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

// Every word of the program that could be a variable, and what shells and the programs that it runs listen to.
const words = [...new Set(syncProgram.match(/\b[A-Za-z_][A-Za-z0-9_]*\b/g))]
const others = [
  'SHELLOPTS=errexit:nounset:xtrace',
  'BASH_ENV=/tmp/evil',
  'ENV=/tmp/evil',
  'BASH_FUNC_rsync%%=() { exit 9; }',
  'CDPATH=/etc',
  'TAR_OPTIONS=--nonsense',
  'RSYNC_PROXY=127.0.0.1:1',
  'RSYNC_RSH=false',
  'POSIXLY_CORRECT=yes',
  'BLOCK_SIZE=human-readable',
  'TMPDIR=/nowhere',
]
// bash warns of a locale that it does not know before it reads a program.
const values = ['yes', '7 x', '/nowhere']
const hostile = [
  ...words.map((word, index) => `${word}=${word === 'LC_ALL' ? 'POSIX' : values[index % 3]}`),
  ...others,
]

describe.skipIf(skip !== undefined).each(shellsOfReleases)('mirror-sync under %s', shell => {
  let host: SyncHost
  afterEach(() => host?.sandbox.stop())

  /** What a module goes through, and all that is seen of it. */
  function life(name: string, environment: readonly string[]): readonly unknown[] {
    const call = (...words: readonly string[]) => {
      const program = '/usr/local/lib/mirrorc/mirror-sync'
      return host.sandbox.run(['env', ...environment, program, ...words])
    }
    const hub = (script: string) =>
      host.sandbox.sh(`cd "/hub/$1"; ${script}; (cd pool; sha256sum [0-9]* >SHA256SUMS)`, name)
    const settings = { publish: 'atomic', grace: 0, verify: ['sha256sums', 'pacman'] }
    host.module(name, settings)
    hub('mkdir pool; for n in $(seq 40); do echo $n >pool/$n; done')
    const seen: unknown[] = [call(name), call('--now', name)]
    hub(
      'rm pool/1; echo new >pool/2; mkdir -p /tmp/p; printf "%%FILENAME%%\\n2\\n" >/tmp/p/desc; tar -cf pool/x.db -C /tmp p/desc',
    )
    seen.push(call('--dry-run', name), call(name))
    hub('rm pool/3*')
    seen.push(call(name), call('--status', '--json', name), call('--ack', name), call(name))
    seen.push(call('--rollback-data', name), call(name), call('--generations', name))
    seen.push(host.status(name), host.tree(`/srv/mirrors/${name}`))
    const steady = JSON.stringify(seen)
      .replaceAll(name, 'NAME')
      .replaceAll(/\d{8}T\d{6}Z(-\d{3})?/g, 'GENERATION')
      .replaceAll(/\d{10}/g, '0')
      .replaceAll(/((?:_seconds|received_bytes\w*)\W+)\d+/g, (_, key) => `${key}0`)
      .replaceAll(/listed in \d+ s/g, 'listed in 0 s')
    return JSON.parse(steady) as unknown[]
  }

  test('what its caller has in the environment changes nothing, and goes to nobody', async () => {
    expect(words.length).toBeGreaterThan(500)
    expect(words).toEqual(expect.arrayContaining(['emptied', 'needs_room', 'untold', 'PATH']))
    host = await startSyncHost(shell)
    host.sandbox.write('/etc/mirrorc/hooks/success', '#!/bin/dash\nenv >/tmp/seen-by-hook\n', '755')
    const quiet = life('first', [])
    expect(quiet.map(each => (each as { code?: number }).code)).toEqual([
      ...[0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0],
      ...[undefined, undefined],
    ])
    expect(life('other', hostile)).toEqual(quiet)
    // The word by which the program knows itself is no way around that.
    host.sandbox.sh(
      'mkdir /tmp/evil; printf "#!/bin/sh\necho evil\n" | tee /tmp/evil/date >/tmp/evil/cat; chmod +x /tmp/evil/*',
    )
    const program = '/usr/local/lib/mirrorc/mirror-sync'
    const { stdout } = host.sandbox.run([
      'env',
      'PATH=/tmp/evil:/usr/bin',
      program,
      '--clean',
      '--help',
    ])
    expect(stdout).toContain('mirror-sync MODULE')
    const names = host.sandbox.sh('sed s/=.*// /tmp/seen-by-hook | sort').trim().split('\n')
    const passed = words.filter(word => /^(HOME|USER|LOGNAME|\w+_proxy|[A-Z]+_PROXY)$/.test(word))
    expect(names.filter(name => name !== 'SHELL' && !/^(_|OLDPWD|SHLVL)$/.test(name))).toEqual(
      [...passed, 'LC_ALL', 'PATH', 'PWD', 'TZ'].sort(),
    )
  })
})
