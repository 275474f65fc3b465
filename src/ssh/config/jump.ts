import type { HostTarget } from '../transport.ts'

/** The hosts of a ProxyJump, in order; `ssh -G` has checked how they are written. */
export function parseJump(text: string | undefined, wayTo: string): readonly HostTarget[] {
  return (text ?? '')
    .split(',')
    .filter(hop => hop !== '')
    .map(hop => parseHop(hop, wayTo))
}

/** `[user@]host[:port]` or the same after `ssh://`: ssh_config(5). */
function parseHop(text: string, wayTo: string): HostTarget {
  const login = text.replace(/^ssh:\/\//, '').replace(/\/$/, '')
  const at = login.lastIndexOf('@')
  const place = login.slice(at + 1)
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*))(?::([0-9]+))?$/.exec(place) ?? []
  return {
    wayTo,
    address: bracketed ?? plain ?? place,
    port: port === undefined ? undefined : Number(port),
    user: at < 0 ? undefined : login.slice(0, at),
    hostKey: undefined,
  }
}
