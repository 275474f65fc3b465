import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

/** An archive in $1 whose Packages file is what standard input has, packed by gzip(1). */
const makeArchive = `
  cd "$1"; mkdir -p dists/stable/main/binary-amd64 pool
  gzip -1 >dists/stable/main/binary-amd64/Packages.gz
  cd dists/stable; index=main/binary-amd64/Packages.gz
  printf 'Suite: stable\\nSHA256:\\n %s %s %s\\n' "$(sha256sum <"$index" | cut -d ' ' -f 1)" "$(stat -c %s "$index")" "$index" >InRelease`

describe.skipIf(skip !== undefined)('an upstream that means the check no good', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
  })
  afterAll(() => host?.sandbox.stop())

  const notWhole = (name: string, what: string) =>
    expect(host.sync(name)).toMatchObject({ code: 1, stderr: expect.stringContaining(what) })

  test('an index that is far too large once it is unpacked is named, and takes no room', () => {
    const name = 'bomb'
    host.module(name, { kind: 'debian', verify: 'debian' })
    host.sandbox.sh(
      `mkdir "$2"; mount -t tmpfs -o "size=3000k,uid=$(id -u rsyncuser)" state "$2"; head -c 600M /dev/zero | { ${makeArchive}
      }`,
      `/hub/${name}`,
      `/var/lib/mirrorc-sync/${name}`,
    )
    notWhole(name, 'dists/stable/main/binary-amd64/Packages has more than 512 MiB, unpacked')
    host.sandbox.sh('umount "/var/lib/mirrorc-sync/$1"', name)
  })

  test('the names in a database of pacman take no room either', () => {
    host.module('names', { verify: 'pacman' })
    host.sandbox.sh(
      `mkdir "$2"; mount -t tmpfs -o "size=3000k,uid=$(id -u rsyncuser)" state "$2"; cd "$1"
      long=$(printf %095d 0); : >"/tmp/$long"; tar -C /tmp -cf /tmp/one.tar "$long"
      perl -e 'read STDIN, $h, 512; print $h x 40000, "\0" x 1024' </tmp/one.tar | zstd -q >x.db`,
      '/hub/names',
      '/var/lib/mirrorc-sync/names',
    )
    expect(host.sync('names')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('umount "/var/lib/mirrorc-sync/names"')
  })

  test('a database that takes too long to read is named', () => {
    host.module('slow', { verify: 'pacman', timeout: 2 })
    // 30 GB of one file, in 300 frames of the same.
    host.sandbox.sh(`cd /hub/slow; truncate -s 7G /tmp/f; head -c 100M /dev/zero | zstd -q >/tmp/frame
      { tar -C /tmp -cf - f 2>/dev/null | head -c 512 | zstd -q; yes /tmp/frame | head -n 70 | xargs cat; } >one
      cat one one one one >x.db; rm one`)
    notWhole('slow', 'x.db cannot be read')
  })

  test('a line that is very long hides no other list, and takes little memory and time', () => {
    host.module('line', { verify: 'sha256sums' })
    host.sandbox.sh(
      'cd /hub/line; mkdir a b; echo x >a/x; printf "%064d  x\n" 0 >a/SHA256SUMS; truncate -s 25M b/x.sha256',
    )
    const limited = 'ulimit -v 50000; exec /usr/local/lib/mirrorc/mirror-sync line'
    expect(host.sandbox.run(['dash', '-c', limited])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a/x has another SHA-256 than a/SHA256SUMS says'),
    })
  })

  test('a list that cannot be read is named', () => {
    host.module('closed', { verify: 'sha256sums', option: '--exclude=mine.sha256' })
    host.sandbox.sh('cd /hub/closed; echo x >x; sha256sum x >SHA256SUMS')
    expect(host.sync('closed')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('install -m 600 /hub/closed/SHA256SUMS /srv/mirrors/closed/mine.sha256')
    expect(host.sync('closed', '--full')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the tree is not whole: mine.sha256 cannot be read'),
    })
  })

  test('a Release file that is far too large is named', () => {
    host.module('release', { kind: 'debian', verify: 'debian' })
    host.sandbox.sh('cd /hub/release; mkdir -p dists/a; truncate -s 17M dists/a/InRelease')
    notWhole('release', 'dists/a/InRelease has more than 16 MiB')
  })

  test('an index that cannot be unpacked to its end is named', () => {
    const name = 'cut'
    host.module(name, { kind: 'debian', verify: 'debian' })
    host.sandbox.sh(
      `seq 10000 | { ${makeArchive}
      }
      cd "$1/dists/stable"; index=main/binary-amd64/Packages.gz; truncate -s -20 "$index"
      printf 'SHA256:\\n %s %s %s\\n' "$(sha256sum <"$index" | cut -d ' ' -f 1)" "$(stat -c %s "$index")" "$index" >InRelease`,
      `/hub/${name}`,
    )
    notWhole(name, 'dists/stable/main/binary-amd64/Packages cannot be read')
  })

  test('with a keyring only what is signed counts', () => {
    const name = 'signed'
    host.module(name, { kind: 'debian', verify: 'debian', keyring: '/tmp/ring.gpg' })
    host.sandbox.sh(
      `echo | { ${makeArchive}
      }
      cd "$1/dists/stable"; export GNUPGHOME=/tmp/gnupg; mkdir -m 700 "$GNUPGHOME"
      gpg --batch --quiet --passphrase '' --quick-gen-key a@example.org ed25519 sign 2>/dev/null
      gpg --export >/tmp/ring.gpg
      gpg --batch --clearsign --output signed InRelease
      mv signed InRelease`,
      `/hub/${name}`,
    )
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh(
      'cd "$1/dists/stable"; { printf "SHA256:\\n %064d 1 main/unsigned\\n" 0; cat InRelease; } >new; echo x >main/unsigned; mv new InRelease',
      `/hub/${name}`,
    )
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('cd "$1/dists/stable"; sed -i "s/^Suite: /&un/" InRelease', `/hub/${name}`)
    notWhole(name, 'dists/stable/InRelease is not signed')
  })

  test('an archive without any Release file is none', () => {
    host.module('bare', { verify: 'debian' })
    host.sandbox.sh('echo file >/hub/bare/file')
    notWhole('bare', 'there is no InRelease and no Release below dists')
  })

  test('more lists than fit on a command line, none of which ends in a line break, are read one by one', () => {
    host.module('each', { verify: 'sha256sums', publish: 'atomic' })
    host.sandbox.sh(`cd /hub/each; printf one >iso; sum=$(sha256sum <iso | cut -d ' ' -f 1)
      for n in $(seq 1000 1699); do d=$(printf '%0200d' "$n"); mkdir "$d"; ln iso "$d/iso"; printf '%s  iso' "$sum" >"$d/iso.sha256"; done`)
    expect(host.sync('each')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('cd /hub/each; for d in *1500; do rm "$d/iso"; echo two >"$d/iso"; done')
    notWhole('each', 'iso has another SHA-256')
  })
})
