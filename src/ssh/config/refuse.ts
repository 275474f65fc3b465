import { unreachable } from '../unreachable.ts'
import { type ConfigValues, oneValue } from './values.ts'

/** Refuse what `ssh` would take for an option, a user or a URI instead of an address. */
export function refuseOddAddress(address: string): void {
  if (/^[^-\s\p{Cc}@/][^\s\p{Cc}@/]*$/u.test(address)) return
  throw unreachable(
    `${JSON.stringify(address)} is not an address`,
    'An address is a host name, an IP or a `Host` of ~/.ssh/config, without user, port or scheme.',
  )
}

/** Refuse what the user's configuration asks for and mirrorc cannot do. */
export function refuseUnsupported(label: string, values: ConfigValues): void {
  const jump = oneValue(values, 'proxyjump')
  const command = oneValue(values, 'proxycommand')
  if (jump === undefined && command === undefined) return
  const [what, setting] =
    jump === undefined
      ? ['through a command', `ProxyCommand ${command}`]
      : ['through another host', `ProxyJump ${jump}`]
  throw unreachable(
    `${label}: your SSH configuration reaches it ${what} (${setting}), which this version cannot do`,
    'A later version will. Until then run mirrorc where the host is reachable directly, or open a ' +
      'tunnel (`ssh -L PORT:HOST:22 GATEWAY`) and give its end as address and port.',
  )
}
