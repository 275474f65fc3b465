import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { startHttpsHost } from './https-host.ts'
import type { SyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('a git repository where something else lies already', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startHttpsHost()
  })
  afterAll(() => host?.sandbox.stop())

  const byGit = (name: string) => ({ upstream: `git+https://localhost:8443/${name}` })
  const references = (path: string) =>
    host.sandbox.sh('git -c safe.directory="*" --git-dir="$1" for-each-ref', path)

  function makeRepository(name: string): void {
    host.sandbox.sh(
      `export HOME=/root; git init -q --bare -b trunk "/hub/$1"; git init -q -b trunk "/tmp/work-$1"; cd "/tmp/work-$1"
      git config user.email a@b; git config user.name a; git remote add origin "/hub/$1"
      for n in 1 2 3 4 5 6; do echo "$n" >file; git add file; git commit -qm "$n"; git branch "b$n"; done; git push -q --all`,
      name,
    )
  }

  test('what came by rsync has no say in what git does', () => {
    host.module('foreign')
    makeRepository('foreign')
    host.sandbox.sh(`cd /hub/foreign; git --git-dir=. config core.hooksPath /srv/mirrors/foreign/hooks
      git --git-dir=. config url.https://localhost:1/.insteadOf https://localhost:8443/
      printf '#!/bin/sh\\necho ran >>/tmp/hook-ran\\n' >hooks/reference-transaction; chmod +x hooks/reference-transaction`)
    expect(host.sync('foreign')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('cd /tmp/work-foreign; git push -q origin trunk:new; rm -f /tmp/hook-ran')
    host.module('foreign', byGit('foreign'))
    expect(host.sync('foreign')).toMatchObject({ code: 0, stderr: '' })
    expect(references('/srv/mirrors/foreign')).toBe(references('/hub/foreign'))
    host.sandbox.sh('[ ! -e /tmp/hook-ran ]; ! grep -q localhost:1 /srv/mirrors/foreign/config')
    // What a person says there later stays, until another scheme brings something.
    const own = 'git -c safe.directory="*" --git-dir=/srv/mirrors/foreign config'
    host.sandbox.sh(
      `${own} uploadpack.allowFilter true; cd /tmp/work-foreign; git push -q origin trunk:newer`,
    )
    expect(host.sync('foreign')).toMatchObject({ code: 0, stderr: '' })
    expect(host.sandbox.sh(`${own} uploadpack.allowFilter`)).toBe('true\n')
    host.module('foreign')
    expect(host.sync('foreign').code).toBe(0)
    host.module('foreign', byGit('foreign'))
    host.sandbox.sh(
      'rm -f /tmp/hook-ran; cd /tmp/work-foreign; git push -q origin trunk:newest; rm -f /tmp/hook-ran',
    )
    expect(host.sync('foreign')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('[ ! -e /tmp/hook-ran ]; ! grep -q localhost:1 /srv/mirrors/foreign/config')
  })

  test('a tree of files is no place for a repository', () => {
    host.module('plain')
    host.sandbox.sh('echo file >/hub/plain/file')
    expect(host.sync('plain').code).toBe(0)
    host.sandbox.sh('rm -r /hub/plain')
    makeRepository('plain')
    host.module('plain', byGit('plain'))
    expect(host.sync('plain')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('holds a tree that is no git repository: move it away first'),
    })
    expect(host.tree('/srv/mirrors/plain')).toEqual(['./file file'])
    host.sandbox.sh('rm /srv/mirrors/plain/file')
    expect(host.sync('plain')).toMatchObject({ code: 0, stderr: '' })
    expect(references('/srv/mirrors/plain')).toBe(references('/hub/plain'))
  })

  test('a reference that cannot be removed is no success, and goes with the next sync', () => {
    host.module('locked', byGit('locked'))
    makeRepository('locked')
    expect(host.sync('locked').code).toBe(0)
    host.sandbox.sh(
      'git -C /tmp/work-locked push -q origin :b1; install -o rsyncuser /dev/null /srv/mirrors/locked/packed-refs.lock',
    )
    expect(host.sync('locked')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('packed-refs.lock'),
    })
    expect(host.sync('locked')).toMatchObject({ code: 0, stderr: '' })
    expect(references('/srv/mirrors/locked')).toBe(references('/hub/locked'))
  })
})
