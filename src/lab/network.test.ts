import { isIPv6 } from 'node:net'
import { expect, test } from 'vitest'
import { networkOfLab6 } from './network.ts'

test("a lab's IPv6 addresses are written as ssh and everybody else writes them", () => {
  const ids = ['a1b2c3', '00b2c3', '0001c3', '0000c3', 'a1b200', 'a1b203', '000000']
  for (const id of ids) {
    const address = `${networkOfLab6(id)}::11`
    expect(isIPv6(address)).toBe(true)
    // url.spec.whatwg.org writes them by RFC 5952.
    expect(new URL(`http://[${address}]/`).hostname).toBe(`[${address}]`)
  }
  expect(new Set(ids.map(networkOfLab6)).size).toBe(ids.length)
})
