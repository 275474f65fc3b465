/** A private key that is ready to sign. */
export interface PrivateKey {
  readonly blob: Buffer
  sign(data: Buffer, hash: string | undefined): Buffer | Error
}

/** Read a private key; comes back with an error where it cannot. */
export type ParsePrivateKey = (text: string, passphrase?: string) => Promise<PrivateKey | Error>

/** Ask the user for a secret; undefined when there is no answer. */
export type AskSecret = (question: string) => Promise<string | undefined>
