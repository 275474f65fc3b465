import type { Mirror } from '../compiler/mirror.ts'
import { type ReadMirror, readMirror } from '../compiler/read-mirror.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { DiagnosticJson } from '../format-diagnostic.ts'
import type { Source } from '../source.ts'
import { releaseTable } from '../targets/index.ts'
import type { Io } from './io.ts'
import { readSource } from './read-source.ts'

export interface LoadedMirror {
  readonly source: Source
  readonly mirror: Mirror
}

/** A mirror file, read and compiled. */
export interface MirrorFile extends ReadMirror {
  readonly source: Source
}

/** Read and compile a mirror file; print nothing. */
export function readMirrorFile(file: string, io: Io): MirrorFile {
  const { source, problem } = readSource(file, io)
  if (problem) return { source, mirror: undefined, diagnostics: [problem] }
  return { source, ...readMirror(source, releaseTable) }
}

/** Read and compile a mirror file and print what there is to say about it. Undefined: it is invalid. */
export async function loadMirror(file: string, io: Io): Promise<LoadedMirror | undefined> {
  const { source, mirror, diagnostics } = readMirrorFile(file, io)
  await printDiagnostics(source, diagnostics, io)
  return mirror && { source, mirror }
}

/** The same for a command that prints one object for scripts: of an invalid file, what is wrong with it. */
export async function loadMirrorFor(
  { file, json }: { readonly file: string; readonly json: boolean },
  io: Io,
): Promise<LoadedMirror | undefined> {
  if (!json) return await loadMirror(file, io)
  const { source, mirror, diagnostics } = readMirrorFile(file, io)
  if (mirror !== undefined) {
    await printDiagnostics(source, diagnostics, io)
    return { source, mirror }
  }
  const invalid = { version: 1, hosts: [], diagnostics: await asData(source, diagnostics) }
  io.out.write(`${JSON.stringify(invalid, undefined, 2)}\n`)
  return undefined
}

/** Diagnostics for scripts. */
export async function asData(
  source: Source,
  diagnostics: readonly Diagnostic[],
): Promise<readonly DiagnosticJson[]> {
  const { diagnosticFormatter } = await import('../format-diagnostic.ts')
  return diagnostics.map(diagnosticFormatter(source).toJson)
}

// A file of another kind can have a mistake in each line.
const mostPrinted = 100

/** Diagnostics for people, and their count. */
export async function printDiagnostics(
  source: Source,
  diagnostics: readonly Diagnostic[],
  io: Io,
): Promise<void> {
  if (diagnostics.length === 0) return
  const { diagnosticFormatter, summarize } = await import('../format-diagnostic.ts')
  const formatter = diagnosticFormatter(source)
  for (const diagnostic of diagnostics.slice(0, mostPrinted)) {
    io.err.write(`${formatter.toText(diagnostic, { color: io.color.err })}\n`)
  }
  const rest = diagnostics.length - mostPrinted
  if (rest > 0) io.err.write(`… and ${rest} more; --json prints all\n\n`)
  io.err.write(`${summarize(source, diagnostics)}\n`)
}
