import { readFileSync } from 'node:fs'
import { type ExitCode, exitCode } from '../failure.ts'
import type { Io } from './io.ts'

/** `mirrorc schema`: prints the JSON Schema of mirror.yaml. */
export async function schema(io: Io): Promise<ExitCode> {
  io.out.write(readSchemaText())
  return exitCode.done
}

/** The JSON Schema as it is shipped. */
export function readSchemaText(): string {
  return readFileSync(new URL('../../mirror.schema.json', import.meta.url), 'utf8')
}
