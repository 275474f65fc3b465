import type { IncludeLine } from '../../resource.ts'
import type { FileState } from '../host-state.ts'
import { bringsFile } from '../installation.ts'
import { asWanted, change, type Observed, refuse, type Verdict } from '../verdict.ts'

export function planIncludeLine(resource: IncludeLine, observed: Observed): Verdict {
  const { path, line, block } = resource
  const found = observed.state.paths[path] ?? { type: 'absent' }
  const steps = [{ do: 'insert-line', path, line, block }] as const
  switch (found.type) {
    case 'absent':
      if (!bringsFile(observed.installation, path))
        return refuse(`${path} is not there, though its package is`)
      return change(resource, 'change', { details: [`+ ${line}`], steps })
    case 'file':
      return planInsertion(resource, found, steps)
    case 'unreadable':
      return refuse(`cannot look at ${path}: ${found.reason}`)
    default:
      return refuse(`${path} is in the way: it is no file`)
  }
}

function planInsertion(
  resource: IncludeLine,
  { content = '', sha256 = '' }: FileState,
  steps: readonly [{ do: 'insert-line'; path: string; line: string; block: string }],
): Verdict {
  const { path, line, block } = resource
  const lines = content.split('\n')
  if (lines.some(text => text.trim() === line)) return asWanted
  const opening = lines.findIndex(text => new RegExp(`^${block} *\\{`).test(text))
  if (opening < 0) {
    return refuse(
      `${path} has no line "${block} {" after which to put: ${line}`,
      'put that line into the block by hand',
    )
  }
  const after = lines.toSpliced(opening + 1, 0, `    ${line}`).join('\n')
  return change(resource, 'change', {
    details: [],
    text: { before: content, after },
    guards: [{ path, expect: { type: 'file', sha256 }, orPristine: false }],
    steps,
  })
}
