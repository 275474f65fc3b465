import { unreachable } from '../unreachable.ts'

/** Refuse what `ssh` would take for an option, a user or a URI instead of an address. */
export function refuseOddAddress(address: string): void {
  if (/^[^-\s\p{Cc}@/][^\s\p{Cc}@/]*$/u.test(address)) return
  throw unreachable(
    `${JSON.stringify(address)} is not an address`,
    'An address is a host name, an IP or a `Host` of ~/.ssh/config, without user, port or scheme.',
  )
}
