import { error } from '../../diagnostic.ts'
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
  checkPassivePorts(context, ftp, passiveFirst, passiveLast)
  checkPassiveAddress(context, ftp.passive_address)
  return {
    maxConnections: ftp.max_connections ?? 50,
    connectionsPerAddress: ftp.connections_per_address ?? 10,
    passiveFirst,
    passiveLast,
    passiveAddress: ftp.passive_address,
  }
}

// Each download takes one of them, and for a while afterwards.
function checkPassivePorts(
  context: Context,
  ftp: { readonly passive_first?: number | undefined; readonly passive_last?: number | undefined },
  first: number,
  last: number,
): void {
  if (last <= 65535 && last - first + 1 >= 10) return
  const key = ftp.passive_last === undefined ? 'passive_first' : 'passive_last'
  const message = `${first} to ${last} are no ten ports or more up to 65535`
  const span = valueSpan(context, ['serve', 'ftp', key])
  context.report(
    error('out-of-range', span, message, 'such as passive_first: 40000 and passive_last: 40099'),
  )
}

// The command that tells clients an address has room for IPv4 alone; RFC 959, 227.
function checkPassiveAddress(context: Context, address: string | undefined): void {
  if (address === undefined || ipVersion(address) === 4) return
  const message = `${quote(address)} is no IPv4 address`
  const span = valueSpan(context, ['serve', 'ftp', 'passive_address'])
  context.report(error('bad-network', span, message, 'write the address that the world sees'))
}
