import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { startHttpsHost } from './https-host.ts'
import type { Settings, SyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('git repositories by HTTPS', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startHttpsHost()
  })
  afterAll(() => host?.sandbox.stop())

  const git = (name: string) =>
    host.sandbox.sh(
      'git -c safe.directory="*" --git-dir="$1" for-each-ref --format="%(objectname) %(refname)"',
      name,
    )

  function repository(name: string, settings: Settings = {}): void {
    host.module(name, { upstream: `git+https://localhost:8443/${name}`, ...settings })
    host.sandbox.sh(
      `export HOME=/root; cd "/hub/$1"; git init -q --bare -b trunk .; git init -q -b trunk "/tmp/work-$1"; cd "/tmp/work-$1"
      git config user.email a@b; git config user.name a; git remote add origin "/hub/$1"
      for n in 1 2 3 4 5 6 7 8; do echo "$n" >file; git add file; git commit -qm "$n"; git tag "v$n"; git branch "b$n"; done
      git push -q --all; git push -q --tags`,
      name,
    )
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(git(`/srv/mirrors/${name}`)).toBe(git(`/hub/${name}`))
  }

  test('a git repository with all its references, and the branch that it shows', () => {
    repository('git')
    expect(host.sandbox.sh('cat /srv/mirrors/git/HEAD')).toBe('ref: refs/heads/trunk\n')
    expect(host.sync('git', '--now').stdout).toContain('nothing new among 17 references')
    host.sandbox.sh(`export HOME=/root; cd /tmp/work-git; echo new >file; git commit -qam new
      git push -q origin HEAD; git push -q origin :b1; git push -q origin trunk:b1/below; git push -q -f origin v1:refs/heads/b2`)
    expect(host.sync('git')).toMatchObject({ code: 0, stderr: '' })
    expect(git('/srv/mirrors/git')).toBe(git('/hub/git'))
    expect(host.sync('--fsck', 'git').code).toBe(0)
    host.sandbox.sh(
      'cd /srv/mirrors/git; find objects -name "*.pack" -exec chmod u+w {} + -exec truncate -s 100 {} +',
    )
    expect(host.sync('--fsck', 'git').code).not.toBe(0)
    host.sandbox.sh('git -C /tmp clone -q https://localhost:8443/git cloned')
  })

  test('a git upstream that lost its references takes none from here', () => {
    repository('empty')
    const before = git('/srv/mirrors/empty')
    // What was acknowledged is gone with a run that finds nothing new.
    host.sandbox.sh('mv /hub/empty /hub/whole; git init -q --bare /hub/empty')
    expect(host.sync('empty').code).toBe(2)
    expect(host.sync('--ack', 'empty').code).toBe(0)
    host.sandbox.sh('rm -rf /hub/empty; mv /hub/whole /hub/empty')
    expect(host.sync('empty').code).toBe(0)
    host.sandbox.sh('rm -rf /hub/empty; git init -q --bare /hub/empty')
    expect(host.sync('empty')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the upstream lists no file'),
    })
    host.sandbox.sh(
      'cd /hub/empty; git --git-dir=. fetch -q /tmp/work-empty refs/heads/b1:refs/heads/b1 2>/dev/null',
    )
    expect(host.sync('empty').code).toBe(2)
    expect(git('/srv/mirrors/empty')).toBe(before)
    expect(host.sync('--ack', 'empty').code).toBe(0)
    expect(host.sync('empty').code).toBe(0)
    expect(git('/srv/mirrors/empty')).toBe(git('/hub/empty'))
  })

  test('a git upstream that is not there, or not trusted, is named', () => {
    host.module('absent', { upstream: 'git+https://localhost:8443/nothing' })
    expect(host.sync('absent').stderr).toMatch(/git: fatal: .*not found/)
    host.module('absent', { upstream: 'git+https://localhost:8999/nothing' })
    expect(host.sync('absent').stderr).toContain('Failed to connect')
    host.module('absent', { upstream: 'git+https://127.0.0.1:8443/absent', retries: 2 })
    const untrusted = host.sync('absent', '--now')
    expect(untrusted).toMatchObject({ code: 1, stdout: expect.stringMatching(/certificate/) })
    expect(untrusted.stdout).not.toContain('trying again')
  })

  test('a repository is asked for by the one family of addresses', () => {
    repository('family')
    const upstream = 'git+https://localhost:8443/family'
    host.module('family', { upstream, family: 4 })
    expect(host.sync('family', '--now').stdout).toContain('nothing new among 17 references')
    work('family', 'git push -q origin trunk:new')
    host.sandbox.sh('git --git-dir=/hub/family symbolic-ref HEAD refs/heads/new')
    expect(host.sync('family', '--now').stdout).toContain('2 entries changed, 0 deleted')
    expect(git('/srv/mirrors/family')).toBe(git('/hub/family'))
    expect(host.sandbox.sh('cat /srv/mirrors/family/HEAD')).toBe('ref: refs/heads/new\n')
    // The server listens at 127.0.0.1 alone.
    host.module('family', { upstream, family: 6 })
    expect(host.sync('family').code).toBe(1)
  })

  /** The same repository at another place, for as long as nobody pushes to it. */
  const copyOf = (name: string) => {
    host.sandbox.sh('rm -rf "/hub/$1-old"; cp -a "/hub/$1" "/hub/$1-old"', name)
    return `git+https://localhost:8443/${name}-old`
  }
  const work = (name: string, script: string) =>
    host.sandbox.sh(`export HOME=/root; cd "/tmp/work-$1"; ${script}`, name)
  const away = 'git+https://localhost:8999/away'

  test.each([
    ['a branch that went on', 'echo new >file; git commit -qam new; git push -q origin trunk'],
    ['a new branch', 'git push -q origin trunk:new'],
    ['a tag that was moved', 'git push -q -f origin trunk:refs/tags/v1'],
    ['a branch that began anew', 'git commit -q --amend -m other; git push -q -f origin trunk'],
  ])('no fallback takes a repository back in time: %s', (what, change) => {
    const name = `back-${what.replaceAll(' ', '-')}`
    repository(name)
    const old = copyOf(name)
    work(name, change)
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    const before = git(`/srv/mirrors/${name}`)
    expect(before).toBe(git(`/hub/${name}`))
    host.module(name, { upstream: [away, old] })
    const held = host.sync(name)
    expect(held).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the upstream is older than this mirror'),
    })
    // And not in a second run either.
    expect(host.sync(name).code).toBe(2)
    expect(git(`/srv/mirrors/${name}`)).toBe(before)
    expect(host.sync('--ack', name).code).toBe(0)
    expect(host.sync(name)).toMatchObject({ code: 0 })
    expect(git(`/srv/mirrors/${name}`)).toBe(git(`/hub/${name}-old`))
  })

  test('a fallback that is older and lacks more than may go is acknowledged at once', () => {
    repository('both')
    const old = copyOf('both')
    work('both', 'for n in $(seq 20); do git push -q origin trunk:n$n; done')
    expect(host.sync('both')).toMatchObject({ code: 0, stderr: '' })
    host.module('both', { upstream: [away, old] })
    expect(host.sync('both').stderr).toMatch(/older than this mirror.*entries would be deleted/)
    expect(host.sync('--ack', 'both').stdout).toMatch(/go back in time\n.*may delete/)
    expect(host.sync('both')).toMatchObject({ code: 0 })
    expect(git('/srv/mirrors/both')).toBe(git('/hub/both-old'))
  })

  test('a fallback that is as new or newer is taken, and so is all that the last upstream does', () => {
    repository('forward')
    const old = copyOf('forward')
    host.module('forward', { upstream: [away, old] })
    expect(host.sync('forward')).toMatchObject({ code: 0 })
    expect(host.status('forward')).toMatchObject({ upstream: old })
    host.sandbox.sh('git --git-dir=/hub/forward-old update-ref refs/heads/trunk b1', 'forward')
    expect(host.sync('forward')).toMatchObject({ code: 0 })
    expect(git('/srv/mirrors/forward')).toBe(git('/hub/forward-old'))
    host.module('forward', { upstream: 'git+https://localhost:8443/forward' })
    expect(host.sync('forward')).toMatchObject({ code: 0, stderr: '' })
    expect(git('/srv/mirrors/forward')).toBe(git('/hub/forward'))
  })

  test('a fetch that fails takes no branch from here', () => {
    repository('renamed')
    const before = git('/srv/mirrors/renamed')
    // The upstream lists what it cannot pack for the moment.
    work(
      'renamed',
      `git branch -q -m trunk main; echo new >file; git commit -qam new; git push -q origin main
      cd /hub/renamed; git symbolic-ref HEAD refs/heads/main; git update-ref -d refs/heads/trunk
      object=$(git rev-parse main:file | sed 's,..,objects/&/,'); echo "$object" >/tmp/object; mv "$object" /tmp/packed`,
    )
    expect(host.sync('renamed')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/git: (error|fatal): /),
    })
    expect(git('/srv/mirrors/renamed')).toBe(before)
    host.sandbox.sh('cd /hub/renamed; mv /tmp/packed "$(cat /tmp/object)"')
    expect(host.sync('renamed')).toMatchObject({ code: 0, stderr: '' })
    expect(git('/srv/mirrors/renamed')).toBe(git('/hub/renamed'))
    expect(host.sandbox.sh('cat /srv/mirrors/renamed/HEAD')).toBe('ref: refs/heads/main\n')
  })

  test('a disk that does not take what came is no success, and a size that nobody knows is none of it', () => {
    repository('flushed')
    work('flushed', 'git push -q origin trunk:new')
    const standIn = (program: string, script: string) =>
      host.sandbox.sh(
        'mv "/usr/bin/$1" /tmp; printf "#!/bin/sh\n%s\n" "$2" >"/usr/bin/$1"; chmod 755 "/usr/bin/$1"',
        program,
        script,
      )
    standIn('sync', 'exit 1')
    expect(host.sync('flushed')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('could not be written to the disk'),
    })
    host.sandbox.sh('mv /tmp/sync /usr/bin')
    standIn('du', 'exit 1')
    expect(host.sync('flushed')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('mv /tmp/du /usr/bin')
    expect(host.status('flushed').size_bytes).toBeGreaterThan(1000)
  })

  test('the branch that the upstream shows is followed, also when nothing else changed', () => {
    repository('shown')
    host.sandbox.sh('git --git-dir=/hub/shown symbolic-ref HEAD refs/heads/b3')
    expect(host.sync('shown', '--dry-run').stdout).toContain('1 entries would change')
    expect(host.sandbox.sh('cat /srv/mirrors/shown/HEAD')).toBe('ref: refs/heads/trunk\n')
    expect(host.sync('shown')).toMatchObject({ code: 0, stderr: '' })
    expect(host.sandbox.sh('cat /srv/mirrors/shown/HEAD')).toBe('ref: refs/heads/b3\n')
    expect(host.sync('shown', '--now').stdout).toContain('nothing new')
  })

  test('a run that ended after its fetch is made up for', () => {
    repository('cut')
    work('cut', 'git push -q origin trunk:new')
    // The fetch does without that lock, and the step behind it does not.
    host.sandbox.sh('cd /srv/mirrors/cut; rm info/refs; install -o rsyncuser /dev/null HEAD.lock')
    expect(host.sync('cut').code).toBe(1)
    expect(git('/srv/mirrors/cut')).toBe(git('/hub/cut'))
    expect(host.sync('cut')).toMatchObject({ code: 0, stderr: '' })
    expect(host.sandbox.sh('cut -f 1 /srv/mirrors/cut/info/refs | sort -u')).toBe(
      host.sandbox.sh('git --git-dir=/srv/mirrors/cut show-ref -d | cut -d " " -f 1 | sort -u'),
    )
    expect(host.sync('cut', '--now').stdout).toContain('nothing new')
  })

  test('what a killed git leaves behind stops no later one', () => {
    repository('killed')
    const left = ['refs/heads/b2.lock', 'packed-refs.lock', 'config.lock', 'HEAD.lock']
    const packs = ['objects/pack/tmp_pack_aAbBcC', 'objects/00/tmp_obj_aAbBcC']
    host.sandbox.sh(
      'cd /srv/mirrors/killed; mkdir -p objects/00; touch "$@"; chown -R rsyncuser: .',
      ...[...left, ...packs],
    )
    work(
      'killed',
      'git push -q -f origin v1:refs/heads/b2; git push -q origin :b5; git push -q origin trunk:b5/below',
    )
    // As long as nothing says that a run was cut off, the locks may be somebody's.
    expect(host.sync('killed').code).toBe(1)
    expect(host.sync('killed')).toMatchObject({ code: 0, stderr: '' })
    expect(git('/srv/mirrors/killed')).toBe(git('/hub/killed'))
    expect(host.sandbox.sh('cd /srv/mirrors/killed; find . -name "*.lock" -o -name "tmp_*"')).toBe(
      '',
    )
    expect(host.sync('--fsck', 'killed').code).toBe(0)
  })

  test('a history that no git makes today comes all the same', () => {
    repository('old')
    const people = [
      'a <a@b> 1313584730 +051800',
      'a <a@b>1313584730 +0000',
      'a 1313584730 +0000',
      'a <a@b> 01313584730 +0000',
    ]
    const commit = `commit() { printf 'tree %s\\nauthor %s\\ncommitter a <a@b> 1313584730 +0000\\n\\nx\\n' "$2" "$3" |
      git hash-object -t commit -w --stdin --literally | xargs git update-ref "refs/heads/$1"; }`
    const odd = people.map((person, n) => `commit "odd${n}" "$tree" '${person}'`).join('; ')
    work(
      'old',
      `${commit}; mkdir d; echo x >d/x; git add d; tree=$(git write-tree); ${odd}
      padded=$(git cat-file tree "$tree" | LC_ALL=C sed '1s/40000 d/0&/' | git hash-object -t tree -w --stdin --literally)
      [ "$padded" != "$tree" ]; commit padded "$padded" '${people[0]}'; git push -q --all`,
    )
    expect(host.sync('old')).toMatchObject({ code: 0, stderr: '' })
    expect(git('/srv/mirrors/old')).toBe(git('/hub/old'))
    expect(git('/srv/mirrors/old')).toContain('refs/heads/padded')
    expect(host.sync('--fsck', 'old').code).toBe(0)
    // What could harm a reader does not.
    work(
      'old',
      `${commit}; harm=$(git cat-file tree padded^{tree} | LC_ALL=C sed '1s/040000 d/40000 .git/' | git hash-object -t tree -w --stdin --literally)
      commit harm "$harm" '${people[0]}'; git push -q origin harm`,
    )
    expect(host.sync('old').stderr).toMatch(/hasDotgit/)
  })

  test('a page in the place of a repository is no end to it where there is a fallback', () => {
    repository('page')
    host.sandbox.sh('mkdir -p /hub/parked/info; echo "<html>" >/hub/parked/info/refs')
    host.module('page', {
      upstream: ['git+https://localhost:8444/parked', 'git+https://localhost:8443/page'],
    })
    expect(host.sync('page')).toMatchObject({ code: 0 })
    host.module('page', { upstream: 'git+https://localhost:8444/parked' })
    expect(host.sync('page').stderr).toContain('not valid: is this a git repository?')
  })

  test('what a power cut leaves of references, and of a repository just begun, stops no later one', () => {
    repository('power')
    work('power', 'echo new >file; git commit -qam new; git push -q origin trunk')
    expect(host.sync('power')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('cd /srv/mirrors/power; install -o rsyncuser /dev/null refs/heads/b2')
    expect(host.sync('power')).toMatchObject({ code: 0, stderr: '' })
    expect(git('/srv/mirrors/power')).toBe(git('/hub/power'))
    const cut = 'runuser -u rsyncuser touch /var/lib/mirrorc-sync/power/unfinished'
    host.sandbox.sh(`cd /srv/mirrors/power; : >HEAD; ${cut}`)
    expect(host.sync('power')).toMatchObject({ code: 0, stderr: '' })
    expect(host.sandbox.sh('cat /srv/mirrors/power/HEAD')).toBe('ref: refs/heads/trunk\n')
    host.sandbox.sh(
      `cd /srv/mirrors/power; rm -r HEAD refs objects; install -o rsyncuser /dev/null config.lock; ${cut}`,
    )
    expect(host.sync('power')).toMatchObject({ code: 0, stderr: '' })
    expect(git('/srv/mirrors/power')).toBe(git('/hub/power'))
  })
})
