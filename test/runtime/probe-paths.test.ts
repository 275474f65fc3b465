import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HostState, PathState } from '../../src/plan/host-state.ts'
import type { Directory, File, Resource, Symlink } from '../../src/resource.ts'
import { skipReason } from '../consumers/tools.ts'
import { openLocalSession, shells, useShell } from './local-session.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'
import { stubSystemctl } from './stub-systemctl.ts'

const skip = skipReason()
const root = { owner: 'root', group: 'root' }

const file = (path: string, content = 'wanted\n'): File => ({
  kind: 'file',
  path,
  content,
  ...root,
  mode: '0644',
})
const directory = (path: string): Directory => ({
  kind: 'directory',
  path,
  ...root,
  mode: '0755',
  hold: 'all',
})
const symlink = (path: string): Symlink => ({ kind: 'symlink', path, target: '/srv/t/far' })

const digest = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex')
const found = (content: string): PathState => ({
  type: 'file',
  ...root,
  mode: '0644',
  sha256: digest(content),
  content,
  pristine: false,
})

// What a disk may hold.
const setUp = `
mkdir -p /srv/t/directory /srv/t/far
cd /srv/t
umask 022
printf 'wanted\\n' >equal
printf 'other\\n' >other
printf 'no newline at the end' >open-ended
printf 'a\\r\\nb\\r\\n' >dos
printf '\\377\\000\\001' >binary
: >empty
head -c 1048576 /dev/zero | tr '\\0' x >big
cp other moded; chown nobody:nogroup moded; chmod 4750 moded
cp other nobodys; chown 54321:54321 nobodys
mkdir shared; chgrp staff shared; chmod 2775 shared
mkdir sticky; chmod 1777 sticky
mkfifo fifo
mknod device c 1 3
mknod block b 7 99
ln -s /srv/t/far to-directory
ln -s ../t/other to-file
ln -s fifo to-fifo
ln -s /nowhere dangling
ln -s loop loop
ln -s "$(printf 'two words\\nand a line ')" odd-target
ln -s far foreign; chown -h nobody:nogroup foreign
printf 'other\\n' >'.dot'
printf 'other\\n' >'~a+b@c-d.e_f,g'
printf 'other\\n' >@at
printf 'other\\n' >"$(printf '%0255d' 7)"
mkdir -p deep/er; printf 'other\\n' >deep/er/file
`

/** A disk that nobody answers for: /dev/fuse is open, and not read; fuse(4). */
const deadDisk = `
$^F = 100;
open(my $fuse, '+<', '/dev/fuse') or die "/dev/fuse: $!";
my $options = 'fd=' . fileno($fuse) . ',rootmode=40000,user_id=0,group_id=0';
system('mount', '-i', '-t', 'fuse', '-o', $options, 'dead', '/srv/dead') == 0 or die 'not mounted';
open(my $done, '>', '/run/dead-disk'); sleep 60;
`

const expected: readonly (readonly [resource: Resource, state: PathState])[] = [
  [file('/srv/t/absent'), { type: 'absent' }],
  [file('/srv/t/no/such/parent'), { type: 'absent' }],
  [file('/srv/t/other/below-a-file'), { type: 'absent' }],
  [file('/srv/t/dangling/below-a-dangling-link'), { type: 'absent' }],
  [file('/srv/t/equal'), { type: 'file', ...root, mode: '0644', sha256: digest('wanted\n') }],
  [file('/srv/t/other'), found('other\n')],
  [file('/srv/t/deep/er/file'), found('other\n')],
  [file('/srv/t/open-ended'), found('no newline at the end')],
  [file('/srv/t/dos'), found('a\r\nb\r\n')],
  [file('/srv/t/empty'), found('')],
  [
    file('/srv/t/binary'),
    {
      ...found('\ufffd\0\u0001'),
      sha256: digest(Buffer.from([255, 0, 1])),
      binary: true,
    } as PathState,
  ],
  [
    file('/srv/t/big'),
    { ...found('x'.repeat(256 * 1024)), sha256: digest('x'.repeat(1024 * 1024)) } as PathState,
  ],
  [
    file('/srv/t/moded'),
    { ...found('other\n'), owner: 'nobody', group: 'nogroup', mode: '4750' } as PathState,
  ],
  [
    file('/srv/t/nobodys'),
    { ...found('other\n'), owner: 'UNKNOWN', group: 'UNKNOWN' } as PathState,
  ],
  [file('/srv/t/.dot'), found('other\n')],
  [file('/srv/t/~a+b@c-d.e_f,g'), found('other\n')],
  [file('/srv/t/@at'), found('other\n')],
  [file(`/srv/t/${'7'.padStart(255, '0')}`), found('other\n')],
  [file('/srv/t/directory'), { type: 'directory', ...root, mode: '0755' }],
  [file('/srv/t/fifo'), { type: 'other', ...root, mode: '0644' }],
  [file('/srv/t/device'), { type: 'other', ...root, mode: '0644' }],
  [file('/srv/t/block'), { type: 'other', ...root, mode: '0644' }],
  [directory('/srv/t/far'), { type: 'directory', ...root, mode: '0755' }],
  [directory('/srv/t/shared'), { type: 'directory', owner: 'root', group: 'staff', mode: '2775' }],
  [directory('/srv/t/sticky'), { type: 'directory', ...root, mode: '1777' }],
  [directory('/'), { type: 'directory', ...root, mode: '0755' }],
  [
    directory('/srv/t/to-directory'),
    {
      type: 'link',
      target: '/srv/t/far',
      owner: 'root',
      leadsTo: { type: 'directory', ...root, mode: '0755' },
    },
  ],
  [
    directory('/srv/t/foreign'),
    {
      type: 'link',
      target: 'far',
      owner: 'nobody',
      leadsTo: { type: 'directory', ...root, mode: '0755' },
    },
  ],
  [
    file('/srv/t/to-file'),
    { type: 'link', target: '../t/other', owner: 'root', leadsTo: { type: 'file' } },
  ],
  [
    symlink('/srv/t/to-fifo'),
    { type: 'link', target: 'fifo', owner: 'root', leadsTo: { type: 'other' } },
  ],
  [
    symlink('/srv/t/dangling'),
    { type: 'link', target: '/nowhere', owner: 'root', leadsTo: { type: 'absent' } },
  ],
  [
    symlink('/srv/t/loop'),
    { type: 'link', target: 'loop', owner: 'root', leadsTo: { type: 'absent' } },
  ],
  [
    symlink('/srv/t/odd-target'),
    {
      type: 'link',
      target: 'two words\nand a line ',
      owner: 'root',
      leadsTo: { type: 'absent' },
    },
  ],
]

const resources = expected.map(([resource]) => resource)

describe.skipIf(skip !== undefined).each(shells)('the probe of paths under %s', shell => {
  let sandbox: Sandbox
  let paths: HostState['paths']

  beforeAll(async () => {
    sandbox = await startSandbox()
    useShell(sandbox, shell)
    stubSystemctl(sandbox)
    sandbox.sh(setUp)
    const session = await openLocalSession(sandbox)
    paths = (await session.probe(resources)).paths
  })
  afterAll(() => sandbox.stop())

  test.each(expected.map(([resource, state]) => [pathOf(resource), state] as const))(
    '%s',
    (path, state) => expect(paths[path]).toEqual(state),
  )

  test('a thousand paths at once', async () => {
    sandbox.sh('mkdir /srv/m; cd /srv/m; for n in $(seq 500); do echo "$n" >"file-$n"; done')
    const many = Array.from({ length: 1000 }, (_, n) => file(`/srv/m/file-${n + 1}`, `${n + 1}\n`))
    const session = await openLocalSession(sandbox)
    const state = await session.probe(many)
    const types = many.map(({ path }) => state.paths[path]?.type)
    expect(types).toEqual(many.map((_, n) => (n < 500 ? 'file' : 'absent')))
    expect(Object.values(state.paths).some(path => 'content' in path)).toBe(false)
  })

  test('asks of a path in several ways, and gets one answer', async () => {
    const session = await openLocalSession(sandbox)
    const twice = await session.probe([directory('/srv/t/other'), file('/srv/t/other')])
    expect(twice.paths['/srv/t/other']).toEqual(found('other\n'))
  })
})

describe.skipIf(skip !== undefined)('what cannot be looked at', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox()
    stubSystemctl(sandbox)
    sandbox.sh(setUp)
    sandbox.sh('mkdir -m 0700 /srv/t/closed; echo x >/srv/t/closed/file; chmod 0600 /srv/t/other')
  })
  afterAll(() => sandbox.stop())

  const asNobody = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', 'sh']

  test('below a directory that is closed: not taken for absent', async () => {
    const session = await openLocalSession(sandbox, 'apt', asNobody)
    const asked = ['file', 'absent', 'link'].map(name => `/srv/t/closed/${name}`)
    const [first = '', second = '', third = ''] = asked
    const { facts, paths } = await session.probe([file(first), file(second), symlink(third)])
    expect(facts.uid).toBe(65534)
    for (const path of asked) {
      expect(paths[path]).toEqual({
        type: 'unreadable',
        reason: expect.stringMatching(/^stat: .*'\/srv\/t\/closed\/.*': Permission denied$/),
      })
    }
  })

  test('a file that cannot be read: not taken for as wanted', async () => {
    const session = await openLocalSession(sandbox, 'apt', asNobody)
    const { paths } = await session.probe([file('/srv/t/equal'), file('/srv/t/other')])
    expect(paths['/srv/t/equal']?.type).toBe('file')
    expect(paths['/srv/t/other']?.type).toBe('unreadable')
  })

  const withoutFuse = !existsSync('/dev/fuse')
  test.skipIf(withoutFuse)(
    'what lies on a disk that does not answer: told, and all else is seen',
    async () => {
      // The real one, and sooner.
      sandbox.write(
        '/usr/sbin/timeout',
        '#!/bin/dash\nshift; exec /usr/bin/timeout 1 "$@"\n',
        '755',
      )
      sandbox.sh('mkdir /srv/dead; ln -s /srv/dead /srv/t/to-dead')
      const nobody = sandbox.start(['perl', '-e', deadDisk])
      sandbox.waitFor('[ -e /run/dead-disk ]')
      const session = await openLocalSession(sandbox)
      const dead = ['/srv/dead', '/srv/dead/tree', '/srv/t/to-dead', '/srv/t/to-dead/tree']
      const others = ['/srv/t/far', '/srv/t/to-directory', '/srv/t/absent']
      const { paths } = await session.probe([...dead, ...others].map(directory))
      nobody.kill('SIGKILL')
      sandbox.sh('umount /srv/dead; rm /usr/sbin/timeout')
      for (const path of dead)
        expect(paths[path]).toEqual({ type: 'unreadable', reason: 'its disk does not answer' })
      expect(others.map(path => paths[path]?.type)).toEqual(['directory', 'link', 'absent'])
    },
  )

  test('a file whose disk gives errors, even for root', async () => {
    // Reading the memory of a process where nothing is mapped is EIO; proc(5).
    sandbox.sh(': >/srv/t/broken; mount --bind /proc/1/mem /srv/t/broken')
    const session = await openLocalSession(sandbox)
    const { paths } = await session.probe([file('/srv/t/broken'), file('/srv/t/equal')])
    expect(paths['/srv/t/broken']?.type).toBe('unreadable')
    expect(paths['/srv/t/equal']?.type).toBe('file')
  })
})

const pathOf = (resource: Resource): string => ('path' in resource ? resource.path : '')
