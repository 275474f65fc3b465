import { formatLedger } from '../ledger.ts'
import type { Guard, Plan, Step } from '../plan/plan.ts'
import { sha256 } from '../sha256.ts'
import { plainWord } from './probe-request.ts'

/** A plan as the lines that src/runtime/apply.sh reads: guards, steps, and the texts they put in place. */
export function applyRequest(plan: Plan, run: string): string {
  const lines: string[] = []
  const texts: string[] = []
  const addText = (text: string): string => {
    const number = String(texts.length / 2)
    texts.push(`content ${number}`, Buffer.from(text).toString('base64'))
    return number
  }
  for (const change of plan.changes) {
    lines.push(...change.guards.map(guardLine))
    lines.push(...change.steps.map(step => stepLine(step, addText)))
  }
  if (plan.ledger !== undefined) {
    const { next, before } = plan.ledger
    lines.push(line('ledger', before ?? 'none', addText(formatLedger(next, run))))
  }
  return `${[...texts, ...lines, `end ${lines.length}`].join('\n')}\n`
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

function stepLine(step: Step, addText: (text: string) => string): string {
  switch (step.do) {
    case 'install':
      return line('install', step.package)
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
    case 'remove':
    case 'remove-directory':
      return line(step.do, step.path)
    case 'remove-line':
      return line('remove-line', step.path, addText(`${step.line}\n`))
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

const line = (...words: readonly string[]): string => words.map(plainWord).join(' ')
