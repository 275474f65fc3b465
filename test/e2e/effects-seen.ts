import { expect } from 'vitest'
import type { MirrorHost } from '../../src/compiler/mirror.ts'
import type { Lab } from '../../src/lab/lab.ts'
import type { Release } from '../../src/lab/system.ts'
import type { Effects, ShippedPath, ShippedUnit } from '../../src/resource.ts'
import { lower } from '../../src/targets/lower.ts'
import { sampleHost, sampleModule, variants } from '../sample-mirror.ts'
import { toolsOf } from './package-tools.ts'
import { onHost } from './support.ts'

/** What the packages of a mirror are declared to bring, by their names. */
export function declaredEffects(mirror: Partial<MirrorHost>): Readonly<Record<string, Effects>> {
  const packages = lower(sampleHost(mirror)).flatMap(r => (r.kind === 'package' ? [r] : []))
  return Object.fromEntries(packages.map(({ name, effects }) => [name, effects]))
}

/** Every path that a mirror may name, and what is declared. */
function namedPaths(system: Release, declared: Effects): readonly string[] {
  const inWebRoot = {
    storage: { root: '/var/www/html', user: 'rsyncuser' },
    modules: [sampleModule('athena', { path: '/var/www/html/athena' })],
  }
  const all = [...variants, { changes: inWebRoot }].flatMap(({ changes }) =>
    lower(sampleHost({ ...changes, ...system })),
  )
  const named = all.flatMap(r => ('path' in r ? [r.path] : []))
  return [...new Set([...named, ...Object.keys(declared.paths)])]
}

interface Sight {
  readonly users: readonly string[]
  readonly groups: readonly string[]
  /** By path: its type, owner and mode, and a link's target. */
  readonly paths: ReadonlyMap<string, string>
  /** By unit: how systemd has it enabled, and whether it is active. */
  readonly units: ReadonlyMap<string, readonly [enabled: string, active: string]>
}

async function look(lab: Lab, host: string, paths: readonly string[]): Promise<Sight> {
  const tell = (command: string): Promise<readonly string[]> =>
    onHost(lab, host, command).then(text => text.split('\n').filter(line => line !== ''))
  const shown = await tell(
    `printf '%s\\n' ${paths.map(path => `'${path}'`).join(' ')} |
      xargs -d '\\n' stat -c '%n|%F|%U:%G %a|%N' 2>/dev/null || :`,
  )
  const enabled = await tell(
    'systemctl list-unit-files --no-legend --plain --type=service,timer,socket',
  )
  const active = await tell(
    "systemctl list-units --no-legend --plain --state=active --type=service,timer,socket | cut -d ' ' -f 1",
  )
  return {
    users: await tell('getent passwd | cut -d : -f 1'),
    groups: await tell('getent group | cut -d : -f 1'),
    paths: new Map(shown.map(line => [line.split('|')[0] ?? '', line])),
    units: new Map(
      enabled.map(line => {
        const [unit = '', word = ''] = line.split(/\s+/)
        return [unit, [word, active.includes(unit) ? 'active' : 'inactive']] as const
      }),
    ),
  }
}

/** Installs a package as a plan does, with nothing held back, and tells what that made of the host. */
export async function effectsSeen(
  lab: Lab,
  host: string,
  { name, system, declared }: { name: string; system: Release; declared: Effects },
): Promise<Effects> {
  const named = namedPaths(system, declared)
  expect(named.length).toBeGreaterThan(20)
  const before = await look(lab, host, named)
  await onHost(lab, host, toolsOf(system.distro).install(name))
  const after = await look(lab, host, named)
  const isNew = (known: readonly string[]) => (text: string) => !known.includes(text)
  return {
    users: after.users.filter(isNew(before.users)),
    groups: after.groups.filter(isNew(before.groups)),
    paths: Object.fromEntries(
      [...after.paths].flatMap(([path, line]) =>
        before.paths.get(path) === line ? [] : [[path, shippedPath(line)] as const],
      ),
    ),
    units: Object.fromEntries(
      [...after.units].flatMap(([unit, state]) => {
        const [enabled, active] = state
        const known = before.units.get(unit)
        if (known?.join() === state.join() || unit.includes('@')) return []
        return [[unit, shippedUnit(enabled, active)] as const]
      }),
    ),
  }
}

// What is declared of paths goes without saying that they are root's, and may be read by everybody.
function shippedPath(line: string): ShippedPath {
  const [, type = '', owner = '', name = ''] = line.split('|')
  const kind = `${type} ${owner}`
  if (kind === 'directory root:root 755') return { type: 'directory' }
  if (kind === 'regular file root:root 644') return { type: 'file' }
  const target = /^(['"]).*\1 -> \1(.*)\1$/.exec(name)?.[2]
  if (kind === 'symbolic link root:root 777' && target !== undefined)
    return { type: 'link', target }
  throw new Error(`nothing that can be declared: ${line}`)
}

const shippedUnit = (enabled: string, active: string): ShippedUnit => ({
  enabled: enabled === 'enabled',
  started: active === 'active',
})
