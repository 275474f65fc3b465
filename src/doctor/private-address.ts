// RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291.
const networks =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|127\.|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|::1$)/i

/** Whether an address means something on its own network only. */
export function isPrivate(address: string): boolean {
  return networks.test(address)
}
