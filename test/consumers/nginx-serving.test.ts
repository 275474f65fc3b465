import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../runtime/sandbox.ts'
import { sampleHost, sampleHttp, sampleModule } from '../sample-mirror.ts'
import { artifactsOf } from './artifacts.ts'
import { skipReason } from './tools.ts'
import { type Answer, ask, startNginx } from './web.ts'

const skip = skipReason()

const host = sampleHost({
  aliases: ['mirror.example.net', `${'long-'.repeat(20)}name.example.net`],
  modules: [
    sampleModule('athena', { comment: 'The <Athena> & Hub' }),
    sampleModule('elsewhere', { path: '/mnt/disk/elsewhere' }),
  ],
  http: sampleHttp({
    connectionsPerAddress: 32,
    cdn: {
      domain: 'origin.example.org',
      addresses: ['127.0.0.1', '203.0.113.0/24'],
      header: 'X-Forwarded-For',
    },
  }),
})
const modules = host.modules.map(({ name }) => name)

describe.skipIf(skip !== undefined)('a mirror over HTTP', () => {
  let sandbox: Sandbox
  const get = (path: string, ...more: string[]): Answer => {
    const [answer] = ask(sandbox, host, [['GET', path, ...more]])
    if (answer === undefined) throw new Error('no answer')
    return answer
  }

  beforeAll(async () => {
    sandbox = await startNginx(artifactsOf('here', host))
  })
  afterAll(() => sandbox?.stop())

  test('begins with a page that lists every module, also one that lies elsewhere', () => {
    const { code, headers, body } = get('/')
    expect(code).toBe(200)
    expect(headers['content-type']).toBe('text/html')
    for (const name of modules) {
      expect(body).toContain(`<a href="/${name}/">/${name}/</a>`)
      expect(body).toContain(`<td>rsync://hub.athenaos.org/${name}</td>`)
      expect(body).toContain(`<code>rsync://mirror.example.org/${name}/</code>`)
      expect(get(`/${name}/`).code).toBe(200)
    }
    expect(body).toContain('<td>The &#60;Athena&#62; &#38; Hub<br>')
    expect(body).toContain('mailto:admin@example.org')
  })

  test("gives way to the operator's own page, and gives other files beside the modules", () => {
    sandbox.write('/srv/mirrors/index.html', 'mine\n')
    sandbox.write('/srv/mirrors/lastsync', '1\n')
    sandbox.write('/srv/mirrors/private/file', 'secret\n')
    sandbox.write('/srv/mirrors/private.d/file', 'secret\n')
    expect(get('/').body).toBe('mine\n')
    sandbox.sh('rm /srv/mirrors/index.html')
    const type = 'text/plain; charset=utf-8'
    expect(get('/lastsync')).toMatchObject({
      code: 200,
      body: '1\n',
      headers: { 'content-type': type },
    })
    const hidden = ['/private/', '/private/file', '/private', '/private.d', '/absent/', '/.hidden']
    expect(hidden.map(path => get(path).code)).toEqual(hidden.map(() => 404))
  })

  test('tells robots to leave the trees alone', () => {
    const { code, headers, body } = get('/robots.txt')
    expect({ code, type: headers['content-type'] }).toEqual({
      code: 200,
      type: 'text/plain; charset=utf-8',
    })
    expect(body).toContain('\nDisallow: /\n')
  })

  test('says with each listing what the tree is and who runs the mirror', () => {
    for (const path of ['/athena/', '/athena/sub/', '/elsewhere/sub/']) {
      const { body } = get(path)
      expect(body).toMatch(/^<html>\r\n<head><meta name=viewport /)
      expect(body).toMatch(/<body><p>The mirror <a href=\/>athena<\/a>\r\n<h1>Index of /)
      expect(body).toMatch(/Mirrored from rsync:\/\/hub\.athenaos\.org\/\w+\.<p>.*<\/body>\r\n/)
      expect(body).toContain("<a href='mailto:admin@example.org'>")
    }
    expect(get('/athena/').body).toContain('The &#60;Athena&#62; &#38; Hub. Mirrored')
  })

  test("leaves the upstream's own pages as they are", () => {
    const page = '<html>\n<head></head>\n<body>theirs</body>\n</html>\n'
    sandbox.write('/srv/mirrors/athena/docs/index.html', page)
    for (const path of ['/athena/docs/', '/athena/docs/index.html']) {
      const { body, headers } = get(path)
      expect(body).toBe(page)
      expect(headers).toMatchObject({
        'content-type': 'text/html',
        'content-length': String(page.length),
        'accept-ranges': 'bytes',
      })
    }
  })

  const text = 'text/plain; charset=utf-8'
  test.each([
    ['a.iso', 'application/x-iso9660-image'],
    ['a-1.0-1-x86_64.pkg.tar.zst', 'application/zstd'],
    ['core.db.tar.gz', 'application/gzip'],
    ['core.db', 'application/octet-stream'],
    ['a.txt', text],
    ['FILELIST.TXT', text],
    ['a.iso.sha256', text],
    ['a.iso.asc', text],
    ['a_1.0-1.dsc', text],
    ['a.iso.sig', 'application/pgp-signature'],
    ['a.deb', 'application/vnd.debian.binary-package'],
    ['Packages.xz', 'application/x-xz'],
    ['InRelease', text],
    ['dists/stable/Release', text],
    ['dists/stable/Release.gpg', 'application/octet-stream'],
    ['Packages', text],
    ['dists/stable/Contents-amd64', text],
    ['SHA256SUMS', text],
    ['Server-42-x86_64-CHECKSUM', text],
    ['CHECKSUM.SHA256-14', text],
    ['README', text],
    ['README.mirrors', text],
    ['README.html', 'text/html'],
    ['README.xz', 'application/x-xz'],
    ['lastupdate', text],
    ['lastsync', text],
    ['last-updated', text],
    ['project/trace/mirror.example.org', text],
    ['project/other/mirror.example.org', 'application/octet-stream'],
    ['ls-lR', text],
    ['RPM-GPG-KEY-example-9', text],
    ['fullfiletimelist-fedora', text],
    ['Image', 'application/octet-stream'],
    ['vmlinuz', 'application/octet-stream'],
    ['by-hash/SHA256/0123abcd', 'application/octet-stream'],
    ['repomd.xml', 'text/xml'],
  ])('gives %s as %s, and never as encoded', (name, type) => {
    sandbox.write(`/srv/mirrors/athena/types/${name}`, 'x'.repeat(2000))
    const { code, headers } = get(`/athena/types/${name}`, '-H', 'Accept-Encoding: gzip, br')
    expect(code).toBe(200)
    expect(headers['content-type']).toBe(type)
    expect(headers['content-length']).toBe('2000')
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  const long = 'public, max-age=604800'
  test.each([
    ['core.db', 'no-cache'],
    ['core.db.tar.gz', 'no-cache'],
    ['dists/trixie/InRelease', 'no-cache'],
    ['dists/trixie/main/binary-amd64/Packages.xz', 'no-cache'],
    ['dists/trixie/by-hash/SHA256/0123', long],
    ['repodata/repomd.xml', 'no-cache'],
    [`repodata/${'0123456789abcdef'.repeat(4)}-primary.xml.gz`, long],
    ['FreeBSD:14:amd64/latest/packagesite.txz', 'no-cache'],
    ['FreeBSD:14:amd64/latest/packagesite.pkg', 'no-cache'],
    ['lastupdate', 'no-cache'],
    ['slackware64/a/bash-5.2.037-x86_64-1.txz', long],
    ['slackware64/a/bash-5.2.037-x86_64-1.txz.asc', long],
    ['pool/a/a_1.0-1_amd64.deb', long],
    ['os/x86_64/a-1.0-1-x86_64.pkg.tar.zst', long],
    ['os/x86_64/a-1.0-1-x86_64.pkg.tar.zst.sig', long],
    ['iso/2026.11.01/archlinux-2026.11.01-x86_64.iso', long],
    ['iso/debian-13.2.0-amd64-netinst.iso.sig', long],
    ['iso/athena-rolling-x86_64.iso', 'no-cache'],
    ['iso/latest-2026.iso', 'no-cache'],
    ['fedora/42/Cloud/Fedora-Cloud-Base-Generic-42-1.1.x86_64.qcow2', long],
    ['almalinux/9/cloud/AlmaLinux-9-GenericCloud-9.6-20250522.x86_64.qcow2', long],
    ['ubuntu/noble/ubuntu-24.04-server-cloudimg-amd64.img', 'no-cache'],
    ['arch/images/Arch-Linux-x86_64-cloudimg-20261115.455.qcow2', 'no-cache'],
    ['opensuse/Leap-15.6/openSUSE-Leap-15.6-Minimal-VM.x86_64-Cloud.qcow2', 'no-cache'],
    ['opensuse/Leap-15.6/openSUSE-Leap-15.6.x86_64-Cloud.qcow2', 'no-cache'],
    ['CTAN/systems/texlive/tlnet/archive/a2020.tar.xz', 'no-cache'],
    ['iso/2026.11.01/sha256sums.txt', 'no-cache'],
    ['snapshots/packages/amd64/a-1.2.tgz', 'no-cache'],
    ['sub/', 'no-cache'],
  ])('lets copies of %s live: %s', (name, lifetime) => {
    if (!name.endsWith('/')) sandbox.write(`/srv/mirrors/athena/${name}`, 'x')
    expect(get(`/athena/${name}`).headers['cache-control']).toBe(lifetime)
  })

  test('compresses its own listings, which grow long', () => {
    const [plain, packed] = [[], ['-H', 'Accept-Encoding: gzip', '--output', '/dev/null']].map(
      words => get('/athena/', ...words),
    )
    expect(plain?.headers['content-encoding']).toBeUndefined()
    expect(packed?.headers['content-encoding']).toBe('gzip')
    expect(packed?.headers.vary).toBe('Accept-Encoding')
  })

  test('gives a part of a file, and what is newer only', () => {
    sandbox.write('/srv/mirrors/athena/big.iso', '0123456789')
    expect(get('/athena/big.iso', '-r', '3-5')).toMatchObject({ code: 206, body: '345' })
    const { etag = '', 'last-modified': modified = '' } = get('/athena/big.iso').headers
    expect(get('/athena/big.iso', '-H', `If-None-Match: ${etag}`).code).toBe(304)
    expect(get('/athena/big.iso', '-H', `If-Modified-Since: ${modified}`).code).toBe(304)
  })

  test('follows a link in the tree, and none that leads out of it', () => {
    sandbox.sh(`cd /srv/mirrors/athena
      chown -R nobody: . && ln -s sub latest && ln -s file.iso same
      ln -s /etc/passwd passwd && ln -s /etc out && chown -h nobody: latest same passwd out`)
    expect(get('/athena/same')).toMatchObject({ code: 200, body: 'content\n' })
    expect(get('/athena/latest/').code).toBe(200)
    const out = ['/athena/passwd', '/athena/out/', '/athena/out/passwd', '/athena/out/nginx/']
    expect(out.map(path => get(path).code)).toEqual([403, 403, 403, 403])
  })

  test('gives installers the two dotfiles that they ask for', () => {
    sandbox.write('/srv/mirrors/athena/.treeinfo', 'x')
    sandbox.write('/srv/mirrors/athena/sub/.discinfo', 'x')
    expect(get('/athena/.treeinfo').code).toBe(200)
    expect(get('/athena/sub/.discinfo').code).toBe(200)
    const hidden = [
      '.treeinfo/.hidden',
      '.~tmp~/.treeinfo',
      '.mirrorc/1/sub/.discinfo',
      '.treeinfos',
    ]
    for (const name of hidden) {
      sandbox.write(`/srv/mirrors/athena/hides/${name}`, 'x')
      expect([name, get(`/athena/hides/${name}`).code]).toEqual([name, 404])
    }
  })

  test('answers to every name of its own', () => {
    sandbox.sh(
      'printf "server { listen 80 default_server; return 418; }" >/etc/nginx/sites-enabled/a',
    )
    sandbox.sh('nginx -s reload 2>/dev/null; sleep 0.3')
    const names = [host.domain, ...host.aliases, 'origin.example.org', 'other.example.org']
    const codes = names.map(name => get('/robots.txt', '-H', `Host: ${name}`).code)
    expect(codes).toEqual([200, 200, 200, 200, 418])
    sandbox.sh('rm /etc/nginx/sites-enabled/a; nginx -s reload 2>/dev/null; sleep 0.3')
  })

  test('counts the requests of an address, behind the CDN those of its users, and believes no one else', () => {
    sandbox.sh('truncate -s 64M /srv/mirrors/athena/huge.iso')
    const slow = `for n in $(seq 32); do
        curl -s --limit-rate 1k -o /dev/null -H 'Host: mirror.example.org' http://127.0.0.1/athena/huge.iso &
      done; wait`
    const downloads = sandbox.start(['sh', '-c', slow])
    sandbox.waitFor('[ "$(ss -Htn state established "dport = :80" | wc -l)" -ge 32 ]')
    const user = ['-H', 'X-Forwarded-For: 198.51.100.7']
    const cdn = ['-H', 'Host: origin.example.org']
    sandbox.waitFor(
      '[ "$(curl -s -o /dev/null -w "%{http_code}" http://127.0.0.1/robots.txt)" = 429 ]',
    )
    expect(get('/robots.txt').code).toBe(429)
    expect(get('/robots.txt', ...user).code).toBe(429)
    expect(get('/robots.txt', ...cdn, ...user).code).toBe(200)
    expect(get('/robots.txt', ...cdn).code).toBe(429)
    // What a user claims to the CDN stands before what the CDN adds.
    expect(get('/robots.txt', ...cdn, '-H', 'X-Forwarded-For: 192.0.2.1, 127.0.0.1').code).toBe(200)
    downloads.kill('SIGKILL')
    expect(sandbox.sh('tail -n 1 /var/log/nginx/access.log')).toMatch(/^192\.0\.2\.1 /)
  })
})
