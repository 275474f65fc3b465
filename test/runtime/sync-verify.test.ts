import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { type SyncHost, startSyncHost } from './sync-host.ts'

const skip = skipReason()

/** Makes a small archive as Debian's are, in $1: packages $2…, each with a version. */
const makeArchive = `archive() {
  root=$1; shift
  mkdir -p "$root/pool" "$root/dists/stable/main/binary-amd64/by-hash/SHA256" "$root/project/trace"
  for package in "$@"; do
    [ -e "$root/pool/$package.deb" ] || echo "content of $package" >"$root/pool/$package.deb"
    printf 'Package: %s\\nFilename: pool/%s.deb\\nSize: %s\\nSHA256: %s\\n\\n' "$package" "$package" \\
      "$(stat -c %s "$root/pool/$package.deb")" "$(sha256sum <"$root/pool/$package.deb" | cut -d ' ' -f 1)"
  done >"$root/dists/stable/main/binary-amd64/Packages.new"
  for old in "$root"/pool/*.deb; do
    grep -qF "Filename: pool/\${old##*/}" "$root/dists/stable/main/binary-amd64/Packages.new" || rm "$old"
  done
  cd "$root/dists/stable"
  mv main/binary-amd64/Packages.new main/binary-amd64/Packages
  gzip -nc main/binary-amd64/Packages >main/binary-amd64/new
  hash=by-hash/SHA256/$(sha256sum <main/binary-amd64/new | cut -d ' ' -f 1)
  mv main/binary-amd64/new "main/binary-amd64/$hash"; ln -sf "$hash" main/binary-amd64/Packages.gz
  { printf 'Suite: stable\\nSHA256:\\n'
    for index in main/binary-amd64/Packages main/binary-amd64/Packages.gz; do
      printf ' %s %s %s\\n' "$(sha256sum <"$index" | cut -d ' ' -f 1)" "$(stat -L -c %s "$index")" "$index"
    done; } >InRelease
  date +%s%N >"$root/project/trace/master"
}
`

describe.skipIf(skip !== undefined)('whether a tree is whole', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startSyncHost('dash')
  })
  afterAll(() => host?.sandbox.stop())

  const current = (name: string) => host.tree(`/srv/mirrors/${name}/.mirrorc/current/.`)
  const inconsistent = (name: string, what: string) => {
    const { code, stderr } = host.sync(name)
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(what) })
    // Nothing new, and still not whole.
    expect(host.sync(name).code).toBe(1)
    expect(host.status(name)).toMatchObject({ state: 'failed' })
  }

  test.each(['in-place', 'atomic'])('lists of SHA-256 sums (%s)', publish => {
    const name = `sums-${publish}`
    host.module(name, { verify: 'sha256sums', publish, grace: 0 })
    host.sandbox.sh(
      `cd "/hub/$1"; mkdir iso; echo one >iso/one.iso; echo two >iso/two.iso; (cd iso; sha256sum * >SHA256SUMS)
      echo three >three.img; sha256sum --tag three.img >three.img.sha256`,
      name,
    )
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    const before = publish === 'atomic' ? current(name) : []
    host.sandbox.sh('cd "/hub/$1"; echo new >iso/one.iso; touch -d 1minute iso/one.iso', name)
    inconsistent(name, 'iso/one.iso has another SHA-256 than iso/SHA256SUMS says')
    if (publish === 'atomic') expect(current(name)).toEqual(before)
    host.sandbox.sh('cd "/hub/$1"; echo one >iso/one.iso; rm three.img', name)
    inconsistent(name, 'three.img.sha256 names three.img, which is not there')
    host.sandbox.sh('cd "/hub/$1"; echo three >three.img', name)
    expect(host.sync(name).code).toBe(0)
    expect(host.status(name).state).toBe('success')
  })

  test('lists of SHA-256 sums in all forms that sha256sum reads, and names outside of the tree', () => {
    host.module('forms', { verify: 'sha256sums', max_delete_percent: 99 })
    host.sandbox.sh(String.raw`cd /hub/forms; mkdir d; for f in a 'b  c' 'n\m' ' lead' d/t 'd/= x'; do echo "$f" >"$f"; done
      hash() { sha256sum <"$1" | cut -c 1-64; }
      { sha256sum ' lead' 'b  c' 'n\m'; sha256sum -b a; echo "SHA256 (d/t) = $(hash d/t | tr a-f A-F)"; echo "$(hash a) a"
        echo "$(hash d/t)  /etc/passwd"; echo "$(hash d/t)  ../x"; echo "$(hash d/t)  d/../a"; hash a; } >SHA256SUMS
      (cd d; sha256sum '= x' >'= list.sha256'); find . -exec touch -d 2025-01-01 {} +`)
    expect(host.sync('forms')).toMatchObject({ code: 0, stderr: '' })
    for (const [file, list] of [
      ['a', 'SHA256SUMS'],
      ['b  c', 'SHA256SUMS'],
      [' lead', 'SHA256SUMS'],
      ['d/t', 'SHA256SUMS'],
      ['d/= x', 'd/= list.sha256'],
    ] as const) {
      host.sandbox.sh('cd /hub/forms; cp -p "$1" /tmp/kept; echo bad >"$1"', file)
      inconsistent('forms', `the tree is not whole: ${file} has another SHA-256 than ${list} says`)
      host.sandbox.sh('cd /hub/forms; cp -p /tmp/kept "$1"', file)
      expect(host.sync('forms')).toMatchObject({ code: 0, stderr: '' })
    }
  })

  test('a list beside each file costs no look at the whole tree for each', () => {
    host.module('beside', { verify: 'sha256sums' })
    host.sandbox.sh(`cd /hub/beside; mkdir d; seq 1200 | while read -r n; do echo x >"d/$n"; done
      sum=$(sha256sum <d/1 | cut -c 1-64); seq 1200 | while read -r n; do echo "$sum  $n" >"d/$n.sha256"; done`)
    // Each command of a sandbox has 20 seconds; before, this took minutes.
    expect(host.sync('beside')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('echo y >/hub/beside/d/17')
    expect(host.sync('beside').stderr).toContain('d/17 has another SHA-256 than d/17.sha256 says')
  })

  test('what a run that was cut off brought is verified by the next one', () => {
    host.module('cut', { verify: 'sha256sums' })
    host.sandbox.sh('cd /hub/cut; echo one >one.iso; sha256sum one.iso >SHA256SUMS')
    expect(host.sync('cut').code).toBe(0)
    // As a run leaves it whose end came between the transfer and the verification.
    host.sandbox.sh(`cd /hub/cut; echo two >one.iso; touch -d 1minute one.iso; cp -p one.iso /srv/mirrors/cut
      echo new >other; runuser -u rsyncuser touch /var/lib/mirrorc-sync/cut/unfinished`)
    inconsistent('cut', 'one.iso has another SHA-256')
  })

  test('databases of pacman', () => {
    host.module('pacman', { verify: 'pacman', publish: 'atomic', grace: 0 })
    const database = `cd /hub/pacman; mkdir -p x86_64; cd x86_64; rm -rf /tmp/db; mkdir /tmp/db
      for p in $1; do [ -e $p.pkg.tar.zst ] || echo "$p" >$p.pkg.tar.zst; mkdir /tmp/db/$p
        printf '%%FILENAME%%\\n%s\\n\\n%%CSIZE%%\\n%s\\n\\n%%SHA256SUM%%\\n%s\\n' $p.pkg.tar.zst "$(stat -c %s $p.pkg.tar.zst)" \\
          "$(sha256sum <$p.pkg.tar.zst | cut -d ' ' -f 1)" >/tmp/db/$p/desc; done
      tar -C /tmp/db -czf athena.db.tar.gz $1; ln -sf athena.db.tar.gz athena.db`
    host.sandbox.sh(database, 'a-1 b-1')
    expect(host.sync('pacman')).toMatchObject({ code: 0, stderr: '' })
    const before = current('pacman')
    host.sandbox.sh(`${database}; rm c-1.pkg.tar.zst`, 'a-1 b-1 c-1')
    inconsistent('pacman', 'athena.db.tar.gz names x86_64/c-1.pkg.tar.zst, which is not there')
    host.sandbox.sh(`${database}; echo longer >>c-1.pkg.tar.zst`, 'a-1 b-1 c-1')
    inconsistent('pacman', 'bytes, x86_64/athena.db.tar.gz says')
    expect(current('pacman')).toEqual(before)
    // repo-add(8) leaves the database of before, and may be at work.
    host.sandbox.sh(
      `${database}; cp athena.db.tar.gz athena.db.tar.gz.old; touch athena.db.tar.gz.lck`,
      'a-1 b-1 d-1',
    )
    host.sandbox.sh(`rm -f /hub/pacman/x86_64/[cd]-1*; ${database}`, 'a-1 b-1 e-1')
    expect(host.sync('pacman').code).toBe(0)
    expect(current('pacman')).toEqual(host.tree('/hub/pacman'))
  })

  test('a database of pacman that names nothing is whole, and one that is none is not', () => {
    host.module('bare', { verify: 'pacman' })
    host.sandbox.sh(`cd /hub/bare; for by in z J -zstd; do tar --null -T /dev/null -c --$(
      case $by in z) echo gzip ;; J) echo xz ;; *) echo zstd ;; esac) -f "e$by.db.tar.gz"; done; tar -T /dev/null -cf plain.db`)
    expect(host.sync('bare')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('cd /hub/bare; : >plain.db')
    inconsistent('bare', 'plain.db cannot be read')
    host.sandbox.sh('cd /hub/bare; echo page >plain.db')
    inconsistent('bare', 'plain.db cannot be read')
    host.sandbox.sh('cd /hub/bare; head -c 20 ez.db.tar.gz >plain.db')
    inconsistent('bare', 'plain.db cannot be read')
  })

  test.each(['in-place', 'atomic'])('archives as Debian has them (%s)', publish => {
    const name = `deb-${publish}`
    // rsync(1) takes what is changed within a second, with its size, for the same.
    const later = 'sleep 1'
    host.module(name, {
      kind: 'debian',
      verify: 'debian',
      publish,
      grace: 0,
      freshness: 'project/trace/master',
    })
    host.sandbox.sh(`${makeArchive} archive "/hub/$1" a b c`, name)
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(
      host.tree(`/srv/mirrors/${name}${publish === 'atomic' ? '/.mirrorc/current/.' : ''}`),
    ).toEqual(host.tree(`/hub/${name}`))
    host.sandbox.sh(
      `${later}; ${makeArchive} archive "/hub/$1" a b c d; rm "/hub/$1/pool/d.deb"`,
      name,
    )
    inconsistent(
      name,
      'dists/stable/main/binary-amd64/Packages names pool/d.deb, which is not there',
    )
    host.sandbox.sh(
      `${later}; ${makeArchive} archive "/hub/$1" a b c d; cp "/hub/$1/pool/a.deb" "/hub/$1/pool/d.deb"; date +%N >"/hub/$1/project/trace/master"`,
      name,
    )
    inconsistent(name, 'pool/d.deb has another SHA-256')
    host.sandbox.sh(
      `${later}; rm "/hub/$1/pool/d.deb"; ${makeArchive} archive "/hub/$1" a b c d; echo >>"/hub/$1/dists/stable/main/binary-amd64/Packages.gz"`,
      name,
    )
    inconsistent(name, 'Packages.gz has')
    host.sandbox.sh(
      `${later}; ${makeArchive} archive "/hub/$1" a b c d; date +%s%N >"/hub/$1/project/trace/master"`,
      name,
    )
    expect(host.sync(name)).toMatchObject({ code: 0 })
  })

  test('an index of an architecture that the archive does not have is not missed', () => {
    host.module('ports', { kind: 'debian', verify: 'debian', max_delete_percent: 99 })
    host.sandbox.sh(`${makeArchive} archive /hub/ports a b c
      echo " $(sha256sum <InRelease | cut -c 1-64) 99 main/binary-arm64/Packages" >>InRelease`)
    expect(host.sync('ports')).toMatchObject({ code: 0, stderr: '' })
    host.sandbox.sh('cd /hub/ports/dists/stable/main; rm binary-amd64/Packages*')
    inconsistent(
      'ports',
      'names dists/stable/main/binary-amd64/Packages, which is there in no form',
    )
    host.sandbox.sh(
      'cd /hub/ports/dists/stable/main; mkdir binary-arm64; echo x >binary-arm64/Release',
    )
    inconsistent('ports', ', and 1 more')
  })

  test('an index that is larger than what the admin lets come is not missed', () => {
    host.module('sized', { kind: 'debian', verify: 'debian', option: '--max-size=500' })
    host.sandbox.sh(`${makeArchive} archive /hub/sized $(seq 40)`)
    expect(host.sync('sized')).toMatchObject({ code: 0, stderr: '' })
    const indexes = 'find /srv/mirrors/sized /hub/sized -name Packages -printf "%P\\n"'
    expect(host.sandbox.sh(indexes)).toBe('dists/stable/main/binary-amd64/Packages\n')
  })

  test('an InRelease that names nothing, or is not signed, is not whole', () => {
    host.module('unsaid', { kind: 'debian', verify: 'debian' })
    host.sandbox.sh(`${makeArchive} archive /hub/unsaid a b c
      echo 'Archive: stable' >/hub/unsaid/dists/stable/main/binary-amd64/Release`)
    expect(host.sync('unsaid')).toMatchObject({ code: 0, stderr: '' })
    for (const text of ['', 'Suite: stable', '<html>']) {
      host.sandbox.sh('echo "$1" >/hub/unsaid/dists/stable/InRelease', text)
      inconsistent('unsaid', 'dists/stable/InRelease names no index')
    }
    host.sandbox.sh(
      'printf "SHA512:\\n 0 1 main/x\\n" >/hub/unsaid/dists/stable/InRelease; touch /tmp/ring.gpg',
    )
    expect(host.sync('unsaid')).toMatchObject({ code: 0, stderr: '' })
    host.module('unsaid', { kind: 'debian', verify: 'debian', keyring: '/tmp/ring.gpg' })
    inconsistent('unsaid', 'dists/stable/InRelease is not signed with a key of /tmp/ring.gpg')
  })

  test('in two stages, what an index names is there at every moment', () => {
    host.module('stages', { kind: 'debian', freshness: 'project/trace/master', bwlimit_kib: 2000 })
    host.sandbox.sh(`${makeArchive} archive /hub/stages p1 p2 p3 p4 p5`)
    expect(host.sync('stages').code).toBe(0)
    host.sandbox.write(
      '/usr/local/bin/watch',
      `#!/bin/dash
cd /srv/mirrors/stages
while [ ! -e /tmp/stop ]; do
  index=$(cat dists/stable/main/binary-amd64/Packages)
  echo "$index" | sed -n 's/^Filename: //p' | while read -r file; do
    # A file that went after the index was read, and with a newer index, is no miss.
    [ -e "$file" ] && echo hit || { [ "$index" != "$(cat dists/stable/main/binary-amd64/Packages)" ] && echo moved || echo "miss $file"; }
  done
done >/tmp/watched\n`,
      '755',
    )
    host.sandbox.start(['/usr/local/bin/watch'])
    for (let n = 1; n <= 4; n++) {
      host.sandbox.sh(
        `${makeArchive} for n in 1 2 3 4; do head -c 300000 /dev/urandom >/hub/stages/pool/n$1-$n.deb; done
        archive /hub/stages p$1 p5 n$1-1 n$1-2 n$1-3 n$1-4`,
        String(n),
      )
      expect(host.sync('stages', '--now')).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('stage 2'),
      })
      host.sync('--ack', 'stages')
    }
    host.sandbox.sh('touch /tmp/stop; sleep 0.3')
    const watched = host.sandbox.sh('sed "s/ .*//" /tmp/watched | sort | uniq -c')
    console.log(`looks during 4 syncs: ${watched.trim().replaceAll(/\s+/g, ' ')}`)
    expect(watched).not.toContain('miss')
    expect(Number(/(\d+) hit/.exec(watched)?.[1])).toBeGreaterThan(50)
    expect(host.tree('/srv/mirrors/stages')).toEqual(host.tree('/hub/stages'))
  })

  test.each(['file', 'link'])('in two stages, a directory becomes a %s', kind => {
    const name = `becomes-${kind}`
    host.module(name, { kind: 'debian' })
    host.sandbox.sh(
      'mkdir -p "/hub/$1/d/e" "/hub/$1/to"; cd "/hub/$1"; echo 1 | tee to/1 to/2 d/1 d/Release >d/e/Packages; for n in 3 4 5 6 7 8; do echo $n >to/$n; done',
      name,
    )
    expect(host.sync(name).code).toBe(0)
    host.sandbox.sh(
      'cd "/hub/$1"; rm -r d; if [ "$2" = file ]; then echo file >d; else ln -s to d; fi',
      name,
      kind,
    )
    expect(host.sync(name)).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree(`/srv/mirrors/${name}`)).toEqual(host.tree(`/hub/${name}`))
  })

  test('in two stages, what a directory holds is served until the second one', () => {
    host.module('renamed', { kind: 'debian', timeout: 3, bwlimit_kib: 100 })
    host.sandbox.sh(`mkdir -p /hub/renamed/dists/testing /hub/renamed/pool
      cd /hub/renamed; for n in 1 2 3 4 5 6 7 8; do echo $n >pool/$n; done; echo 1 >dists/testing/Release`)
    expect(host.sync('renamed').code).toBe(0)
    host.sandbox.sh(`cd /hub/renamed/dists; mv testing forky; ln -s forky testing
      head -c 2000000 /dev/urandom >../pool/big`)
    // The transfer of stage 1 is ended by its timeout.
    expect(host.sync('renamed').code).not.toBe(0)
    expect(host.sandbox.sh('cat /srv/mirrors/renamed/dists/testing/Release')).toBe('1\n')
    host.module('renamed', { kind: 'debian' })
    expect(host.sync('renamed')).toMatchObject({ code: 0, stderr: '' })
    expect(host.tree('/srv/mirrors/renamed')).toEqual(host.tree('/hub/renamed'))
  })

  test('the first stage brings no index, no trace, and deletes nothing', () => {
    host.module('first', { kind: 'debian', timeout: 2 })
    host.sandbox.sh(`${makeArchive} archive /hub/first a b c d
      cd /hub/first; mkdir -p dists/stable/main/i18n dists/stable/main/dep11 dists/stable/main/installer-amd64/1 dists/stable/main/binary-amd64/Packages.diff
      for f in Contents-amd64.gz main/i18n/Translation-en main/dep11/icons.tar main/binary-amd64/Packages.diff/Index Release; do echo x >dists/stable/$f; done
      echo patch >dists/stable/main/binary-amd64/Packages.diff/p.gz
      ln -s 1 dists/stable/main/installer-amd64/current; echo i >dists/stable/main/installer-amd64/1/image; echo x >ls-lR.gz; echo x >pool/e.deb; ln -s e.deb pool/latest`)
    // The daemon lets the listing and the first stage in, and hangs in the second.
    host.sandbox.write(
      '/usr/local/bin/second',
      '#!/bin/sh\necho >>/tmp/stages\n[ "$(wc -l </tmp/stages)" -lt 3 ] || sleep 5\n',
      '755',
    )
    host.hub('[hub]\npath = /hub\npre-xfer exec = /usr/local/bin/second\n')
    expect(host.sync('first').code).toBe(1)
    host.hub('[hub]\npath = /hub\n')
    const came = host.tree('/srv/mirrors/first').map(line => line.split(' ')[0])
    expect(came.filter(path => !path?.includes('by-hash'))).toEqual([
      './dists/stable/main/binary-amd64/Packages.diff/p.gz',
      './dists/stable/main/installer-amd64/1/image',
      ...['a', 'b', 'c', 'd', 'e'].map(letter => `./pool/${letter}.deb`),
    ])
    expect(came.filter(path => path?.includes('by-hash'))).toHaveLength(1)
  })
})
