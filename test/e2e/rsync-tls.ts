import { writeFileSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import {
  authorityOf,
  domain,
  hostOf,
  rootFileOf,
  type Site,
  shownFor,
  siteOf,
  webHost,
} from './https-support.ts'
import { titleOf } from './releases.ts'
import { announce, type Ended, onHost, run, standIns, withoutLab } from './support.ts'

/** A release, as mirror.yaml names it, and whether FTP and git are served beside rsync. */
export interface Serving {
  readonly distro: string
  readonly release: string
  readonly everyWay: boolean
}

const port = 874
const files = '/etc/mirrorc/rsync-tls.conf /etc/systemd/system/mirrorc-rsync-tls*'
const instances = "systemctl list-units --no-legend 'mirrorc-rsync-tls@*'"

/** The tests of a host that serves rsync over TLS: one after the other, on one host. */
export function describeRsyncTls({ distro, release, everyWay }: Serving): void {
  describe.skipIf(withoutLab)(`rsync over TLS, on ${titleOf({ distro, release })}`, () => {
    let lab: Lab
    let site: Site
    const web = (command: string): Promise<string> => onHost(lab, webHost, command)
    const addresses = (): string[] => [hostOf(lab).address, hostOf(lab).address6]

    beforeAll(async () => {
      lab = await startLab({
        hosts: [{ name: webHost, distro, release }],
        standIns,
        authority: { refusedNonces: 0 },
      })
      site = siteOf(lab, distro, release)
      await announce(lab)
      await authorityOf(lab).point(domain, addresses())
    })
    afterAll(async () => {
      site?.remove()
      await lab?.stop()
    })

    async function applyWell(rsync: object): Promise<void> {
      site.want({ rsync, everyWay })
      const { code, stdout, stderr } = await site.apply('--allow-prune', '50')
      expect({ code, said: stdout + stderr }).toMatchObject({ code: 0 })
      const { code: left, stdout: said } = await site.diff()
      expect({ left, said }).toEqual({ left: 0, said: expect.stringContaining('nothing to do') })
    }

    /** rsync-ssl(1), for which the domain has this address alone; it trusts the lab's authority alone. */
    async function rsyncTls(address: string, ...words: string[]): Promise<Ended> {
      const names = join(lab.directory, 'names')
      writeFileSync(names, `${address} ${domain}\n`)
      return run('unshare', [
        ...['-m', 'env', 'RSYNC_SSL_TYPE=openssl', `RSYNC_SSL_CA_CERT=${await rootFileOf(lab)}`],
        ...['sh', '-c', 'mount --bind "$1" /etc/hosts && shift && exec timeout 30 rsync-ssl "$@"'],
        ...['sh', names, ...words],
      ])
    }

    test('lists and fetches, with the certificate of HTTPS, over IPv4 and IPv6', async () => {
      await applyWell({ tls: true, max_connections: 1 })
      await web('echo well >/srv/mirrors/athena/file')
      for (const [index, address] of addresses().entries()) {
        const listed = await rsyncTls(address, `rsync://${domain}/`)
        expect(listed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^athena\s/m) })
        const to = join(lab.directory, `fetched-${index}`)
        const fetched = await rsyncTls(address, '-a', `rsync://${domain}/athena/file`, to)
        expect(fetched).toMatchObject({ code: 0 })
        expect((await run('cat', [to])).stdout).toBe('well\n')
        expect(await serialAt(address)).toBe((await shownFor(lab)).serial)
      }
    })

    test('doctor finds its port in the right hands, and whether anybody answers there', async () => {
      expect((await site.doctor()).stdout).toMatch(/^ok +port 874 /m)
      const directory = '/etc/systemd/system/mirrorc-rsync-tls@.service.d'
      await web(`mkdir ${directory}
        printf '[Service]\\nExecStart=\\nExecStart=-/bin/false\\n' >${directory}/zz.conf
        systemctl daemon-reload`)
      const { stdout } = await site.doctor()
      await web(`rm -r ${directory}; systemctl daemon-reload`)
      expect(stdout).toMatch(/^problem +port 874 /m)
      expect(stdout).toContain('rsync over TLS does not answer at 127.0.0.1 port 874: the answer')
    })

    test('both ways in share the connections of a module', async () => {
      const { address } = hostOf(lab)
      for (const [first, second] of [
        [873, port],
        [port, 873],
      ] as const) {
        const held = await hold(address, first)
        const refused = await askOnce(address, second)
        expect(refused).toContain('@ERROR: max connections (1) reached')
        held.destroy()
      }
    })

    test('who is served sees and writes nothing of the host but what is served', async () => {
      const held = await hold(hostOf(lab).address, port)
      const seen = await web(`pid=$(pgrep -x stunnel) && grep ^CapBnd "/proc/$pid/status"
        nsenter -t "$pid" -m sh -c 'find /run /root ! -type d 2>/dev/null
          for directory in /run /run/systemd /etc /srv/mirrors/athena /var/lib/mirrorc /var/lib/mirrorc-rsyncd; do
            touch "$directory/x" 2>/dev/null && rm "$directory/x" && echo "written: $directory"; done; true'`)
      // CAP_SETGID, CAP_SETUID and CAP_SYS_CHROOT: capability.h.
      expect(seen.split('\n')).toEqual([
        'CapBnd:\t00000000000400c0',
        '/run/systemd/journal/dev-log',
        'written: /var/lib/mirrorc-rsyncd',
        '',
      ])
      held.destroy()
    })

    test('the next connection after a renewal is shown the new certificate', async () => {
      const before = await serialAt(hostOf(lab).address)
      const { file } = authorityOf(lab)
      await web(
        `REQUESTS_CA_BUNDLE=${file} certbot -q renew --force-renewal --no-random-sleep-on-renew`,
      )
      for (const address of addresses()) {
        const serial = await serialAt(address)
        expect(serial).not.toBe(before)
        expect(serial).toBe((await shownFor(lab)).serial)
      }
    })

    test('the address of the client decides, as without TLS', async () => {
      const fetch = (address: string) => rsyncTls(address, `rsync://${domain}/athena/file`)
      await applyWell({ tls: true, allow: ['203.0.113.0/24'] })
      const clients: string[] = []
      for (const address of addresses()) {
        const { code, stdout, stderr } = await fetch(address)
        expect(code).not.toBe(0)
        const client = /access denied to athena from \S+ \((\S+)\)/.exec(stdout + stderr)?.[1] ?? ''
        expect(client).toMatch(address.includes(':') ? /^[0-9a-f:]+$/ : /^[0-9.]+$/)
        expect(['127.0.0.1', '::1', '0.0.0.0']).not.toContain(client)
        clients.push(client)
      }
      await applyWell({ tls: true, allow: clients })
      for (const address of addresses()) expect(await fetch(address)).toMatchObject({ code: 0 })
    })

    if (everyWay) test('FTP and git are served too, over IPv4 and IPv6', () => expectEveryWay(lab))

    test('without tls nothing of it is left, nor are those who were served', async () => {
      const held = await hold(hostOf(lab).address, port)
      const closed = new Promise(resolve => held.once('close', resolve))
      expect(await web(instances)).toContain('mirrorc-rsync-tls@')
      await web(`ls ${files}`)
      await applyWell({})
      await closed
      await web(`! ls ${files} 2>/dev/null && test -z "$(ss -Hltn 'sport = :874')"`)
      expect(await web(`systemctl is-active mirrorc-rsync-tls.socket; ${instances}`)).toBe(
        'inactive\n',
      )
    })

    test('what does not serve is put back', async () => {
      const directory = '/etc/systemd/system/mirrorc-rsync-tls@.service.d'
      await web(`mkdir ${directory}
        printf '[Service]\\nCapabilityBoundingSet=~CAP_SYS_CHROOT\\n' >${directory}/zz.conf`)
      site.want({ rsync: { tls: true }, everyWay })
      const { code, stdout, stderr } = await site.apply()
      await web(`rm -r ${directory}`)
      expect(stdout + stderr).toMatch(
        /rsync over TLS does not answer at \S+ port 874 for the module athena: the answer is @ERROR: chroot failed/,
      )
      expect(code).toBe(6)
      await web(`! ls ${files} 2>/dev/null`)
    })
  })
}

/** The tree is served by FTP, without the home of the user ftp, and a repository by git. */
async function expectEveryWay(lab: Lab): Promise<void> {
  await onHost(
    lab,
    webHost,
    `set -e; rm -rf "$(getent passwd ftp | cut -d: -f6)"; echo tree >/srv/mirrors/athena/.treeinfo
    git init -q /tmp/work; cd /tmp/work; git config user.email a@example.org; git config user.name a
    git commit -q --allow-empty -m one; git clone -q --bare . /srv/mirrors/sources/project.git
    chown -R mirror: /srv/mirrors/sources; chmod -R a+rX /srv/mirrors`,
  )
  const { address, address6 } = hostOf(lab)
  for (const at of [address, `[${address6}]`]) {
    const { stdout } = await run('curl', ['-sS', `ftp://${at}/athena/.treeinfo`])
    expect(stdout).toBe('tree\n')
    const resolve = ['-c', `http.curloptResolve=${domain}:80:${at.replace(/[[\]]/g, '')}`]
    for (const place of [`http://${domain}`, `git://${at}`]) {
      const heads = await run('git', [...resolve, 'ls-remote', `${place}/sources/project.git`])
      expect(heads).toMatchObject({ code: 0, stdout: expect.stringMatching(/\sHEAD\n/) })
    }
  }
}

/** The serial number of what is shown there. */
const serialAt = (host: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: domain, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().serialNumber)
      socket.destroy()
    })
    socket.on('error', reject)
  })

/** Names the module, with TLS or without, and gives the answer with the connection. */
function name(host: string, at: number): Promise<{ socket: Socket; answer: string }> {
  return new Promise((resolve, reject) => {
    const socket =
      at === port
        ? connect({ host, port, servername: domain, rejectUnauthorized: false })
        : createConnection({ host, port: at })
    let heard = ''
    socket.on('data', data => {
      heard += data
      const answer = /^@(?:RSYNCD: OK|ERROR: .*)\n/m.exec(heard)?.[0]
      if (answer !== undefined) resolve({ socket, answer })
    })
    socket.setTimeout(20_000, () => socket.destroy(new Error(`no answer: ${heard}`)))
    socket.on('error', reject)
    socket.write('@RSYNCD: 31.0\nathena\n')
  })
}

/** A client who is served, and says nothing more; whoever was before may just be leaving. */
async function hold(host: string, at: number): Promise<Socket> {
  for (let tries = 0; tries < 50; tries++) {
    const { socket, answer } = await name(host, at)
    if (answer === '@RSYNCD: OK\n') {
      socket.setTimeout(0)
      return socket
    }
    socket.destroy()
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`nobody is served at port ${at}`)
}

async function askOnce(host: string, at: number): Promise<string> {
  const { socket, answer } = await name(host, at)
  socket.destroy()
  return answer
}
