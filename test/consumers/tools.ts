import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the tests drive, programs by the Debian package that has them. `npm test` installs the packages. */
const testTools: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../tools.json'), 'utf8'),
)

/** The packages that are missing here. */
export function missingPackages(): readonly string[] {
  return Object.entries(testTools)
    .filter(([, programs]) => !programs.every(isInstalled))
    .map(([name]) => name)
}

// Where Debian puts programs; an ordinary user's PATH has no sbin.
const directories = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

const isInstalled = (program: string): boolean =>
  directories.some(directory => existsSync(join(directory, program)))

/** Why the real tools cannot be run here, in one line; undefined when they can. */
export function missingForTools(): string | undefined {
  if (process.platform !== 'linux') return 'the consumer and runtime tests need Linux'
  const packages = missingPackages()
  if (packages.length > 0) return `the consumer and runtime tests need ${packages.join(', ')}`
  if (!canMount()) return 'the consumer and runtime tests need root that may mount (CAP_SYS_ADMIN)'
  return undefined
}

/** As above; says so on the console, and throws where MIRRORC_LAB=required lets nothing be skipped. */
export function skipReason(): string | undefined {
  const missing = missingForTools()
  if (missing === undefined) return undefined
  if (process.env.MIRRORC_LAB === 'required') throw new Error(missing)
  console.log(`skipped: ${missing}`)
  return missing
}

/** capabilities(7): CAP_SYS_ADMIN is bit 21. */
function canMount(): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return process.getuid?.() === 0 && (BigInt(`0x${effective ?? '0'}`) & (1n << 21n)) !== 0n
}
