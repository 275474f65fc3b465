import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)(
  'a directory of the upstream that becomes something else',
  () => {
    let host: SyncHost
    beforeAll(async () => {
      host = await startSyncHost('dash')
    })
    afterAll(() => host?.sandbox.stop())

    const others = [
      ['link', 'ln -s stay going'],
      ['file', 'echo 2 >going'],
    ] as const

    function begin(name: string, settings: Record<string, number | string>): void {
      host.module(name, { max_delete_percent: 60, ...settings })
      host.sandbox.sh(
        'cd "/hub/$1"; mkdir -p going/deep stay; for n in 1 2 3; do echo "$n" | tee going/$n stay/$n >going/deep/$n; done; echo 1 >index',
        name,
      )
      expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    }

    /** Ends well with what the upstream has, with no more than that, and then has nothing to do. */
    function expectWell(name: string, directory: string): void {
      expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
      expect(host.tree(directory)).toEqual(host.tree(`/hub/${name}`))
      expect(host.sync(name, '--now').stdout).toContain('0 to change, 0 to delete')
    }

    test.each(others)('a %s, while what went from it before is kept', (kind, become) => {
      const name = `kept-${kind}`
      const served = `/srv/mirrors/${name}/.mirrorc/current/.`
      begin(name, { publish: 'atomic', grace: 3600 })
      host.sandbox.sh('cd "/hub/$1"; rm going/1 going/deep/2', name)
      expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
      expect(host.tree(served)).toContain('./going/deep/2 2')
      host.sandbox.sh(`cd "/hub/$1"; rm -r going; ${become}`, name)
      // Two of the six were counted when they went.
      expect(host.sync(name, '--dry-run').stdout).toMatch(/, 4 to delete/)
      expectWell(name, served)
    })

    test.each(others.slice(0, 1))(
      'a file that went and is kept becomes a directory, and another directory a %s',
      (kind, become) => {
        const name = `back-${kind}`
        const served = `/srv/mirrors/${name}/.mirrorc/current/.`
        begin(name, { publish: 'atomic', grace: 3600 })
        host.sandbox.sh('cd "/hub/$1"; rm index', name)
        expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
        expect(host.tree(served)).toContain('./index 1')
        host.sandbox.sh('cd "/hub/$1"; mkdir index; echo x >index/x', name)
        expectWell(name, served)
        host.sandbox.sh(`cd "/hub/$1"; rm -r going; ${become}`, name)
        expectWell(name, served)
      },
    )

    test.each(
      others.map(([kind, become], at) => [kind, become, ['plain', 'debian'][at] ?? ''] as const),
    )('a %s (%s), while a cut run left an unfinished file there (%s)', (kind, become, tree) => {
      const name = `cut-${kind}-${tree}`
      const served = `/srv/mirrors/${name}`
      begin(name, { kind: tree })
      leaveUnfinished(name, served)
      host.sandbox.sh(`cd "/hub/$1"; rm -r going; ${become}`, name)
      expect(host.sync(name, '--dry-run').code).toBe(1)
      expect(host.tree(served)).toContain('./going/deep/.~tmp~/4 half')
      expectWell(name, served)
    })

    test.each(others.slice(1))(
      'a %s, while a cut run left it in a new generation',
      (kind, become) => {
        const name = `new-${kind}`
        const own = `/srv/mirrors/${name}/.mirrorc`
        begin(name, { publish: 'atomic', grace: 0 })
        host.sandbox.sh(
          'cp -al "$1/current/." "$1/generations/.new"; chown rsyncuser: "$1"/*/.new',
          own,
        )
        leaveUnfinished(name, `${own}/generations/.new`)
        host.sandbox.sh(`cd "/hub/$1"; rm -r going; ${become}`, name)
        expectWell(name, `${own}/current/.`)
      },
    )

    test.each(
      others.map(([kind, become], at) => [kind, become, ['in-place', 'atomic'][at] ?? ''] as const),
    )(
      'a %s (%s), while the tree was brought by somebody else who was cut off (%s)',
      (kind, become, publish) => {
        const name = `brought-${kind}-${publish}`
        const tree = `/srv/mirrors/${name}`
        host.module(name, { publish, max_delete_percent: 60 })
        host.sandbox.sh(
          `cd "/hub/$1"; mkdir going stay; for n in 1 2 3 4 5 6; do echo "$n" | tee going/$n >stay/$n; done; cp -a . "$2"
        mkdir "$2/going/.~tmp~" "$2/stay/.~tmp~"; echo half | tee "$2/going/.~tmp~/4" >"$2/stay/.~tmp~/4"
        chown -R rsyncuser: "$2"; rm -r going; ${become}`,
          name,
          tree,
        )
        const listed = host.sync(name, '--dry-run').stdout
        expect(listed).toMatch(/, 6 to delete/)
        expectWell(name, publish === 'atomic' ? `${tree}/.mirrorc/current/.` : tree)
        expect(host.sandbox.sh('find "$1" -name ".~tmp~"', tree)).toBe('')
      },
    )

    test('what is in the way for another reason is named, and tried once', () => {
      begin('own', { option: '--exclude=/going/mine' })
      host.sandbox.sh(
        'cd /srv/mirrors/own; echo mine >going/mine; cd /hub/own; rm -r going; ln -s stay going',
      )
      const { code, stderr } = host.sync('own')
      expect(code).toBe(1)
      expect(stderr).toMatch(/could not make way for new symlink: going/)
      expect(host.tree('/srv/mirrors/own')).toContain('./going/mine mine')
    })

    function leaveUnfinished(name: string, tree: string): void {
      host.sandbox.sh(
        `install -d -o rsyncuser -g rsyncuser "$2/going/deep/.~tmp~"; echo half >"$2/going/deep/.~tmp~/4"
       runuser -u rsyncuser touch "/var/lib/mirrorc-sync/$1/unfinished"`,
        name,
        tree,
      )
    }
  },
)
