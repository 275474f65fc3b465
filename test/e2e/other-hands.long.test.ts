import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import {
  announce,
  type Ended,
  mirrorc,
  mirrorDirectory,
  onHost,
  run as runProgram,
  snapshot,
  withoutLab,
} from './support.ts'

const hosts = [
  { name: 'no-sudo', release: '13' },
  { name: 'csh', release: '12' },
  { name: 'apache', release: '12' },
  { name: 'vhosts', release: '12' },
] as const
type Name = (typeof hosts)[number]['name']

const install = (...names: string[]): string =>
  `export DEBIAN_FRONTEND=noninteractive
   apt-get -q update >/dev/null && apt-get -q install -y --no-install-recommends ${names.join(' ')} >/dev/null`

const addLogin = (user: string, shell: string): string =>
  `useradd -m -s ${shell} ${user}
   cp -r /root/.ssh /home/${user} && chown -R ${user}: /home/${user}/.ssh`

const ownSite = (name: string, port: string, text: string): string =>
  `mkdir -p /srv/${name} && echo '${text}' >/srv/${name}/index.html
   printf 'server { listen ${port}; server_name ${name}.example.org; root /srv/${name}; }\\n' >/etc/nginx/sites-available/${name}
   ln -s ../sites-available/${name} /etc/nginx/sites-enabled/${name}`

/** What somebody had made of each host before mirrorc came. */
const pasts: Readonly<Record<Name, string>> = {
  'no-sudo': `! command -v sudo && ${addLogin('anna', '/bin/bash')}`,
  csh: `${install('csh', 'sudo')} && ${addLogin('anna', '/bin/csh')}
    echo 'set prompt = "> "; echo welcome' >/home/anna/.cshrc
    echo 'anna ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/anna`,
  apache: `${install('apache2')} && echo 'an old page' >/var/www/html/index.html`,
  vhosts: `${install('nginx')} && rm /etc/nginx/sites-enabled/default
    ${ownSite('blog', '80', 'the blog')}
    ${ownSite('shop', '[::]:80', 'the shop')}
    ${ownSite('intern', '8081', 'the intranet')}
    echo 'gzip_types text/plain;' >/etc/nginx/conf.d/own.conf
    systemctl reload nginx`,
}

/** The first line of the mirror's front page. */
const ours = expect.stringMatching(/^<!-- Made by mirrorc for the mirror example/)

describe.skipIf(withoutLab)('hosts made by other hands', () => {
  let lab: Lab
  let mirror: ReturnType<typeof mirrorDirectory>

  const site = (name: Name, user: string, port = 80): string => `version: 1
site: example
domain: mirror.example.org
contact: admin@example.org
modules:
  athena: { upstream: rsync://hub.athenaos.org/athena, every: 1h }
serve:
  http: { port: ${port} }
  rsync: {}
hosts:
  ${name}:
    address: ${name}
    user: ${user}
    distro: debian
    release: "${hosts.find(host => host.name === name)?.release}"
`

  function run(text: string, ...words: string[]): Promise<Ended> {
    writeFileSync(mirror.file, text)
    return mirrorc([...words, '-f', mirror.file, '--ssh-config', lab.sshConfigFile])
  }

  /** The first line that a web server gives to whoever asks for a name, or why it gives none. */
  async function page(name: Name, url: string, ...words: string[]): Promise<string> {
    const { hostname, port } = new URL(url)
    const address = lab.hosts.find(host => host.name === name)?.address
    const to = ['--resolve', `${hostname}:${port || 80}:${address}`]
    const ended = await runProgram('curl', ['-sSf', '-m', '10', ...to, ...words, url])
    return (ended.code === 0 ? ended.stdout : ended.stderr).split('\n')[0] ?? ''
  }

  beforeAll(async () => {
    lab = await startLab({ hosts })
    await Promise.all(hosts.map(({ name }) => onHost(lab, name, pasts[name])))
    mirror = mirrorDirectory('')
    await announce(lab)
  })
  afterAll(async () => {
    mirror?.remove()
    await lab?.stop()
  })

  async function applies(text: string): Promise<void> {
    const ended = await run(text, 'apply', '--yes')
    expect(ended.stderr).toMatch(/nothing is left to do/)
    expect(ended.code).toBe(0)
    expect((await run(text, 'diff')).code).toBe(0)
  }

  test('without sudo: root is served, anybody else is told', async () => {
    const before = await snapshot(lab, 'no-sudo')
    const refused = await run(site('no-sudo', 'anna'), 'apply', '--yes')
    expect(refused.stderr).toMatch(/anna is not root, and the host has no sudo/)
    expect(refused.code).toBe(5)
    expect(await snapshot(lab, 'no-sudo')).toBe(before)
    await applies(site('no-sudo', 'root'))
    expect(await page('no-sudo', 'http://mirror.example.org/')).toEqual(ours)
  })

  test('the login shell is csh', async () => {
    await applies(site('csh', 'anna'))
    expect(await page('csh', 'http://mirror.example.org/')).toEqual(ours)
  })

  test('an old apache has port 80: refused, and it goes on; at another port there is room', async () => {
    const before = await snapshot(lab, 'apache')
    for (const words of [['diff'], ['apply', '--yes']]) {
      const refused = await run(site('apache', 'root'), ...words)
      expect(refused.stdout + refused.stderr).toMatch(/port 80[^\n]*apache2/)
      expect(refused.code).toBe(5)
    }
    const doctor = await run(site('apache', 'root'), 'doctor')
    expect(doctor.stdout).toMatch(/^problem {2}port 80 +held by apache2 \(apache2.service\)/m)
    expect(await snapshot(lab, 'apache')).toBe(before)
    await applies(site('apache', 'root', 8080))
    expect(await page('apache', 'http://old.example.org/')).toBe('an old page')
    expect(await page('apache', 'http://mirror.example.org:8080/')).toEqual(ours)
    expect(await onHost(lab, 'apache', 'systemctl is-active apache2')).toBe('active\n')
  })

  test('an nginx with sites of its own: they stay, and answer at every moment', async () => {
    const own = `cd /etc/nginx && find . -not -path './mirrorc*' -not -name mirrorc -type f,l -printf '%p %m %u %T@ %l\\n' | sort
      find . -not -path './mirrorc*' -not -name mirrorc -type f -exec sha256sum {} + | sort`
    const before = await onHost(lab, 'vhosts', own)
    expect(before).toContain('sites-available/intern')
    const answers = (): Promise<readonly string[]> =>
      Promise.all([
        page('vhosts', 'http://blog.example.org/'),
        page('vhosts', 'http://intern.example.org:8081/'),
      ])
    const wanted = ['the blog', 'the intranet']
    expect(await answers()).toEqual(wanted)
    const applied = { is: false }
    const applying = applies(site('vhosts', 'root')).finally(() => {
      applied.is = true
    })
    const heard: (readonly string[])[] = []
    while (!applied.is) {
      heard.push(await answers())
      await sleep(50)
    }
    await applying
    expect(heard.length).toBeGreaterThan(10)
    expect(heard.filter(said => said.join() !== wanted.join())).toEqual([])
    expect(await page('vhosts', 'http://mirror.example.org/')).toEqual(ours)
    const address6 = lab.hosts.find(({ name }) => name === 'vhosts')?.address6
    const at6 = ['--connect-to', `shop.example.org:80:[${address6}]:80`]
    expect(await page('vhosts', 'http://shop.example.org/', ...at6)).toBe('the shop')
    expect(await onHost(lab, 'vhosts', own)).toBe(before)
    const retired = await run(site('vhosts', 'root'), 'retire', 'vhosts', '--yes')
    expect(retired.code, retired.stderr).toBe(0)
    expect(await answers()).toEqual(wanted)
    expect(await onHost(lab, 'vhosts', own)).toBe(before)
  })
})
