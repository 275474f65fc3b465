import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import type { LabHost } from '../../src/lab/state.ts'
import { type Bench, makeArchRepository, makeBench, makeDebianArchive } from './client-trees.ts'
import { announce, mirrorc, mirrorDirectory, onHost, standIns, withoutLab } from './support.ts'

const domain = 'mirror.example.org'

const mirror = `version: 1
site: athena
domain: ${domain}
contact: admin@example.org
modules:
  debian: { upstream: rsync://hub.athenaos.org/debian, comment: Packages for Debian }
  arch: { upstream: rsync://hub.athenaos.org/arch, comment: Packages for Arch }
  sources: { upstream: rsync://hub.athenaos.org/git, serve: [git] }
serve:
  http: {}
  rsync: {}
  ftp: {}
  git: { daemon: true }
hosts:
  fra1: { address: serving, distro: debian, release: "12" }
`

const families = ['IPv4', 'IPv6'] as const
const image = 'arch/tiny/os/x86_64/tiny-1.0-1-any.pkg.tar.zst'

describe.skipIf(withoutLab)('the clients that a mirror is for', () => {
  let lab: Lab
  let bench: Bench
  let serving: LabHost
  let directory: ReturnType<typeof mirrorDirectory>
  const addressOf = (family: string): string =>
    family === 'IPv4' ? serving.address : serving.address6
  const from = (family: string, script: string): Promise<string> =>
    bench.at(addressOf(family), script)

  beforeAll(async () => {
    const hosts = [
      { name: 'serving', release: '12' },
      { name: 'user', distro: 'arch', release: 'rolling' },
    ]
    lab = await startLab({ hosts, standIns }, step => console.log(step))
    const [first] = lab.hosts
    if (first === undefined) throw new Error('the lab has no host')
    serving = first
    bench = makeBench(domain)
    directory = mirrorDirectory(mirror)
    await announce(lab)
    const apply = ['apply', 'fra1', '--yes', '-f', directory.file]
    const [{ code, stderr }] = await Promise.all([
      mirrorc([...apply, '--ssh-config', lab.sshConfigFile]),
      makeDebianArchive(bench),
      makeArchRepository(bench, lab, 'user'),
    ])
    expect(code, stderr).toBe(0)
    await bench.sh(`
      mkdir sources work
      cd work
      git init -q -b main .
      git config user.email a@example.org
      git config user.name a
      seq 20000 >file
      git add file
      git commit -q -m one
      git clone -q --bare . ../sources/project.git`)
    for (const tree of ['debian', 'arch', 'sources']) {
      await bench.send(lab, 'serving', tree, `/srv/mirrors/${tree}`)
    }
  }, 600_000)
  afterAll(async () => {
    directory?.remove()
    bench?.remove()
    await lab?.stop()
  })

  test.each(families)('apt-get: update, the same again, and a package; %s', async family => {
    const client = `${bench.directory}/apt-${family}`
    const apt = `apt-get -o Dir=${client} -o Dir::State::status=${client}/status -o Dir::Etc::parts=/none \\
      -o APT::Architecture=amd64 -o APT::Sandbox::User=root -o Acquire::http::Proxy=DIRECT -o Acquire::Languages=none`
    const said = await from(
      family,
      `mkdir -p ${client}/etc/apt/apt.conf.d ${client}/etc/apt/preferences.d ${client}/var/lib/apt/lists/partial \\
         ${client}/var/cache/apt/archives/partial
      : >${client}/status
      echo 'deb [signed-by=${bench.directory}/debian.gpg] http://${domain}/debian stable main' >${client}/etc/apt/sources.list
      ${apt} update
      ${apt} update
      cd ${client}
      ${apt} download tiny
      cmp tiny_1.0-1_all.deb ${bench.directory}/debian/pool/main/t/tiny/tiny_1.0-1_all.deb`,
    )
    expect(said).toMatch(/^Get:1 http:\/\/mirror\.example\.org\/debian stable InRelease/m)
    expect(said).toMatch(/^Get:2 .* stable\/main amd64 Packages/m)
    expect(said).toMatch(/^Hit:1 http:\/\/mirror\.example\.org\/debian stable InRelease/m)
    expect(said).not.toMatch(/^(?:Err|Ign|W|E):/m)
  })

  test.each(families)('pacman: -Sy, the same again, and a package; %s', async family => {
    await onHost(
      lab,
      'user',
      `set -e
      echo '${addressOf(family)} ${domain}' >/tmp/hosts
      cat /etc/hosts >>/tmp/hosts
      cat >/tmp/pacman.conf <<end
[options]
Architecture = auto
SigLevel = Never
DisableSandbox
[tiny]
Server = http://${domain}/arch/\\$repo/os/\\$arch
end
      unshare --mount sh -euc 'mount --bind /tmp/hosts /etc/hosts
        rm -rf /tmp/root
        mkdir -p /tmp/root/var/lib/pacman /tmp/root/pkg
        set -- --config /tmp/pacman.conf --root /tmp/root --cachedir /tmp/root/pkg --noconfirm --noprogressbar
        pacman -Sy "$@"
        pacman -Sy "$@"
        pacman -S "$@" tiny'
      cmp /tmp/root/usr/share/tiny/data /tmp/package/usr/share/tiny/data
      cmp /tmp/root/pkg/tiny-1.0-1-any.pkg.tar.zst /tmp/made/tiny/os/x86_64/tiny-1.0-1-any.pkg.tar.zst`,
    )
    const log = await onHost(lab, 'serving', 'grep -w pacman /var/log/nginx/access.log | tail -n 3')
    const answers = log.match(/(?<=tiny\S* HTTP\/1\.1" )\d+/g)
    expect(answers).toEqual(['200', '304', '200'])
  })

  test.each(families)('git: clone, what is new, and a shallow clone; %s', async family => {
    const address = addressOf(family)
    const urls = [`http://${domain}/sources/project.git`, `git://${domain}/sources/project.git`]
    for (const [index, url] of urls.entries()) {
      const copy = `clone-${family}-${index}`
      const message = `of ${copy}`
      await from(family, `git clone -q ${url} ${copy}; git -C ${copy} fsck --strict`)
      await bench.sh(`cd work
        echo '${message}' >>file
        git commit -q -a -m '${message}'
        git push -q ../sources/project.git main`)
      await bench.send(lab, 'serving', 'sources', '/srv/mirrors/sources')
      const log = await from(
        family,
        `git -C ${copy} fetch -q
        git -C ${copy} log -1 --format=%s origin/main
        git clone -q --depth 1 ${url} ${copy}-shallow
        git -C ${copy}-shallow rev-list --count HEAD
        git -C ${copy}-shallow archive HEAD | tar -x -O >${copy}.file
        cmp ${copy}.file work/file`,
      )
      expect(log, `${url} at ${address}`).toBe(`${message}\n1\n`)
    }
  })

  test.each(families)('rsync: the modules, and a tree that is the same; %s', async family => {
    const said = await from(
      family,
      `rsync rsync://${domain}/
      rsync --list-only rsync://${domain}/debian/dists/stable/
      rsync -rlptH rsync://${domain}/debian/ rsync-${family}/
      rsync -rlptH --safe-links --delete-delay --delay-updates --no-motd rsync://${domain}/arch/ rsync-arch-${family}/
      diff -r debian rsync-${family} && diff -r arch rsync-arch-${family}`,
    )
    expect(said).toMatch(/^debian +\tPackages for Debian$/m)
    expect(said).toMatch(/^arch +\tPackages for Arch$/m)
    expect(said).not.toContain('sources')
    expect(said).toMatch(/^-.* InRelease$/m)
  })

  test.each(families)('lftp: mirrors a tree over HTTP and over FTP; %s', async family => {
    for (const [protocol, module] of [
      ['http', 'debian'],
      ['http', 'arch'],
      ['ftp', 'arch'],
      ['ftp', 'debian'],
    ]) {
      const copy = `lftp-${protocol}-${module}-${family}`
      await from(
        family,
        `HOME=$PWD lftp -c 'set net:max-retries 2; set net:timeout 10; set cmd:fail-exit yes; open ${protocol}://${domain}/; mirror --parallel=4 /${module}/ ${copy}'
        diff -r ${module} ${copy}`,
      )
    }
  })

  test.each(families)(
    'curl: goes on where a download ended, and asks for parts; %s',
    async family => {
      const said = await from(
        family,
        `for protocol in http ftp; do
        url=$protocol://${domain}/${image}
        part=curl-$protocol-${family}
        head -c 123456 ${image} >$part
        curl -sS -C - -o $part -w '%{http_code} %{size_download}\\n' $url
        cmp $part ${image}
        curl -sS -r 1000-1099 $url | cmp - <(tail -c +1001 ${image} | head -c 100)
        curl -sS -r -100 $url | cmp - <(tail -c 100 ${image})
      done
      url=http://${domain}/${image}
      curl -sS -o /dev/null -w '%{http_code}\\n' -C "$(stat -c %s ${image})" $url || true
      curl -sS -r 0-9,20-29 $url | grep -a -c '^Content-Range: bytes'
      etag=$(curl -sSI $url | sed -n 's/^ETag: \\(.*\\)\\r$/\\1/p')
      curl -sS -o /dev/null -w '%{http_code}\\n' -r 5-9 -H "If-Range: $etag" $url
      curl -sS -o /dev/null -w '%{http_code}\\n' -r 5-9 -H 'If-Range: "other"' $url`,
      )
      const size = Number(await bench.sh(`stat -c %s ${image}`))
      expect(said.trim().split('\n')).toEqual([
        `206 ${size - 123456}`,
        `226 ${size - 123456}`,
        '416',
        '2',
        '206',
        '200',
      ])
    },
  )
})
