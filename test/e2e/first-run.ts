import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MirrorHost } from '../../src/compiler/mirror.ts'
import { readMirror } from '../../src/compiler/read-mirror.ts'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import type { Release } from '../../src/lab/system.ts'
import type { HostState } from '../../src/plan/host-state.ts'
import type { Effects, Resource } from '../../src/resource.ts'
import { releaseTable } from '../../src/targets/index.ts'
import { lower } from '../../src/targets/lower.ts'
import { sampleFtp, sampleModule, sampleRsync } from '../sample-mirror.ts'
import { changesSeen } from './changes-seen.ts'
import { declaredEffects, effectsSeen } from './effects-seen.ts'
import { toolsOf } from './package-tools.ts'
import { titleOf } from './releases.ts'
import {
  announce,
  type Ended,
  exampleFile,
  mirrorc,
  mirrorDirectory,
  onHost,
  standIns,
  withoutLab,
} from './support.ts'

interface Said {
  readonly changes: readonly { readonly id: string; readonly verb: string }[]
  readonly notes: readonly string[]
}

/** A release, and those of the packages that a mirror may need that are not there from the start. */
interface FirstRun extends Release {
  readonly packages: readonly string[]
}

/** A mirror that needs every package there is. */
const everything: Partial<MirrorHost> = {
  ftp: sampleFtp(),
  git: { maxConnections: 4, daemon: true },
  rsync: sampleRsync({ tls: true }),
  https: {
    ...{ email: 'admin@example.org', redirect: false, hsts: false, keyType: 'ecdsa' },
    ...{ directory: 'https://acme.example.org/directory', caFile: undefined },
  },
  modules: [
    sampleModule('athena', {
      upstream: { scheme: 'https', host: 'hub.athenaos.org', port: undefined, path: 'athena' },
    }),
  ],
}

/** The tests of what happens to a bare host of a release: by its packages, and by the first apply. */
export function describeFirstRun({ packages, ...system }: FirstRun): void {
  const { distro, release } = system
  const tools = toolsOf(distro)
  const hasDefaultSite = distro !== 'arch'
  const declared = Object.entries(declaredEffects({ ...system, ...everything })).filter(([name]) =>
    packages.includes(name),
  )
  const ofGuide = Object.keys(declaredEffects(system)).filter(name => packages.includes(name))

  describe.skipIf(withoutLab)(`a bare ${titleOf(system)}`, () => {
    let lab: Lab
    let mirror: ReturnType<typeof mirrorDirectory>
    let resources: readonly Resource[]
    const run = (...words: string[]): Promise<Ended> =>
      mirrorc([...words, 'fra1', '-f', mirror.file, '--ssh-config', lab.sshConfigFile])
    const bare = (command: string): Promise<string> => onHost(lab, 'bare', command)

    beforeAll(async () => {
      const text = readFileSync(exampleFile, 'utf8')
        .replace('distro: debian', `distro: ${distro}`)
        .replace('release: "12"', `release: "${release}"`)
      mirror = mirrorDirectory(text)
      resources = compile(text, system)
      const hosts = declared.map(([name]) => ({ name: `with-${name}`, ...system }))
      const aliases = ['fra1.example.org']
      lab = await startLab({ hosts: [{ name: 'bare', aliases, ...system }, ...hosts], standIns })
      await announce(lab)
    }, 600_000)

    afterAll(async () => {
      mirror?.remove()
      await lab?.stop()
    })

    test('there are packages to try', () => {
      expect(declared.map(([name]) => name).sort()).toEqual([...packages].sort())
      expect(ofGuide.length).toBeGreaterThan(1)
    })

    test.each(declared)('the package %s brings exactly what is declared', async (name, effects) => {
      const seen = await effectsSeen(lab, `with-${name}`, { name, system, declared: effects })
      expect(seen).toEqual({ ...effects, units: asBrought(effects.units) })
    })

    test('the first diff writes nothing anywhere, though it asks the package manager', async () => {
      const listing = `find / -xdev -not -path /run -not -path '/var/log/*' -not -path '/var/lib/systemd/*' \
        -printf '%p %y %i %m %u:%g %s %T@ %C@ %l\\n' | sort`
      // To read a directory of an overlay for the first time may change its ctime.
      await bare(listing)
      const before = await bare(listing)
      const { notes } = await diffOf()
      const more = /^(.*) bring \d+ more packages? \(by the package lists on the host\)$/
      expect(notes.map(note => more.exec(note)?.[1])).toEqual([ofGuide.join(', ')])
      expect((await bare(listing)).split('\n')).toEqual(before.split('\n'))
      expect(before.split('\n').length).toBeGreaterThan(5000)
    })

    test('without package lists, the first diff leaves their number open', async () => {
      await bare(`mv ${tools.lists} /root/lists`)
      expect((await diffOf()).notes).toEqual([
        `${ofGuide.join(', ')} come with what they depend on`,
      ])
      await bare(`mv /root/lists ${tools.lists}`)
    })

    test('the first diff lists exactly what the first apply changes', async () => {
      const { changes } = await diffOf()
      const before = await recordOf()
      const unowned = await unownedPaths()
      const { code, stderr } = await run('apply', '--yes')
      expect(code, stderr).toBe(0)
      const listed = changes.map(({ verb, id }) => `${verb} ${id}`)
      // The package brings the site and the plan takes it away: there is nothing of it to see before or after.
      const site = 'remove default-site:/etc/nginx/sites-enabled/default'
      expect(listed.includes(site)).toBe(hasDefaultSite)
      if (hasDefaultSite) await bare('test -e /etc/nginx/sites-available/default')
      await bare('test ! -L /etc/nginx/sites-enabled/default')
      const seen = changesSeen(resources, before, await recordOf())
      expect(seen.length).toBeGreaterThan(12)
      expect([...seen].sort()).toEqual(listed.filter(change => change !== site).sort())
      // And of all that no package owns, nothing else has come.
      const come = (await unownedPaths()).filter(path => !unowned.includes(path))
      const named = listed.map(change => change.slice(change.indexOf(':') + 1))
      const brought = declared.flatMap(([, effects]) => Object.keys(effects.paths))
      expect(come).toEqual(
        named
          .filter(name => /^\/(?:etc|srv|usr\/local)\//.test(name) && !brought.includes(name))
          .sort(),
      )
    })

    // No package of Arch's switches a unit on.
    if (hasDefaultSite)
      test('a package that was there before, with its unit off: what was predicted is made true', () =>
        withUnitOff())

    async function withUnitOff(): Promise<void> {
      const host = 'with-nginx'
      const text = readFileSync(mirror.file, 'utf8').replace('fra1.example.org', host)
      const again = mirrorDirectory(text)
      const words = ['fra1', '-f', again.file, '--ssh-config', lab.sshConfigFile]
      // dpkg's helper remembers across a removal that the unit was switched off, and with some packages masks it until
      // they come back, which a plan refuses; deb-systemd-helper(1p).
      await onHost(
        lab,
        host,
        `systemctl -q disable --now nginx && DEBIAN_FRONTEND=noninteractive apt-get -q -y remove nginx nginx-common
         systemctl unmask nginx`,
      )
      const diff = await mirrorc(['diff', ...words])
      expect(diff.stdout).toMatch(
        /^[+~] service nginx\.service {2}\(enabled by its package, start\)$/m,
      )
      const { code, stderr } = await mirrorc(['apply', ...words, '--yes'])
      expect(code, stderr).toBe(0)
      expect(stderr).toContain('(not enabled by the package, but now: nginx.service)')
      expect(await onHost(lab, host, 'systemctl is-enabled nginx; systemctl is-active nginx')).toBe(
        'enabled\nactive\n',
      )
      again.remove()
    }

    /**
     * What lies where mirrorc may put things, and is no package's, nor made when a unit is switched on, nor by what a
     * package depends on.
     */
    async function unownedPaths(): Promise<readonly string[]> {
      const listing = await bare(
        `find /etc /srv /usr/local -mindepth 1 -not -path '/etc/rc?.d/*' -not -path '/etc/systemd/system/*.wants/*' \
           -not -path '/etc/fonts/*' -not -path '/etc/nginx/modules-enabled/*' -not -path /usr/local/share/fonts |
           sort >/tmp/all
         ${tools.owned('/tmp/all')} | sort -u >/tmp/owned
         comm -23 /tmp/all /tmp/owned`,
      )
      return listing.split('\n').filter(line => line !== '')
    }

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

/** What becomes of units where nobody keeps off those that are not wanted. */
const asBrought = (units: Effects['units']): Effects['units'] =>
  Object.fromEntries(
    Object.entries(units).map(([unit, { enabled, started }]) => [unit, { enabled, started }]),
  )

function compile(text: string, { distro, release }: Release): readonly Resource[] {
  const { mirror } = readMirror({ name: 'mirror.yaml', text }, releaseTable)
  const [host] = mirror?.hosts ?? []
  if (host?.release !== release || host.distro !== distro)
    throw new Error(`the example is not for ${distro} ${release}`)
  return lower(host)
}
