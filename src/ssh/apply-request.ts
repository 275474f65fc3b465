import { formatLedger } from '../ledger.ts'
import type { Guard, Plan, Step } from '../plan/plan.ts'
import type { Probe } from '../resource.ts'
import { sha256 } from '../sha256.ts'
import { plainWord } from './probe-request.ts'

/** All that is put down on a host for one apply. */
export interface ApplyOrder {
  readonly plan: Plan
  /** A text that says what the host shall be afterwards, for going back to it later. */
  readonly aim: string
  /** The id of the host's package manager. */
  readonly manager: string
  /** Who it is for, such as `anna@laptop`. */
  readonly by: string
  /** What is remembered of it, a line for each change. */
  readonly summary: readonly string[]
}

/** An order as the lines that src/runtime/spool.sh takes in; `program` is the runner. */
export function applyRequest(order: ApplyOrder, run: string, program: string): string {
  const { plan, aim, manager, by, summary } = order
  const texts: string[] = []
  const addFile = (name: string, text: string): void => {
    texts.push(`content ${plainWord(name)}`, Buffer.from(text).toString('base64'))
  }
  const addText = (text: string): string => {
    const name = `new/${texts.length / 2}`
    addFile(name, text)
    return name
  }
  const lines = [line('manager', manager), ...planLines(plan, run, addText)]
  addFile('program', program)
  addFile('by', `${by}\n`)
  addFile('summary', summary.map(text => `${text}\n`).join(''))
  addFile('aim', aim)
  return `${[...texts, ...lines, `end ${lines.length}`].join('\n')}\n`
}

type AddText = (text: string) => string

/** The guards, the steps, and what must answer in the end: the lines that src/runtime/runner reads. */
function planLines(plan: Plan, run: string, addText: AddText): readonly string[] {
  const lines = plan.changes.flatMap(({ guards, steps }) => [
    ...guards.map(guardLine),
    ...steps.map(step => stepLine(step, addText)),
  ])
  if (plan.ledger === undefined) return lines
  const { next, before } = plan.ledger
  const ledger = line('ledger', before ?? 'none', addText(formatLedger(next, run)))
  return [...lines, ...plan.probes.map(probeLine), ledger]
}

/** The line that has the host ask for what it serves; src/runtime/runner/ask.sh. */
export function probeLine(probe: Probe): string {
  switch (probe.protocol) {
    case 'http':
    case 'https': {
      const { protocol, port, host, path, ipv6 } = probe
      return line('ask', protocol, String(port), host, path, ipv6 ? '46' : '4')
    }
    case 'githttp':
      return line('ask', 'githttp', String(probe.port), probe.host, probe.path)
    case 'rsync': {
      const { port, modules, present, restricted } = probe
      const words = [modules.join(','), restricted ? 'some' : 'all']
      return line('ask', 'rsync', String(port), ...words, ...present)
    }
    case 'ftp':
      return line('ask', 'ftp', String(probe.port), ...probe.modules)
    case 'rsynctls': {
      const { port, host, ipv6, restricted, module } = probe
      const words = [ipv6 ? '46' : '4', restricted ? 'some' : 'all']
      return line('ask', 'rsynctls', String(port), host, ...words, ...(module ? [module] : []))
    }
    case 'git':
      return line('ask', 'git', String(probe.port), probe.module)
  }
}

function guardLine({ path, expect, orPristine }: Guard): string {
  const words = [path, orPristine ? 'pristine' : 'exact']
  switch (expect.type) {
    case 'absent':
      return line('expect', 'absent', ...words)
    case 'file':
      return line('expect', 'file', ...words, expect.sha256)
    case 'link':
      return line('expect', 'link', ...words, expect.target)
  }
}

function stepLine(step: Step, addText: AddText): string {
  switch (step.do) {
    case 'install':
      return line('install', step.package, ...(step.upgrade ? ['upgrade'] : []))
    case 'group':
      return line('group', step.name)
    case 'user': {
      const comment = Buffer.from(step.comment).toString('base64')
      return line('user', step.name, step.group, step.home, step.shell, comment)
    }
    case 'directory':
    case 'own':
      return line(step.do, step.path, step.owner, step.group, step.mode)
    case 'write': {
      const { path, owner, group, mode, content } = step
      return line('write', path, owner, group, mode, addText(content), sha256(content))
    }
    case 'link':
    case 'unlink-site':
      return line(step.do, step.path, step.target)
    case 'insert-line':
      return line('insert-line', step.path, step.block, addText(`${step.line}\n`))
    case 'placeholder':
      return line('placeholder', step.name)
    case 'order':
      return orderLine(step)
    case 'write-later': {
      const { path, owner, group, mode, content, certificate } = step
      const file = [addText(content), sha256(content), certificate]
      return line('write-later', path, owner, group, mode, ...file)
    }
    case 'remove':
    case 'remove-directory':
      return line(step.do, step.path)
    case 'remove-line':
      return line('remove-line', step.path, addText(`${step.line}\n`))
    case 'keep-off':
      return line('keep-off', step.unit)
    case 'deactivate':
      return line('deactivate', step.unit)
    case 'check':
      return line('check', step.tool)
    case 'daemon-reload':
      return 'daemon-reload'
    case 'enable':
      return line('enable', step.unit)
    case 'activate':
      return line('activate', step.unit, step.how, step.ports.join(',') || '0')
  }
}

function orderLine(step: Step & { readonly do: 'order' }): string {
  const { name, how, names, keyType, email, directory, hook, unit, digest } = step
  const { caFile = '.', address = '.' } = step
  const what = [name, how, names.join(','), keyType, email, directory]
  return line('order', ...what, caFile, address, hook, unit, digest)
}

const line = (...words: readonly string[]): string => words.map(plainWord).join(' ')
