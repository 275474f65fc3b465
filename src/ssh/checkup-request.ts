import type { Probe } from '../resource.ts'
import { probeLine } from './apply-request.ts'
import { plainWord } from './probe-request.ts'

/** What a checkup is asked about. */
export interface CheckupQuestions {
  readonly storage: { readonly root: string; readonly user: string }
  readonly modules: readonly { readonly name: string; readonly path: string }[]
  readonly upstreams: readonly { readonly host: string; readonly port: number }[]
  /** Names that should lead to the host. */
  readonly names: readonly string[]
  /** What is asked of the services for which systemd listens, as nobody else shows whether they can answer. */
  readonly probes: readonly Probe[]
}

/** The lines that src/runtime/checkup.sh reads. */
export function checkupRequest(questions: CheckupQuestions): string {
  const { storage, modules, upstreams, names, probes } = questions
  const lines = [
    `storage ${plainWord(storage.root)}`,
    `user ${plainWord(storage.user)}`,
    ...modules.map(({ name, path }) => `tree ${plainWord(name)} ${plainWord(path)}`),
    ...upstreams.map(({ host, port }) => `upstream ${plainWord(host)} ${port}`),
    ...names.map(name => `name ${plainWord(name)}`),
    ...probes.map(probeLine),
    'end',
  ]
  return `${lines.join('\n')}\n`
}
