/** A reader of the SSH wire format (RFC 4251 §5). Each read gives undefined past the end. */
export interface WireReader {
  string(): Buffer | undefined
  uint32(): number | undefined
}

/** Read strings and numbers one after the other, beginning at `start`. */
export function readWire(data: Buffer, start = 0): WireReader {
  let offset = start
  const uint32 = () => {
    if (offset + 4 > data.length) return undefined
    offset += 4
    return data.readUInt32BE(offset - 4)
  }
  const string = () => {
    const length = uint32()
    if (length === undefined || offset + length > data.length) return undefined
    offset += length
    return data.subarray(offset - length, offset)
  }
  return { string, uint32 }
}

/** Bytes as an SSH string: their length, then themselves. */
export function wireString(bytes: Buffer): Buffer {
  return Buffer.concat([wireNumber(bytes.length), bytes])
}

/** A number as an SSH uint32. */
export function wireNumber(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** The type that a public key's bytes begin with, such as `ssh-ed25519`. */
export function publicKeyType(blob: Buffer): string | undefined {
  return readWire(blob).string()?.toString('latin1')
}
