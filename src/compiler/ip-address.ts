import { isIP } from 'node:net'

/** 4, 6, or 0 for what is no IP address. A zone (`fe80::1%eth0`) makes it none: it is of use on one machine only. */
export function ipVersion(text: string): 0 | 4 | 6 {
  // The first call of isIP compiles an expression that costs more than the rest of this phase.
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !/[.:]/.test(text)) return 0
  if (!text.includes(':') && !/^[0-9.]+$/.test(text)) return 0
  const version = isIP(text)
  return version === 4 || version === 6 ? version : 0
}
