import type { Case, Check } from './check.ts'
import type { Checkup, Reached, ResolvedName } from './checkup.ts'
import { isPrivate } from './private-address.ts'

/** What the host reaches, what leads to it, and whether it can listen. */
export function judgeNetwork(from: Case): readonly Check[] {
  const { wanted, checkup } = from
  // The host hears of them in no order.
  const upstreams = [...new Set(checkup.upstreams.map(upstreamOf))].sort()
  return [
    ...upstreams.map(name => judgeUpstream(name, checkup)),
    ...wanted.names.map(name => judgeName(name, from)),
    ...wanted.ports.map(wish => judgePort(wish, checkup)),
  ]
}

const upstreamOf = ({ host, port }: Reached): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`

function judgeUpstream(subject: string, checkup: Checkup): Check {
  const check = 'upstream'
  const ways = checkup.upstreams
    .filter(way => upstreamOf(way) === subject)
    .filter(way => way.address !== undefined)
    .sort((one, other) => one.family - other.family)
  if (ways.length === 0) {
    const advice = 'can the host resolve names? See its /etc/resolv.conf'
    return { check, subject, status: 'problem', found: 'the host finds no address of it', advice }
  }
  const found = ways.map(sayWay).join(', ')
  const failed = ways.filter(({ milliseconds }) => milliseconds === undefined)
  if (failed.length === ways.length) {
    const advice = 'let the host connect there (TCP): see its firewall and that of its network'
    return { check, subject, status: 'problem', found, advice }
  }
  // A host without IPv6 does not try it.
  const hasIpv6 = checkup.addresses.some(address => address.includes(':'))
  if (failed.every(({ family }) => family === 6 && !hasIpv6))
    return { check, subject, status: 'ok', found }
  const advice = 'each sync may try that first, and wait: see the routes and firewalls'
  return { check, subject, status: 'warning', found, advice }
}

function sayWay({ family, milliseconds, complaint }: Reached): string {
  return milliseconds === undefined
    ? `IPv${family}: ${complaint ?? 'no answer'}`
    : `IPv${family} ${milliseconds} ms`
}

function judgeName(name: string, { wanted, checkup }: Case): Check {
  const about = { check: 'name', subject: name }
  const asked = checkup.names
    .filter(one => one.name === name)
    .sort((one, other) => one.family - other.family)
  const answers = asked.flatMap(({ addresses }) => addresses ?? [])
  if (asked.every(({ addresses }) => addresses === undefined))
    return { ...about, status: 'unseen', found: 'no name server of the host answers' }
  if (answers.length === 0) {
    const advice = `make address records for it: ${records(checkup) || 'A and AAAA'}`
    return { ...about, status: 'warning', found: 'not in DNS', advice }
  }
  const wrong = asked.flatMap(({ addresses = [] }) =>
    wanted.shared && addresses.some(isOwn(checkup)) ? [] : foreign(addresses, checkup),
  )
  const found = answers.join(', ')
  if (wrong.some(({ translated }) => !translated)) {
    const elsewhere = wrong.filter(({ translated }) => !translated).map(one => one.address)
    const advice = `${elsewhere.join(', ')} is not an address of this host: correct the records`
    return { ...about, status: 'problem', found, advice }
  }
  const missing = missingFamilies(asked, checkup, wanted.ipv6)
  if (missing !== undefined) return { ...about, status: 'warning', found, advice: missing }
  if (wrong.length === 0) return { ...about, status: 'ok', found }
  const advice = 'the host itself has private addresses only: does that one lead to it?'
  return { ...about, status: 'note', found, advice }
}

const isOwn =
  ({ addresses }: Checkup) =>
  (address: string): boolean =>
    addresses.includes(address)

/** Addresses that the host does not have; `translated` where a router may stand for it. */
function foreign(
  addresses: readonly string[],
  { addresses: own }: Checkup,
): readonly { readonly address: string; readonly translated: boolean }[] {
  return addresses
    .filter(address => !own.includes(address))
    .map(address => {
      const family = own.filter(one => one.includes(':') === address.includes(':'))
      return { address, translated: !isPrivate(address) && family.every(isPrivate) }
    })
}

function missingFamilies(
  asked: readonly ResolvedName[],
  { addresses }: Checkup,
  ipv6: boolean,
): string | undefined {
  const has = (family: number): boolean =>
    asked.some(one => one.family === family && one.addresses?.length !== 0)
  if (!has(4)) return 'it has no A record: users without IPv6 do not find it'
  const own = addresses.find(address => address.includes(':') && !isPrivate(address))
  if (has(6) || !ipv6 || own === undefined) return undefined
  return `it has no AAAA record: make one (${own}), or write \`ipv6: false\` for the host`
}

const records = ({ addresses }: Checkup): string =>
  addresses
    .filter(address => !isPrivate(address))
    .map(address => `${address.includes(':') ? 'AAAA' : 'A'} ${address}`)
    .join(', ')

function judgePort(
  { port, unit }: { readonly port: number; readonly unit: string },
  { sockets, complaints }: Checkup,
): Check {
  const about = { check: 'port', subject: String(port) }
  if (sockets === undefined) return { ...about, status: 'unseen', found: 'the host has no ss' }
  const held = sockets.filter(socket => socket.port === port)
  if (held.length === 0) return { ...about, status: 'ok', found: 'free' }
  const names = held.map(({ program, unit: holder }) =>
    [program ?? 'a program that only root sees', ...(holder ? [`(${holder})`] : [])].join(' '),
  )
  const found = `held by ${[...new Set(names)].join(', ')}`
  // systemd itself listens for its sockets.
  const expected = unit.endsWith('.socket') ? 'init.scope' : unit
  if (held.every(socket => socket.unit === expected)) {
    const complaint = complaints.find(one => one.port === port)?.complaint
    if (complaint === undefined) return { ...about, status: 'ok', found }
    const instances = unit.replace(/\.socket$/, '@*')
    const advice = `${complaint}; see on the host: journalctl -u '${instances}'`
    return { ...about, status: 'problem', found, advice }
  }
  if (held.some(({ program }) => program === undefined))
    return { ...about, status: 'unseen', found }
  const advice = `${unit} needs it: stop and disable the other, or write another port in mirror.yaml`
  return { ...about, status: 'problem', found, advice }
}
