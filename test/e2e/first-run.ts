import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readMirror } from '../../src/compiler/read-mirror.ts'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import type { HostState } from '../../src/plan/host-state.ts'
import type { Resource } from '../../src/resource.ts'
import { releaseTable } from '../../src/targets/index.ts'
import { lower } from '../../src/targets/lower.ts'
import { changesSeen } from './changes-seen.ts'
import { declaredEffects, effectsSeen } from './effects-seen.ts'
import {
  announce,
  type Ended,
  exampleFile,
  mirrorc,
  mirrorDirectory,
  onHost,
  withoutLab,
} from './support.ts'

interface Said {
  readonly changes: readonly { readonly id: string; readonly verb: string }[]
  readonly notes: readonly string[]
}

/** The tests of what happens to a bare host of a release: by its packages, and by the first apply. */
export function describeFirstRun(release: string): void {
  const declared = declaredEffects(release)
  const names = Object.keys(declared)

  describe.skipIf(withoutLab)(`a bare Debian ${release}`, () => {
    let lab: Lab
    let mirror: ReturnType<typeof mirrorDirectory>
    let resources: readonly Resource[]
    const run = (...words: string[]): Promise<Ended> =>
      mirrorc([...words, 'fra1', '-f', mirror.file, '--ssh-config', lab.sshConfigFile])
    const bare = (command: string): Promise<string> => onHost(lab, 'bare', command)

    beforeAll(async () => {
      const text = readFileSync(exampleFile, 'utf8').replace(
        'release: "12"',
        `release: "${release}"`,
      )
      mirror = mirrorDirectory(text)
      resources = compile(text, release)
      const hosts = names.map(name => ({ name: `with-${name}`, release }))
      const aliases = ['fra1.example.org']
      lab = await startLab({ hosts: [{ name: 'bare', aliases, release }, ...hosts] })
      await announce(lab)
    })

    afterAll(async () => {
      mirror?.remove()
      await lab?.stop()
    })

    test('there are packages to try', () => {
      expect([...names].sort()).toEqual(['cron', 'nginx', 'rsync'])
    })

    test.each(Object.entries(declared))(
      'the package %s brings exactly what is declared',
      async (name, effects) => {
        const seen = await effectsSeen(lab, `with-${name}`, { name, release, declared: effects })
        expect(seen).toEqual(effects)
      },
    )

    test('the first diff writes nothing anywhere, though it asks the package manager', async () => {
      const listing = `find / -xdev -not -path /run -not -path '/var/log/*' -not -path '/var/lib/systemd/*' \
        -printf '%p %y %i %m %u:%g %s %T@ %C@ %l\\n' | sort`
      const before = await bare(listing)
      const { notes } = await diffOf()
      expect(notes).toEqual([
        'cron, nginx, rsync bring 3 more packages (by the package lists on the host)',
      ])
      expect((await bare(listing)).split('\n')).toEqual(before.split('\n'))
      expect(before.split('\n').length).toBeGreaterThan(5000)
    })

    test('without package lists, the first diff leaves their number open', async () => {
      await bare('mv /var/lib/apt/lists /root/lists')
      expect((await diffOf()).notes).toEqual(['cron, nginx, rsync come with what they depend on'])
      await bare('mv /root/lists /var/lib/apt/lists')
    })

    test('the first diff lists exactly what the first apply changes', async () => {
      const { changes } = await diffOf()
      const before = await recordOf()
      const unowned = await unownedPaths(lab)
      const { code, stderr } = await run('apply', '--yes')
      expect(code, stderr).toBe(0)
      const listed = changes.map(({ verb, id }) => `${verb} ${id}`)
      // The package brings the site and the plan takes it away: there is nothing of it to see before or after.
      const site = 'remove default-site:/etc/nginx/sites-enabled/default'
      expect(listed).toContain(site)
      await bare('test -e /etc/nginx/sites-available/default')
      await bare('test ! -L /etc/nginx/sites-enabled/default')
      const seen = changesSeen(resources, before, await recordOf())
      expect(seen.length).toBeGreaterThan(12)
      expect([...seen].sort()).toEqual(listed.filter(change => change !== site).sort())
      // And of all that no package owns, nothing else has come.
      const come = (await unownedPaths(lab)).filter(path => !unowned.includes(path))
      const named = listed.map(change => change.slice(change.indexOf(':') + 1))
      expect(come).toEqual(
        named
          .filter(name => /^\/(?:etc|srv|usr\/local)\//.test(name) && site.indexOf(name) < 0)
          .sort(),
      )
    })

    test('a package that was there before, with its unit off: what was predicted is made true', async () => {
      const host = 'with-nginx'
      const text = readFileSync(mirror.file, 'utf8').replace('fra1.example.org', host)
      const again = mirrorDirectory(text)
      const words = ['fra1', '-f', again.file, '--ssh-config', lab.sshConfigFile]
      // dpkg's helper remembers across a removal that the unit was switched off; deb-systemd-helper(1p).
      await onHost(
        lab,
        host,
        'systemctl -q disable --now nginx && DEBIAN_FRONTEND=noninteractive apt-get -q -y remove nginx nginx-common',
      )
      const diff = await mirrorc(['diff', ...words])
      expect(diff.stdout).toContain('+ service nginx.service  (enabled by its package, start)')
      const { code, stderr } = await mirrorc(['apply', ...words, '--yes'])
      expect(code, stderr).toBe(0)
      expect(stderr).toContain('(not enabled by the package, but now: nginx.service)')
      expect(await onHost(lab, host, 'systemctl is-enabled nginx; systemctl is-active nginx')).toBe(
        'enabled\nactive\n',
      )
      again.remove()
    })

    async function diffOf(): Promise<Said> {
      const { code, stdout, stderr } = await run('diff', '--json')
      expect(code, stderr).toBe(2)
      return JSON.parse(stdout).hosts[0]
    }

    async function recordOf(): Promise<HostState> {
      const file = join(dirname(mirror.file), 'record.json')
      await run('diff', '--record', file)
      return JSON.parse(readFileSync(file, 'utf8'))
    }
  })
}

function compile(text: string, release: string): readonly Resource[] {
  const { mirror } = readMirror({ name: 'mirror.yaml', text }, releaseTable)
  const [host] = mirror?.hosts ?? []
  if (host?.release !== release) throw new Error(`the example is not for Debian ${release}`)
  return lower(host)
}

/** What lies where mirrorc may put things, without what is a package's, or is made when a unit is switched on. */
async function unownedPaths(lab: Lab): Promise<readonly string[]> {
  const listing = await onHost(
    lab,
    'bare',
    `find /etc /srv /usr/local -mindepth 1 -not -path '/etc/rc?.d/*' -not -path '/etc/systemd/system/*.wants/*' |
       sort >/tmp/all
     xargs -a /tmp/all -d '\\n' dpkg-query -S 2>/dev/null | sed 's/^[^/]*: //' | sort -u >/tmp/owned
     comm -23 /tmp/all /tmp/owned`,
  )
  return listing.split('\n').filter(line => line !== '')
}
