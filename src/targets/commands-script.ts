import type { MirrorHost } from '../compiler/mirror.ts'
import type { DefaultSite, IncludeLine, Package, Resource, Service, User } from '../resource.ts'
import { certificateLines, placeholderLines } from './certificate-commands.ts'
import { copyLines } from './copy-commands.ts'
import { commentText, shellWord } from './escape.ts'
import { targetFor } from './index.ts'
import type { Target } from './target.ts'

/**
 * The commands that take a fresh host to the resources, as a script that a person reads and runs.
 * It expects the text of the files in `files/` beside it, and may be run twice.
 */
export function commandsScript(host: MirrorHost, resources: readonly Resource[]): string {
  const target = targetFor(host.distro, host.release)
  const sections = [
    heading(host, target),
    section('Packages', packageLines(resources, target)),
    section('The sync user', resources.flatMap(userLines)),
    section('Directories', resources.flatMap(directoryLines)),
    section('A certificate to begin with', resources.flatMap(placeholderLines)),
    section('Files', resources.filter(r => !comesFirst(r, resources)).flatMap(fileLines)),
    section(
      'What the distribution switched on',
      resources.flatMap(r => siteLines(r, target)),
    ),
    section('Services', serviceLines(resources)),
    section(
      'The certificate',
      resources.flatMap(r => certificateLines(r, resources)),
    ),
  ]
  return `${sections.filter(text => text !== '').join('\n')}`
}

function heading(host: MirrorHost, target: Target): string {
  const { id, versionId } = target.osRelease
  return `#!/bin/sh
# Made by mirrorc: ${commentText(host.name)} of the mirror ${commentText(host.site)}, on ${target.title}.
#
# Takes a fresh ${target.title} host to what mirror.yaml says. Copy the directory that holds this
# file and files/ to the host, and run as root:  sh commands.sh
# It may be run again. What stands in the place of a file is overwritten: \`mirrorc apply\` asks first.
set -eu
umask 022
cd "$(dirname "$0")"

. /etc/os-release
if [ "$(id -u) $ID \${VERSION_ID-}" != ${shellWord(`0 ${id} ${versionId ?? ''}`)} ]; then
  echo 'commands.sh: this is for root on ${target.title}' >&2
  exit 1
fi
`
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `# ${title}\n${lines.join('\n')}\n`
}

function packageLines(resources: readonly Resource[], target: Target): readonly string[] {
  const packages = resources.filter((r): r is Package => r.kind === 'package')
  if (packages.length === 0) return []
  return [
    ...resources.filter(r => comesFirst(r, resources)).flatMap(fileLines),
    ...target.packageManager.installCommands(packages.map(({ name }) => name)),
    ...packages.flatMap(keepOffLines),
  ]
}

/** A configuration with which the package starts a daemon at once: without it, it would start with its own. */
function comesFirst(resource: Resource, resources: readonly Resource[]): boolean {
  return resources.some(
    r =>
      r.kind === 'package' &&
      resource.kind === 'file' &&
      resource.path in r.effects.paths &&
      Object.values(r.effects.units).some(unit => unit.started),
  )
}

function keepOffLines({ effects: { units } }: Package): readonly string[] {
  const unwanted = Object.keys(units).filter(unit => units[unit]?.unwanted)
  return unwanted.length === 0 ? [] : [`systemctl disable --now ${unwanted.join(' ')}`]
}

function userLines(resource: Resource): readonly string[] {
  if (resource.kind === 'group') {
    return [
      `getent group ${shellWord(resource.name)} >/dev/null ||`,
      `  groupadd --system ${shellWord(resource.name)}`,
    ]
  }
  return resource.kind === 'user' ? addUserLines(resource) : []
}

function addUserLines(user: User): readonly string[] {
  return [
    `getent passwd ${shellWord(user.name)} >/dev/null ||`,
    `  useradd --system --gid ${shellWord(user.group)} --no-create-home --home-dir ${shellWord(user.home)} \\`,
    `    --shell ${shellWord(user.shell)} --comment ${shellWord(user.comment)} ${shellWord(user.name)}`,
  ]
}

function directoryLines(resource: Resource): readonly string[] {
  if (resource.kind !== 'directory') return []
  const path = shellWord(resource.path)
  const make = `mkdir -m ${resource.mode} ${path}`
  const own = `chown ${shellWord(`${resource.owner}:${resource.group}`)} ${path}`
  switch (resource.hold) {
    case 'nothing':
      return [`[ -d ${path} ] || ${make}`]
    case 'owner':
      return [`[ -d ${path} ] || ${make}`, own]
    case 'all':
      return [`mkdir -p ${path}`, own, `chmod ${resource.mode} ${path}`]
  }
}

function fileLines(resource: Resource): readonly string[] {
  switch (resource.kind) {
    case 'file':
      return resource.onceIssued === undefined ? copyLines(resource) : []
    case 'symlink':
      return [`ln -sfn ${shellWord(resource.target)} ${shellWord(resource.path)}`]
    case 'include-line':
      return includeLines(resource)
    default:
      return []
  }
}

function includeLines({ path, line, block }: IncludeLine): readonly string[] {
  return [
    `grep -qF ${shellWord(line)} ${shellWord(path)} ||`,
    `  sed -i ${shellWord(`/^${block} *{/a \\    ${line}`)} ${shellWord(path)}`,
  ]
}

function siteLines(resource: Resource, target: Target): readonly string[] {
  return resource.kind === 'default-site' ? defaultSiteLines(resource, target) : []
}

function defaultSiteLines({ path, target: site }: DefaultSite, target: Target): readonly string[] {
  return [
    '# Its default site goes, unless somebody has made it theirs.',
    `if [ "$(readlink ${shellWord(path)})" = ${shellWord(site)} ] &&`,
    `  ${target.packageManager.isPristine(site)}; then`,
    `  rm ${shellWord(path)}`,
    'fi',
  ]
}

function serviceLines(resources: readonly Resource[]): readonly string[] {
  const services = resources.filter((r): r is Service => r.kind === 'service')
  const dropIns = resources.some(r => r.kind === 'file' && inSystemd(r.path))
  return [
    ...(dropIns ? ['systemctl daemon-reload'] : []),
    ...services.flatMap(service => [
      ...(service.check === 'nginx' ? ['nginx -t'] : []),
      `systemctl enable --now ${service.unit}`,
      ...(service.reloadFor.length > 0 ? [`systemctl reload ${service.unit}`] : []),
      ...(service.restartFor.length > 0 ? [`systemctl restart ${service.unit}`] : []),
    ]),
  ]
}

const inSystemd = (path: string): boolean => path.startsWith('/etc/systemd/system/')
