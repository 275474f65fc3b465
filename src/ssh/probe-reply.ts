import type {
  Dependencies,
  HostFacts,
  HostState,
  Listener,
  PackageState,
  Presence,
  UnitState,
  UserState,
} from '../plan/host-state.ts'
import type { Resource } from '../resource.ts'
import { readCertificates } from './certificate-reply.ts'
import { certificatesAsked, readLedger, unitsAsked, wantedDigests } from './ledger-reply.ts'
import { readPaths } from './path-reply.ts'
import type { Section } from './section.ts'

/** Turns the sections of a probe's answer into what is known of the host. Throws where the answer is not whole. */
export function readProbeReply(
  sections: readonly Section[],
  resources: readonly Resource[],
): HostState {
  const names = (kind: Resource['kind']): readonly string[] =>
    resources.flatMap(r => (r.kind === kind && 'name' in r ? [r.name] : []))
  const ledger = readLedger(sections)
  return {
    facts: readFacts(linesOf(sections, 'facts')),
    ledger,
    unfinished: readUnfinished(sections),
    packages: readPackages(linesOf(sections, 'packages'), names('package')),
    dependencies: readDependencies(sections, names('package')),
    crontabs: readCrontabs(sections),
    unloaded: readUnloaded(sections),
    certificates: readCertificates(sections, certificatesAsked(resources, ledger)),
    groups: readGroups(linesOf(sections, 'groups'), names('group')),
    users: readUsers(linesOf(sections, 'users'), names('user')),
    units: readUnits(linesOf(sections, 'units'), unitsAsked(resources, ledger)),
    paths: readPaths(sections, wantedDigests(resources, ledger)),
    listeners: sections.some(s => s.name === 'listeners')
      ? linesOf(sections, 'listeners').flatMap(readListener)
      : undefined,
  }
}

function readUnfinished(sections: readonly Section[]): HostState['unfinished'] {
  const section = sections.find(s => s.name === 'unfinished')
  if (section === undefined) return undefined
  const by = section.lines.find(line => line.startsWith('by '))?.slice(3) ?? 'somebody'
  return { id: section.argument, running: section.lines.includes('running'), by }
}

function linesOf(sections: readonly Section[], name: string): readonly string[] {
  const section = sections.find(s => s.name === name)
  // No package manager of that kind: the distro is another than was said, which the facts show.
  if (section === undefined && name !== 'packages') {
    throw new Error(`the probe's answer has no section "${name}"`)
  }
  return section?.lines ?? []
}

function readFacts(lines: readonly string[]): HostFacts {
  const facts = new Map(lines.map(line => splitOnce(line, ' ')))
  const [osId = '', versionId = ''] = (facts.get('os') ?? '').split(' ')
  return {
    osId,
    versionId,
    uid: Number(facts.get('uid') ?? Number.NaN),
    machineId: facts.get('machine-id') ?? '',
    bootId: facts.get('boot-id') ?? '',
    ipv6: facts.get('ipv6-disabled') === '0',
    systemd: facts.get('init') === 'systemd',
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function readPackages(
  lines: readonly string[],
  names: readonly string[],
): Record<string, PackageState> {
  const words = new Map(lines.map(line => splitOnce(line.trim(), ' ')))
  return Object.fromEntries(names.map(name => [name, packageState(words.get(name))]))
}

// dpkg-query's abbreviation: what is wanted, what is, and an error; `un` and `rc` are not installed (dpkg-query(1)).
// Unpacked, half configured, and what waits for triggers, is for the next dpkg to end, as long as there is no error.
// pacman prints a version, and only of what is installed.
function packageState(word: string | undefined): PackageState {
  if (word === undefined || /^[a-z](?:n|c)/.test(word)) return { state: 'absent' }
  if (/^[a-z]i$/.test(word) || /\d/.test(word)) return { state: 'present' }
  return { state: /^[a-z][UFWt]$/.test(word) ? 'unfinished' : 'broken', word }
}

// apt-get -s says "Inst NAME (VERSION …)", with "[OLD VERSION]" after the name of what is there, and "Remv NAME".
// Of pacman the probe says "Inst NAME", and "Have NAME VERSION" of what is there.
// What is unpacked already is not installed, but has its "Conf NAME". An answer without any of what is missing is an error
// message, or was broken off.
function readDependencies(
  sections: readonly Section[],
  names: readonly string[],
): Dependencies | undefined {
  const said = sections.find(s => s.name === 'dependencies')?.lines ?? []
  const words = said.map(line => line.split(' '))
  const installed = words.filter(([what]) => what === 'Inst')
  const others = installed.filter(([, name = '']) => !names.includes(name))
  const isNamed = ([what, name = '']: string[]): boolean =>
    (what === 'Inst' || what === 'Conf') && names.includes(name)
  if (!words.some(isNamed)) return undefined
  const present = new Set(words.flatMap(([what, name]) => (what === 'Have' ? [name] : [])))
  const isPresent = ([, name, version]: string[]): boolean =>
    version?.startsWith('[') === true || present.has(name)
  const upgraded = others.filter(isPresent).length
  return {
    added: others.length - upgraded,
    upgraded,
    removed: words.flatMap(([what, name = '']) => (what === 'Remv' ? [name] : [])),
  }
}

function readCrontabs(sections: readonly Section[]): Record<string, number> | undefined {
  const lines = sections.find(s => s.name === 'crontabs')?.lines ?? []
  const counts = lines.map(line => splitOnce(line, ' ')).filter(([, count]) => Number(count) > 0)
  if (counts.length === 0) return undefined
  return Object.fromEntries(counts.map(([user, count]) => [user, Number(count)]))
}

function readUnloaded(sections: readonly Section[]): HostState['unloaded'] {
  const found = sections.filter(s => s.name === 'unloaded' && s.lines.length > 0)
  return found.length === 0
    ? undefined
    : Object.fromEntries(found.map(({ argument, lines }) => [argument, lines]))
}

function readGroups(lines: readonly string[], names: readonly string[]): Record<string, Presence> {
  const found = new Set(lines.map(line => line.split(':')[0]))
  return Object.fromEntries(names.map(name => [name, found.has(name) ? 'present' : 'absent']))
}

function readUsers(lines: readonly string[], names: readonly string[]): Record<string, UserState> {
  const entries = new Map(lines.map(line => [line.split(':')[0], line.split(':')]))
  return Object.fromEntries(
    names.map(name => {
      const entry = entries.get(name)
      if (entry === undefined) return [name, { state: 'absent' }]
      return [
        name,
        { state: 'present', uid: Number(entry[2]), home: entry[5] ?? '', shell: entry[6] ?? '' },
      ]
    }),
  )
}

// systemctl prints a block a unit, in the order asked; an alias answers under its own Id.
function readUnits(lines: readonly string[], names: readonly string[]): Record<string, UnitState> {
  const blocks = lines.join('\n').split('\n\n')
  return Object.fromEntries(
    names.map((name, index) => {
      const values = new Map((blocks[index] ?? '').split('\n').map(line => splitOnce(line, '=')))
      return [
        name,
        {
          load: values.get('LoadState') ?? 'unknown',
          active: values.get('ActiveState') ?? 'unknown',
          enabled: values.get('UnitFileState') ?? '',
          needsDaemonReload: values.get('NeedDaemonReload') === 'yes',
        },
      ]
    }),
  )
}

// ss -H -l -t -n -p: state, queues, local address:port, peer, users:(("nginx",pid=1,fd=6)).
function readListener(line: string): readonly Listener[] {
  const fields = line.trim().split(/\s+/)
  const local = fields[3] ?? ''
  const at = local.lastIndexOf(':')
  if (at < 0) return []
  const program = /\(\("([^"]*)"/.exec(fields.slice(5).join(' '))?.[1]
  return [{ port: Number(local.slice(at + 1)), address: local.slice(0, at), program }]
}
