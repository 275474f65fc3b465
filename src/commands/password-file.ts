import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { exitCode, Failure } from '../failure.ts'

/** The first line of a file with a password, which nobody else on this machine may read. */
export function readPasswordFile(path: string): string {
  const { mode, text } = readOnce(path)
  // A pipe, as `<(pass show fra1)` makes it, is private whatever its mode says.
  if ((mode & fileType) === regularFile && (mode & 0o077) !== 0 && process.platform !== 'win32') {
    throw new Failure(
      exitCode.usage,
      `${path} can be read by others on this machine`,
      `run: chmod 600 ${path}`,
    )
  }
  const [password = ''] = text.split(/\r?\n/, 1)
  if (password === '' || password.includes('\0')) {
    throw new Failure(exitCode.usage, `${path} has no password in its first line`)
  }
  return password
}

// inode(7)
const fileType = 0o170000
const regularFile = 0o100000

/** Through one descriptor: a pipe can be read only once. */
function readOnce(path: string): { mode: number; text: string } {
  try {
    const file = openSync(path, 'r')
    try {
      return { mode: fstatSync(file).mode, text: readFileSync(file, 'utf8') }
    } finally {
      closeSync(file)
    }
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new Failure(exitCode.bug, `cannot read ${path} (${why})`, undefined, error)
  }
}
