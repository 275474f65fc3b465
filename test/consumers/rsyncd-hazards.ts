import { readRsyncdConf } from './ports/rsyncd.ts'

/** What a daemon that anybody may ask is held to, for all modules. */
const needed: Readonly<Record<string, RegExp>> = {
  uid: /^nobody$/,
  gid: /^(?:nobody|nogroup)$/,
  'use chroot': /^yes$/,
  'read only': /^yes$/,
  list: /^yes$/,
  'numeric ids': /^yes$/,
  'munge symlinks': /^no$/,
  'max connections': /^[1-9]\d*$/,
  timeout: /^[1-9]\d*$/,
  'reverse lookup': /^no$/,
  'max verbosity': /^[01]$/,
  'transfer logging': /^no$/,
  'dont compress': /^\*$/,
  'refuse options': /\bchecksum\b/,
  'ignore nonreadable': /^yes$/,
  exclude: /(?=.*\.~tmp~\/)(?=.*\/\.mirrorc)/,
}

const inModules = ['comment', 'path', 'lock file']
const elsewhere = ['motd file', 'hosts allow', 'socket options']
const network = /^(?:[0-9.]+|[0-9a-f:]*:[0-9a-f:.]*)(?:\/\d+)?$/

/** What is known for doing harm in rsyncd.conf, or left out of what every daemon is to have. */
export function rsyncdHazards(text: string): readonly string[] {
  const [all, ...modules] = readRsyncdConf(text)
  const settings = all?.settings ?? new Map<string, string>()
  const locks = modules.map(module => module.settings.get('lock file') ?? 'none')
  return [
    ...Object.keys(needed)
      .filter(name => !needed[name]?.test(settings.get(name) ?? ''))
      .map(name => `${name} = ${settings.get(name)}`),
    ...[...settings.keys()].filter(name => !(name in needed) && !elsewhere.includes(name)),
    // A name would be looked up, and whoever answers for it could let himself in.
    ...(settings.get('hosts allow') ?? '').split(' ').filter(word => word && !network.test(word)),
    ...modules.flatMap(module => moduleHazards(module.settings)),
    ...(new Set(locks).size < locks.length ? ['modules that share a lock file'] : []),
  ]
}

// Everything but these is said once for all: so no module has a hook, opens a link, or takes anything.
function moduleHazards(settings: ReadonlyMap<string, string>): readonly string[] {
  const path = settings.get('path') ?? ''
  return [
    ...[...settings.keys()].filter(name => !inModules.includes(name)),
    ...(/^\/[^/]+\/.*[^/]$/.test(path) && !path.includes('/./') ? [] : [`path = ${path}`]),
    ...(/^\/var\/lib\/mirrorc-rsyncd\//.test(settings.get('lock file') ?? '')
      ? []
      : ['no lock file']),
  ]
}
