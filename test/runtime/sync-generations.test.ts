import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type Settings, type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('publish: atomic', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('busybox')
  })
  afterAll(() => host?.sandbox.stop())

  const own = (name: string) => `/srv/mirrors/${name}/.mirrorc`
  const served = (name: string) => host.tree(`${own(name)}/current/.`)
  const generations = (name: string) =>
    host.sandbox.sh('ls "$1/generations"', own(name)).trim().split('\n')

  function made(name: string, settings: Settings = {}): void {
    host.module(name, { publish: 'atomic', grace: 0, ...settings })
    host.sandbox.sh(
      'cd "/hub/$1"; mkdir -p pool/a; for n in 1 2 3 4 5 6 7 8; do echo "$n" >"pool/a/$n"; done; ln -s a/1 pool/link; echo 1 >index',
      name,
    )
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    if (settings.publish === undefined) expect(served(name)).toEqual(host.tree(`/hub/${name}`))
  }

  test('each state is a tree of its own; what did not change is the same file', () => {
    made('gen')
    const first = host.sandbox.sh('readlink -f "$1/current"', own('gen')).trim()
    host.sandbox.sh('cd /hub/gen; echo changed >pool/a/1; rm pool/a/2; echo 22 >index')
    expect(host.sync('gen').code).toBe(0)
    expect(served('gen')).toEqual(host.tree('/hub/gen'))
    expect(host.tree(first)).toContain('./pool/a/2 2')
    expect(host.tree(first)).toContain('./pool/a/1 1')
    const inode = (tree: string) => host.sandbox.sh('stat -L -c %i "$1/pool/a/3"', tree)
    expect(inode(first)).toBe(inode(`${own('gen')}/current`))
    expect(generations('gen')).toHaveLength(2)
    expect(host.sync('gen').code).toBe(0)
    expect(generations('gen')).toHaveLength(2)
  })

  test('as many generations stay as are asked for, the served one always', () => {
    made('keep', { keep: 2 })
    for (const n of [1, 2, 3]) {
      host.sandbox.sh('echo "$1" >/hub/keep/index', 'new'.repeat(n))
      expect(host.sync('keep').code).toBe(0)
    }
    expect(generations('keep')).toHaveLength(2)
    expect(served('keep')).toEqual(host.tree('/hub/keep'))
  })

  test('what the upstream removed stays for the time of grace, and no longer', () => {
    made('grace', { grace: 3600 })
    host.sandbox.sh(
      `cd /hub/grace; rm pool/a/1; echo 22 >index; mkdir 'odd [x]*'; echo odd >'odd [x]*/f'`,
    )
    expect(host.sync('grace').code).toBe(0)
    expect(served('grace')).toContain('./pool/a/1 1')
    expect(served('grace').filter(line => !line.startsWith('./pool/a/1 '))).toEqual(
      host.tree('/hub/grace'),
    )
    // It is not counted as something that goes, nor is it a change of its own.
    const count = generations('grace').length
    expect(host.sync('grace', '--now').stdout).toContain('0 to change, 0 to delete')
    expect(generations('grace')).toHaveLength(count)
    host.sandbox.sh(`cd /hub/grace; rm -r 'odd [x]*'; echo 333 >index`)
    expect(host.sync('grace').code).toBe(0)
    expect(served('grace')).toEqual(
      expect.arrayContaining(['./pool/a/1 1', './odd [x]*/f odd', './index 333']),
    )
    expect(host.sync('grace', '--now').stdout).toContain('0 to change, 0 to delete')
    host.module('grace', { publish: 'atomic', grace: 0 })
    host.sandbox.sh('echo 4444 >/hub/grace/index')
    expect(host.sync('grace').code).toBe(0)
    expect(served('grace')).toEqual(host.tree('/hub/grace'))
  })

  test('what went under a name that rsync does not print as it is goes at once', () => {
    made('unprinted', { grace: 3600, max_delete_percent: 99 })
    const names = String.raw`"$(printf 'a\001b')" 'c\#001d' "$(printf 'e\tf')" 'g\h'`
    host.sandbox.sh(`cd /hub/unprinted; for name in ${names}; do echo x >"$name"; done`)
    expect(host.sync('unprinted').code).toBe(0)
    host.sandbox.sh(`cd /hub/unprinted; rm -- ${names}`)
    expect(host.sync('unprinted')).toMatchObject({ code: 0, stderr: '' })
    expect(served('unprinted')).toEqual(
      [...host.tree('/hub/unprinted'), String.raw`./g\h x`].sort(),
    )
    expect(host.sync('unprinted', '--now').stdout).toContain('0 to change, 0 to delete')
  })

  test('what becomes something else is as the upstream has it', () => {
    made('kinds', { grace: 3600, max_delete_percent: 99 })
    host.sandbox.sh(
      `cd /hub/kinds; mv pool/a pool/b; ln -s b pool/a; rm index; mkdir index; echo x >index/x`,
    )
    expect(host.sync('kinds').code).toBe(0)
    expect(served('kinds').filter(line => !line.startsWith('./pool/link'))).toEqual(
      host.tree('/hub/kinds').filter(line => !line.startsWith('./pool/link')),
    )
    // A name with a line break cannot name a place outside.
    host.sandbox.sh(`cd /hub/kinds; mkdir "$(printf 'x\\n..')"; echo y >"$(printf 'x\\n..')/y"`)
    expect(host.sync('kinds').code).toBe(0)
    host.sandbox.sh(`cd /hub/kinds; rm -r "$(printf 'x\\n..')"`)
    expect(host.sync('kinds').code).toBe(0)
    expect(host.sandbox.sh('ls -A "$1/generations" "$1"', own('kinds'))).not.toMatch(/^y$/m)
  })

  test('a rollback serves the tree before, and holds the next sync', () => {
    made('back')
    const before = served('back')
    host.sandbox.sh('cd /hub/back; echo bad >index; rm pool/a/1')
    expect(host.sync('back').code).toBe(0)
    const [first] = generations('back')
    const { code, stdout } = host.sync('--rollback-data', 'back')
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`${first} is served`),
    })
    expect(served('back')).toEqual(before)
    expect(host.status('back')).toMatchObject({ state: 'held', generation: first })
    expect(host.sync('back')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('rolled back'),
    })
    expect(served('back')).toEqual(before)
    expect(host.sync('--rollback-data', 'back').code).toBe(1)
    expect(host.sync('--rollback-data', 'back', 'nothing').code).toBe(1)
    expect(host.sync('--ack', 'back').code).toBe(0)
    expect(host.sync('back').code).toBe(0)
    expect(served('back')).toEqual(host.tree('/hub/back'))
    expect(host.status('back').state).toBe('success')
  })

  test('after a rollback, what else is held back can be acknowledged too', () => {
    made('loop')
    host.sandbox.sh('cd /hub/loop; for n in $(seq 30); do echo $n >pool/$n; done')
    expect(host.sync('loop').code).toBe(0)
    expect(host.sync('--rollback-data', 'loop').code).toBe(0)
    host.sandbox.sh('rm -r /hub/loop/pool')
    expect(host.sync('--ack', 'loop').stdout).toContain('leaves the generation')
    expect(host.sync('loop').stderr).toContain('would be deleted')
    expect(host.sync('--ack', 'loop').stdout).toContain('may delete')
    expect(host.sync('loop')).toMatchObject({ code: 0, stderr: '' })
  })

  test('a rollback that was acknowledged is held back no more, also when the upstream is not there', () => {
    made('let-go')
    host.sandbox.sh('echo 22 >/hub/let-go/index')
    expect(host.sync('let-go').code).toBe(0)
    expect(host.sync('--rollback-data', 'let-go').code).toBe(0)
    expect(host.sync('let-go').code).toBe(2)
    expect(host.status('let-go')).toMatchObject({ held: 'pinned 0' })
    expect(host.sync('--ack', 'let-go').code).toBe(0)
    host.module('let-go', { publish: 'atomic', grace: 0, upstream: 'rsync://127.0.0.1:1/let-go' })
    expect(host.sync('let-go').code).toBe(1)
    expect(host.status('let-go')).toMatchObject({ state: 'failed', held: '' })
    expect(host.sync('--ack', 'let-go').stdout).toContain('nothing is held back')
  })

  test('a generation that cannot be named is no success, and comes with the next run', () => {
    made('unnamed')
    const before = served('unnamed')
    host.sandbox.sh('echo 22 >/hub/unnamed/index')
    // rename(2): a mount point is busy.
    const held =
      'install -d -o rsyncuser "$1/generations/.new"; mount --bind "$1/generations/.new" "$1/generations/.new"'
    host.sandbox.sh(held, own('unnamed'))
    expect(host.sync('unnamed')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/cannot make \S+\/generations\/\d+T\d+Z\S* of \S+\/\.new/),
    })
    expect(host.status('unnamed').state).toBe('failed')
    expect(served('unnamed')).toEqual(before)
    host.sandbox.sh('umount "$1/generations/.new"', own('unnamed'))
    expect(host.sync('unnamed')).toMatchObject({ code: 0, stderr: '' })
    expect(served('unnamed')).toEqual(host.tree('/hub/unnamed'))
  })

  test('a tree that was published in place becomes the first generation by hard links, and back', () => {
    made('both', { publish: 'in-place' })
    const inode = (path: string) => host.sandbox.sh('stat -L -c %i "$1/pool/a/3"', path)
    const before = inode('/srv/mirrors/both')
    // Where the servers will look, there is the same tree before the first sync.
    expect(served('both')).toEqual(host.tree('/hub/both'))
    host.module('both', { publish: 'atomic', freshness: 'index' })
    expect(host.sync('both').code).toBe(0)
    expect(generations('both')).toHaveLength(1)
    expect(served('both')).toEqual(host.tree('/hub/both'))
    expect(inode(`${own('both')}/current`)).toBe(before)
    expect(host.tree('/srv/mirrors/both')).toEqual(host.tree('/hub/both'))
    host.module('both', { publish: 'in-place' })
    expect(host.sync('both').code).toBe(0)
    expect(host.tree('/srv/mirrors/both')).toEqual(host.tree('/hub/both'))
    expect(served('both')).toEqual(host.tree('/hub/both'))
    expect(inode('/srv/mirrors/both')).toBe(before)
    const left = () => host.sandbox.sh('ls "$1"', own('both')).split('\n')
    expect(left()).not.toContain('generations')
    expect(host.status('both').generation).toBe('')
    // As a run leaves it that is killed while it takes them away.
    host.sandbox.sh('install -d -o rsyncuser "$1/generations" "$1/generations/2"', own('both'))
    expect(host.sync('both').code).toBe(0)
    expect(left()).not.toContain('generations')
    expect(host.tree('/srv/mirrors/both')).toEqual(host.tree('/hub/both'))
  })

  test('what came later is later by its name, whatever the clock says', () => {
    made('later')
    const rename =
      'cd "$1/generations" && mv 2* 20991231T235959Z && ln -sfn generations/20991231T235959Z ../current'
    host.sandbox.sh(rename, own('later'))
    const names = ['20991231T235959Z', '21000101T000000Z', '21000101T000001Z', '21000101T000002Z']
    for (const number of [1, 2, 3]) {
      // Another size each time: rsync(1) takes what is changed within a second, with its size, for the same.
      host.sandbox.sh('printf "is %s%*s\n" "$1" "$1" "" >/hub/later/index', String(number))
      expect(host.sync('later').code).toBe(0)
      expect(generations('later')).toEqual(names.slice(Math.max(0, number - 2), number + 1))
    }
    expect(host.sync('--rollback-data', 'later').stdout).toContain('21000101T000001Z is served')
    expect(served('later')).toContain('./index is 2')
  })

  test('generations go only once the tree lies in its own place', () => {
    made('stay')
    const spoil = 'cd "$1/pool/a"; rm 3; chown root .'
    host.sandbox.sh(spoil, '/srv/mirrors/stay')
    host.module('stay', { publish: 'in-place' })
    expect(host.sync('stay').code).toBe(1)
    expect(host.status('stay').message).toMatch(
      /^what was served from .* is not in .* yet: rsync: /,
    )
    expect(served('stay')).toEqual(host.tree('/hub/stay'))
    host.sandbox.sh('chown rsyncuser "$1/pool/a"', '/srv/mirrors/stay')
    expect(host.sync('stay').code).toBe(0)
    expect(host.tree('/srv/mirrors/stay')).toEqual(host.tree('/hub/stay'))
    expect(host.sandbox.sh('ls "$1"', own('stay')).split('\n')).not.toContain('generations')
  })

  test('beside the generations lies the tree as it is served, of the same files', () => {
    made('beside', { grace: 3600 })
    const change = `cd /hub/beside; echo "more $1" >pool/a/1; rm pool/a/2; mkdir 'a [b]*'; echo x >'a [b]*/f'; rm pool/link`
    host.sandbox.sh(change, '1')
    expect(host.sync('beside').code).toBe(0)
    expect(host.tree('/srv/mirrors/beside')).toEqual(served('beside'))
    const files = `cd "$1" && find . -path ./.mirrorc -prune -o -type f -printf '%i %p\n' | sort`
    const inodes = host.sandbox.sh(files, '/srv/mirrors/beside')
    expect(inodes.split('\n').length).toBeGreaterThan(9)
    expect(inodes).toBe(host.sandbox.sh(files, `${own('beside')}/current/`))
    // A rollback is what is served: it comes along when the tree is published in place again.
    const [first] = generations('beside')
    expect(host.sync('--rollback-data', 'beside')).toMatchObject({
      stderr: '',
      stdout: expect.stringContaining(`${first} is served`),
    })
    expect(host.tree('/srv/mirrors/beside')).toEqual(served('beside'))
  })

  test('a name that cannot be linked to keeps nothing from being served', () => {
    made('odd')
    host.sandbox.sh(`cd /hub/odd; printf x >"$(printf 'a\nb')"; echo 22 >index`)
    expect(host.sync('odd').code).toBe(0)
    expect(host.sandbox.sh('cat "$1/index"', '/srv/mirrors/odd').trim()).toBe('22')
    expect(served('odd')).toContain('./index 22')
  })

  test('a reader finds all that an index names, while the upstream goes on', () => {
    host.module('read', { publish: 'atomic', grace: 30 })
    const publish = `cd /hub/read; n=$1; mkdir -p pool
      for k in 1 2 3 4 5 6; do echo "$n-$k" >"pool/$n-$k"; done
      [ "$n" -lt 2 ] || rm -f pool/$((n - 1))-*
      (cd pool; sha256sum *) >index.new; mv index.new index`
    host.sandbox.sh(publish, '1')
    expect(host.sync('read').code).toBe(0)
    host.sandbox.write(
      '/usr/local/bin/reader',
      `#!/bin/dash
cd /srv/mirrors/read/.mirrorc
while [ ! -e /tmp/stop ]; do
  cat current/index >/tmp/index
  while read -r sum name; do
    sleep 0.02
    found=$(sha256sum <"current/pool/$name" 2>/dev/null)
    echo "$([ "\${found%% *}" = "$sum" ] && echo hit || echo "miss $name")"
  done </tmp/index
done >/tmp/reads
echo end >>/tmp/reads\n`,
      '755',
    )
    host.sandbox.start(['/usr/local/bin/reader'])
    for (let n = 2; n < 12; n++) {
      host.sandbox.sh(publish, String(n))
      expect(host.sync('read').code).toBe(0)
    }
    host.sandbox.sh('touch /tmp/stop')
    host.sandbox.waitFor('grep -q end /tmp/reads')
    const reads = host.sandbox.sh('sort /tmp/reads | uniq -c')
    console.log(`reads during 10 switches: ${reads.trim().replaceAll(/\s+/g, ' ')}`)
    expect(reads).not.toContain('miss')
    expect(Number(/(\d+) hit/.exec(reads)?.[1])).toBeGreaterThan(30)
  })
})
