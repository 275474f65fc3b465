import type { MirrorHost } from '../compiler/mirror.ts'
import { exitCode, Failure } from '../failure.ts'
import { escapeForTerminal } from '../terminal-text.ts'
import { packageVersion } from '../version.ts'
import type { Aim } from './aim.ts'
import { areResources } from './aim-shape.ts'

/** How a host remembers what an apply made of it. What it says of resources is as the version that wrote it has them. */
interface AimRecord extends Aim {
  readonly format: 1
  /** The version of mirrorc that wrote it. */
  readonly tool: string
  /** The distribution that it was made for: its resources fit no other. */
  readonly system: string
}

export function writeAim(aim: Aim, host: MirrorHost): string {
  const record: AimRecord = { format: 1, tool: packageVersion(), system: systemOf(host), ...aim }
  return JSON.stringify(record)
}

/** Reads what an apply made of a host. Fails where this version cannot tell what was meant. */
export function readAim(text: string, id: string, host: MirrorHost): Aim {
  const record = parse(text)
  if (!isAim(record)) {
    throw new Failure(
      exitCode.refused,
      `the apply ${id} was recorded by ${authorOf(record)}, and this is mirrorc ${packageVersion()}, which does not read that: nothing was done`,
      otherWays,
    )
  }
  const { format: _, tool: __, system, ...aim } = record
  if (system === systemOf(host)) return aim
  throw new Failure(
    exitCode.refused,
    `the apply ${id} was for ${escapeForTerminal(system)}, and mirror.yaml says ${systemOf(host)}: nothing was done`,
    otherWays,
  )
}

const otherWays =
  'roll back with the version that recorded it; or give mirror.yaml its earlier text, and run `mirrorc apply`'

const systemOf = ({ distro, release }: MirrorHost): string => `${distro} ${release}`

function parse(text: string): Partial<AimRecord> {
  try {
    return (JSON.parse(text) as Partial<AimRecord> | null) ?? {}
  } catch {
    return {}
  }
}

const authorOf = ({ tool }: Partial<AimRecord>): string =>
  typeof tool === 'string' ? `mirrorc ${escapeForTerminal(tool)}` : 'another version of mirrorc'

function isAim(record: Partial<AimRecord>): record is AimRecord {
  const { format, site, storage, input, system, resources } = record
  return (
    format === 1 &&
    [site, storage?.root, storage?.user, input, system].every(text => typeof text === 'string') &&
    areResources(resources)
  )
}
