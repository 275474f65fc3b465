import { error, warning } from '../../diagnostic.ts'
import type { MirrorInput } from '../2-validate/mirror-input.gen.ts'
import type { WellFormed } from '../2-validate/validate.ts'
import { ipVersion } from '../ip-address.ts'
import type { Ftp } from '../mirror.ts'
import { quote } from '../quote.ts'
import { type Context, valueSpan } from './context.ts'

/** `serve.ftp` with its defaults. */
export function resolveFtp(context: Context, { serve }: WellFormed<MirrorInput>): Ftp | undefined {
  const ftp = serve?.ftp
  if (ftp === undefined) return undefined
  const passiveFirst = ftp.passive_first ?? 40000
  const passiveLast = ftp.passive_last ?? passiveFirst + 99
  const maxConnections = ftp.max_connections ?? 50
  checkPassivePorts(context, ftp, { first: passiveFirst, last: passiveLast, maxConnections })
  checkPassiveAddress(context, ftp.passive_address)
  return {
    maxConnections,
    connectionsPerAddress: ftp.connections_per_address ?? 10,
    passiveFirst,
    passiveLast,
    passiveAddress: ftp.passive_address,
  }
}

interface Passive {
  readonly first: number
  readonly last: number
  readonly maxConnections: number
}

// Each download takes one of them, and for a while afterwards.
function checkPassivePorts(
  context: Context,
  ftp: NonNullable<NonNullable<WellFormed<MirrorInput>['serve']>['ftp']>,
  passive: Passive,
): void {
  const { first, last, maxConnections } = passive
  const keys = ['passive_last', 'passive_first', 'max_connections'] as const
  const key = keys.find(one => ftp[one] !== undefined) ?? 'passive_first'
  const span = valueSpan(context, ['serve', 'ftp', key])
  const ports = last - first + 1
  if (last > 65535 || ports < 10) {
    const message = `${first} to ${last} are no ten ports or more up to 65535`
    const hint = 'such as passive_first: 40000 and passive_last: 40099'
    context.report(error('out-of-range', span, message, hint))
  } else if (ports < maxConnections) {
    const message = `of ${maxConnections} clients only ${ports} can be given something at once: each takes a port from ${first} to ${last}`
    context.report(warning('few-ports', span, message, hintAt(passive)))
  }
}

function hintAt({ first, last, maxConnections }: Passive): string {
  const needed = first + maxConnections - 1
  const fewer = `max_connections: ${last - first + 1}`
  return needed > 65535 ? `write ${fewer}` : `write passive_last: ${needed} or more, or ${fewer}`
}

// The command that tells clients an address has room for IPv4 alone; RFC 959, 227.
function checkPassiveAddress(context: Context, address: string | undefined): void {
  if (address === undefined || ipVersion(address) === 4) return
  const message = `${quote(address)} is no IPv4 address`
  const span = valueSpan(context, ['serve', 'ftp', 'passive_address'])
  context.report(error('bad-network', span, message, 'write the address that the world sees'))
}
