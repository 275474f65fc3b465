import { type ExitCode, exitCode } from '../failure.ts'
import { plural } from '../plural.ts'
import { type Io, inform } from './io.ts'
import { asData, type MirrorFile, printDiagnostics, readMirrorFile } from './load-mirror.ts'

export interface ValidateOptions {
  readonly file: string
  readonly json: boolean
}

/** `mirrorc validate`: says all that is wrong with a mirror file; contacts nobody. */
export async function validate(options: ValidateOptions, io: Io): Promise<ExitCode> {
  const read = readMirrorFile(options.file, io)
  if (options.json) await printJson(read, io)
  else {
    await printDiagnostics(read.source, read.diagnostics, io)
    if (read.mirror) inform(io, `${read.source.name} is valid: ${count(read)}\n`)
  }
  return read.mirror ? exitCode.done : exitCode.invalid
}

function count({ mirror }: MirrorFile): string {
  const modules = new Set(mirror?.hosts.flatMap(host => host.modules.map(module => module.name)))
  const hosts = mirror?.hosts.length ?? 0
  return `${plural(modules.size, 'module')}, ${plural(hosts, 'host')}`
}

async function printJson({ source, mirror, diagnostics }: MirrorFile, io: Io): Promise<void> {
  const result = {
    file: source.name,
    valid: mirror !== undefined,
    site: mirror?.site ?? null,
    hosts: mirror?.hosts.map(host => host.name) ?? [],
    diagnostics: await asData(source, diagnostics),
  }
  io.out.write(`${JSON.stringify(result, null, 2)}\n`)
}
