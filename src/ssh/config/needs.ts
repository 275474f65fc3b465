import { allValues, type ConfigValues, oneValue } from './values.ts'

/** What the user's configuration asks for and only the ssh program can do; undefined when there is nothing. */
export function needOfProgram(values: ConfigValues): string | undefined {
  const command = oneValue(values, 'proxycommand')
  if (command !== undefined) return `ProxyCommand ${command}`
  const [certificate] = allValues(values, 'certificatefile')
  if (certificate !== undefined) return `the certificate ${certificate}`
  const provider = oneValue(values, 'pkcs11provider')
  if (provider !== undefined) return `PKCS11Provider ${provider}`
  const revoked = oneValue(values, 'revokedhostkeys')
  if (revoked !== undefined) return `RevokedHostKeys ${revoked}`
  const exchanges = oneValue(values, 'kexalgorithms')
  if (exchanges === undefined || exchanges.split(',').some(name => exchangesOfLibrary.test(name))) {
    return undefined
  }
  return `KexAlgorithms ${exchanges}`
}

/** What the SSH library has; the post-quantum ones are not among them. */
const exchangesOfLibrary =
  /^(curve25519-sha256(@libssh\.org)?|ecdh-sha2-nistp(256|384|521)|diffie-hellman-group(14-sha256|15-sha512|16-sha512|17-sha512|18-sha512|-exchange-sha256))$/
