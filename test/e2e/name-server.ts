import { createSocket, type Socket } from 'node:dgram'

/** Addresses by name; a name that is not here does not exist. */
export type Zone = Readonly<Record<string, { readonly a?: string; readonly aaaa?: string }>>

/** A name server for lab hosts, on an address of this machine. */
export async function startNameServer(address: string, zone: Zone): Promise<Socket> {
  const server = createSocket('udp4')
  server.on('message', (query, { address: from, port }) => {
    server.send(answer(query, zone), port, from)
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.bind(53, address, done)
  })
  return server
}

// RFC 1035 §4: a header of twelve bytes, the question, and the records, whose name is a pointer to that of the question.
function answer(query: Buffer, zone: Zone): Buffer {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString('latin1'))
    at += length + 1
  }
  const question = query.subarray(12, at + 5)
  const type = query.readUInt16BE(at + 1)
  const found = zone[labels.join('.').toLowerCase()]
  const data = type === 1 ? ipv4(found?.a) : type === 28 ? ipv6(found?.aaaa) : undefined
  const header = Buffer.alloc(12)
  query.copy(header, 0, 0, 2)
  header.writeUInt16BE(found === undefined ? 0x8183 : 0x8180, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(data === undefined ? 0 : 1, 6)
  if (data === undefined) return Buffer.concat([header, question])
  const record = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length])
  return Buffer.concat([header, question, record, data])
}

const ipv4 = (address: string | undefined): Buffer | undefined =>
  address === undefined ? undefined : Buffer.from(address.split('.').map(Number))

function ipv6(address: string | undefined): Buffer | undefined {
  if (address === undefined) return undefined
  const [head = '', tail = ''] = address.split('::')
  const [front, back] = [head, tail].map(part => part.split(':').filter(word => word !== ''))
  const zeros = Array.from({ length: 8 - (front?.length ?? 0) - (back?.length ?? 0) }, () => '0')
  const words = [...(front ?? []), ...zeros, ...(back ?? [])]
  return Buffer.from(words.map(word => word.padStart(4, '0')).join(''), 'hex')
}
