import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

describe.skipIf(skip !== undefined)('a tree that is spoilt later than it was listed', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('busybox')
  })
  afterAll(() => host?.sandbox.stop())

  const current = (name: string) => host.tree(`/srv/mirrors/${name}/.mirrorc/current/.`)

  // The daemon runs a program before each connection: the second is that of the transfer.
  test.each(['in-place', 'atomic'])('what changes upstream after it was listed (%s)', publish => {
    const name = `later-${publish}`
    host.module(name, { verify: 'sha256sums', publish })
    host.sandbox.sh(
      'cd "/hub/$1"; echo one >one.iso; echo old >other; sha256sum one.iso >SHA256SUMS',
      name,
    )
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('echo newer >"/hub/$1/other"', name)
    host.sandbox.write(
      '/usr/local/bin/spoil-later',
      `#!/bin/sh\necho >>/tmp/${name}\n[ "$(wc -l </tmp/${name})" -ne 2 ] || echo spoilt >/hub/${name}/one.iso\n`,
      '755',
    )
    host.hub('[hub]\npath = /hub\npre-xfer exec = /usr/local/bin/spoil-later\n')
    const spoilt = host.sync(name)
    host.hub('[hub]\npath = /hub\n')
    expect(spoilt).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('one.iso has another SHA-256'),
    })
    if (publish === 'atomic') expect(current(name)).toContain('./one.iso one')
    // Nothing new, and still not whole.
    expect(host.sync(name).code).toBe(1)
  })

  test('what the upstream puts in order with its size and time comes anew', () => {
    const name = 'order'
    host.module(name, { verify: 'sha256sums', publish: 'atomic' })
    host.sandbox.sh('echo one >"/hub/$1/other"', name)
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    // A file, a sum, and a name.
    host.sandbox.sh(
      `spoil() { printf 00 | dd of="$1" conv=notrunc status=none bs=1 seek="$2"; touch -d 2020-01-01 "$1"; }
      cd "/hub/$1"; for d in a b c; do mkdir $d; echo $d >$d/iso; (cd $d; sha256sum iso >SHA256SUMS); done
      head -c 3000000 /dev/urandom >a/iso; (cd a; sha256sum iso >SHA256SUMS); touch -d 2020-01-01 ?/*; cp -a . /tmp/right; spoil a/iso 0; spoil b/SHA256SUMS 0; spoil c/SHA256SUMS 66`,
      name,
    )
    for (const run of ['new', 'the same']) {
      expect({ run, ...host.sync(name) }).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/the tree is not whole: .*, and 2 more/),
      })
      // As long as it is not in order there, it does not come whole again and again.
      const received = Number(host.status(name).received_bytes)
      if (run === 'new') expect(received).toBeGreaterThan(3_000_000)
      else expect(received).toBeLessThan(300_000)
    }
    host.sandbox.sh('cp -a /tmp/right/. "/hub/$1/"', name)
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(current(name)).toEqual(host.tree(`/hub/${name}`))
  })

  test('so does what has two names there, of which a list names one', () => {
    host.module('names', { verify: 'sha256sums', publish: 'atomic' })
    host.sandbox.sh('echo one >/hub/names/other')
    expect(host.sync('names')).toMatchObject({ code: 0, stderr: '' })
    const write = 'printf "$1" | dd of=b/iso conv=notrunc status=none; touch -d 2020-01-01 b/iso'
    host.sandbox.sh(
      `cd /hub/names; mkdir a b; echo right >b/iso; (cd b; sha256sum iso >SHA256SUMS); ln b/iso a/iso; ${write}`,
      'xx',
    )
    expect(host.sync('names').stderr).toContain('b/iso has another SHA-256')
    host.sandbox.sh(`cd /hub/names; ${write}`, 'ri')
    expect(host.sync('names')).toMatchObject({ code: 0, stderr: '' })
    expect(current('names')).toEqual(host.tree('/hub/names'))
  })

  test('so does an index that a link leads to, and that has another name for each kind of sum', () => {
    host.module('index', { kind: 'debian', verify: 'debian', publish: 'atomic' })
    host.sandbox.sh(
      'echo one >/hub/index/other; mkdir /hub/index/dists; echo SHA256: >/hub/index/dists/Release',
    )
    expect(host.sync('index')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh(`cd /hub/index; mkdir -p dists/s/by-hash/MD5Sum dists/s/by-hash/SHA256 pool; echo deb >pool/a.deb; cd dists/s
      printf 'Package: a\\nFilename: pool/a.deb\\nSize: 4\\nSHA256: %s\\n' "$(sha256sum <../../pool/a.deb | cut -d ' ' -f 1)" >by-hash/SHA256/x
      ln -s by-hash/SHA256/x Packages; ln by-hash/SHA256/x by-hash/MD5Sum/x
      printf 'SHA256:\\n %s %s Packages\\n' "$(sha256sum <Packages | cut -d ' ' -f 1)" "$(stat -L -c %s Packages)" >Release
      cp Packages /tmp/index; printf xx | dd of=by-hash/SHA256/x conv=notrunc status=none; touch -d 2020-01-01 by-hash/SHA256/x`)
    expect(host.sync('index').stderr).toContain('dists/s/Packages has another SHA-256')
    host.sandbox.sh(
      'cd /hub/index/dists/s/by-hash; cat /tmp/index >SHA256/x; touch -d 2020-01-01 SHA256/x',
    )
    expect(host.sync('index')).toMatchObject({ code: 0, stderr: '' })
    expect(current('index')).toEqual(host.tree('/hub/index'))
  })

  test('no name of a directory leads the clean-up out of the tree', () => {
    host.module('out', { verify: 'sha256sums', publish: 'atomic' })
    host.sandbox.sh('cd /hub/out; echo iso >iso; sha256sum iso >SHA256SUMS; touch -d 2020-01-01 *')
    expect(host.sync('out')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh(`echo kept >/srv/mirrors/kept; chown rsyncuser /srv/mirrors; cd /hub/out; echo other | sha256sum | sed 's/-/iso/' >SHA256SUMS
      d=$(printf 'x\\n%s ' "$(stat -c %i /srv/mirrors/out/.mirrorc/current/iso)"); mkdir -p "$d/srv/mirrors"; echo 1 >"$d/srv/mirrors/kept"; ln "$d/srv/mirrors/kept" also`)
    expect(host.sync('out').stderr).toContain('iso has another SHA-256')
    expect(host.sandbox.sh('cat /srv/mirrors/kept')).toBe('kept\n')
  })

  test.each(['in-place', 'atomic'])(
    '--full looks at a tree in which nothing is new (%s)',
    publish => {
      const name = `rotten-${publish}`
      host.module(name, { verify: 'sha256sums', publish })
      host.sandbox.sh('cd "/hub/$1"; echo one >one.iso; sha256sum one.iso >SHA256SUMS', name)
      expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
      // As a disk loses what it had: of the same size and time.
      host.sandbox.sh(
        `cd "/srv/mirrors/$1"; [ "$2" = in-place ] || cd .mirrorc/current/; touch -r one.iso /tmp/time
      echo rot | dd of=one.iso conv=notrunc status=none; touch -r /tmp/time one.iso`,
        name,
        publish,
      )
      expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
      expect(host.sync(name, '--full')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('one.iso has another SHA-256'),
      })
      // What is served stays until a person takes it away.
      const tree = publish === 'atomic' ? `${name}/.mirrorc/current` : name
      expect(host.sync(name).code).toBe(1)
      host.sandbox.sh('rm "/srv/mirrors/$1/one.iso"', tree)
      expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
      expect(host.tree(`/srv/mirrors/${tree}/.`)).toEqual(host.tree(`/hub/${name}`))
    },
  )
})
