import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import type { Lab } from '../../src/lab/lab.ts'
import { onHost, run } from './support.ts'

/** A directory on this machine with what clients are compared with, and what they fetch. */
export interface Bench {
  readonly directory: string
  /** Runs a script of bash's in the directory; it must succeed. */
  sh(script: string): Promise<string>
  /** As `sh`, where names lead to that address. */
  at(address: string, script: string): Promise<string>
  /** Puts a tree of the directory on a host. */
  send(lab: Lab, host: string, tree: string, to: string): Promise<void>
  remove(): void
}

export function makeBench(domain: string): Bench {
  const directory = mkdtempSync(join(tmpdir(), 'mirrorc-clients-'))
  const must = async (words: readonly string[], script: string): Promise<string> => {
    const [command = '', ...more] = words
    const ended = await run(command, [...more, script], { cwd: directory })
    expect(ended.code, `${script}\n${ended.stdout}${ended.stderr}`).toBe(0)
    return ended.stdout
  }
  const bash = ['timeout', '60', 'bash', '-euo', 'pipefail', '-c']
  return {
    directory,
    sh: script => must(bash, script),
    at: (address, script) => {
      writeFileSync(join(directory, 'hosts'), `127.0.0.1 localhost\n${address} ${domain}\n`)
      // A name service of its own: each client looks the name up by itself, as its users' do.
      const bind = `mount --bind ${directory}/hosts /etc/hosts\n`
      return must(['unshare', '--mount', ...bash], `${bind}${script}`)
    },
    send: async (lab, host, tree, to) => {
      await must(bash, `tar -C ${tree} -cz . | base64 -w 0 >${tree}.sent`)
      const input = readFileSync(join(directory, `${tree}.sent`), 'utf8')
      const unpack = `mkdir -p ${to} && base64 -d | tar -C ${to} -xz && chown -R mirror: ${to}`
      const { code, stderr } = await lab.ssh(host, unpack, { input })
      expect(code, stderr).toBe(0)
    },
    remove: () => rmSync(directory, { recursive: true }),
  }
}

/** An archive as Debian's are, signed, with one package: `debian`; and a key ring that has its key: `debian.gpg`. */
export async function makeDebianArchive(bench: Bench): Promise<void> {
  const control = join(bench.directory, 'deb/DEBIAN/control')
  mkdirSync(dirname(control), { recursive: true })
  writeFileSync(
    control,
    'Package: tiny\nVersion: 1.0-1\nArchitecture: all\nMaintainer: A <a@example.org>\nDescription: tiny\n',
  )
  await bench.sh(`
    mkdir -p deb/usr/share/tiny debian/pool/main/t/tiny debian/dists/stable/main/binary-amd64
    head -c 200000 /dev/urandom >deb/usr/share/tiny/data
    dpkg-deb --root-owner-group --build deb debian/pool/main/t/tiny/tiny_1.0-1_all.deb
    cd debian
    list=dists/stable/main/binary-amd64/Packages
    apt-ftparchive packages pool >$list
    gzip -9 -n -k $list
    for file in $list $list.gz; do
      set -- "$file" "$(sha256sum "$file" | cut -d' ' -f1)"
      mkdir -p "\${file%/*}/by-hash/SHA256"
      cp "$file" "\${file%/*}/by-hash/SHA256/$2"
    done
    apt-ftparchive -o APT::FTPArchive::Release::Suite=stable -o APT::FTPArchive::Release::Codename=stable \\
      -o APT::FTPArchive::Release::Architectures=amd64 -o APT::FTPArchive::Release::Components=main \\
      -o APT::FTPArchive::Release::Acquire-By-Hash=yes -o APT::FTPArchive::Release::SHA512=no release dists/stable >../Release
    mv ../Release dists/stable/Release
    export GNUPGHOME=$PWD/../gnupg
    mkdir -m 700 "$GNUPGHOME"
    gpg -q --batch --passphrase '' --quick-generate-key archive@example.org ed25519 sign never
    gpg -q --batch --clearsign -o dists/stable/InRelease dists/stable/Release
    gpg -q --batch --armor --detach-sign -o dists/stable/Release.gpg dists/stable/Release
    gpg -q --batch --export -o ../debian.gpg
    gpgconf --kill all
    (cd pool && sha256sum main/t/tiny/*.deb) >SHA256SUMS`)
}

/** A repository as Arch's are, made by pacman's own repo-add on a host that has it: `arch`. */
export async function makeArchRepository(bench: Bench, lab: Lab, host: string): Promise<void> {
  const tree = await onHost(
    lab,
    host,
    `set -eu
    repository=/tmp/made/tiny/os/x86_64
    mkdir -p $repository /tmp/package/usr/share/tiny
    cd /tmp/package
    head -c 300000 /dev/urandom >usr/share/tiny/data
    printf '%s\\n' 'pkgname = tiny' 'pkgbase = tiny' 'pkgver = 1.0-1' 'pkgdesc = tiny' 'url = https://example.org/' \\
      'builddate = 1' 'packager = a' 'size = 300000' 'arch = any' 'license = custom' >.PKGINFO
    bsdtar -czf .MTREE --format=mtree .PKGINFO usr
    bsdtar --zstd -cf $repository/tiny-1.0-1-any.pkg.tar.zst .PKGINFO .MTREE usr
    repo-add -q $repository/tiny.db.tar.gz $repository/tiny-1.0-1-any.pkg.tar.zst >&2
    date +%s >/tmp/made/lastupdate
    tar -C /tmp/made -cz . | base64 -w 0`,
  )
  writeFileSync(join(bench.directory, 'arch.sent'), tree)
  await bench.sh('mkdir arch && base64 -d arch.sent | tar -C arch -xz')
}
