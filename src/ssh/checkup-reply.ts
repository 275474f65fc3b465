import type {
  Checkup,
  Family,
  ForeignJobs,
  Leftover,
  Machine,
  Place,
  Reached,
  ResolvedName,
  Socket,
  Strangers,
} from '../doctor/checkup.ts'
import type { Section } from './section.ts'

/** Turns what src/runtime/checkup.sh says into what is known of the host. */
export function readCheckupReply(sections: readonly Section[]): Omit<Checkup, 'clock'> {
  const linesOf = (name: string): readonly string[] | undefined =>
    sections.find(section => section.name === name)?.lines
  const some = (name: string): readonly string[] => linesOf(name) ?? []
  if (linesOf('machine') === undefined) throw new Error("the checkup's answer is not whole")
  return {
    machine: readMachine(some('machine')),
    addresses: some('addresses').flatMap(readAddress),
    names: readNames(some('network')),
    upstreams: some('network').flatMap(readReached),
    sockets: linesOf('sockets')?.flatMap(socketReader(some('holders'))),
    complaints: some('services').flatMap(readComplaint),
    places: readPlaces(some('places')),
    unmounted: some('unmounted'),
    sizes: Object.fromEntries(
      some('sizes')
        .map(words)
        .map(([name = '', n]) => [name, Number(n)]),
    ),
    strangers: readStrangers(linesOf('owners')),
    refreshed: newest(some('refreshed')),
    leftovers: some('leftovers').flatMap(readLeftover),
    failed: some('failed').flatMap(line => words(line).slice(0, 1)),
    jobs: some('cron').flatMap(readJobs),
  }
}

/** Reads the host's clock, which was asked at one of our times and had answered at the other; milliseconds. */
export function readClock(
  sections: readonly Section[],
  asked: number,
  answered: number,
): Checkup['clock'] {
  const time = Number(sections.find(({ name }) => name === 'clock')?.lines[0])
  if (!Number.isFinite(time)) throw new Error('the host did not say what time it is')
  // It says whole seconds, which have gone on by half a one on average.
  const ahead = time + 0.5 - (asked + answered) / 2000
  return { time, ahead, uncertain: (answered - asked) / 2000 + 0.5 }
}

const words = (line: string): string[] => line.trim().split(/\s+/)

/** A whole number; undefined for anything else that a host may say. */
function count(text: string | undefined): number | undefined {
  return /^\d+$/.test(text ?? '') ? Number(text) : undefined
}

function readMachine(lines: readonly string[]): Machine {
  const said = new Map(lines.map(words).map(([key = '', value]) => [key, value]))
  const kibibytes = count(said.get('memory'))
  const container = said.get('container')
  const reboot = said.get('reboot')
  return {
    cores: count(said.get('cores')),
    memoryBytes: kibibytes === undefined ? undefined : kibibytes * 1024,
    container: container === 'none' ? undefined : container,
    synchronized: { yes: true, no: false }[said.get('synchronized') ?? ''],
    reboot: reboot === 'required' || reboot === 'kernel' ? reboot : undefined,
    megabitsPerSecond: count(said.get('speed')),
  }
}

// ip -o address: number, device, family, address/bits, …
function readAddress(line: string): readonly string[] {
  const [, , family, address = ''] = words(line)
  return family === 'inet' || family === 'inet6' ? [address.replace(/\/.*/, '')] : []
}

const familyOf = (text: string | undefined): Family => (text === '6' ? 6 : 4)

function readNames(lines: readonly string[]): readonly ResolvedName[] {
  const answered = lines.includes('resolver answers')
  return lines.flatMap(line => {
    const [what, name = '', family, ...addresses] = words(line)
    if (what !== 'name') return []
    const known = answered || addresses.length > 0
    return [{ name, family: familyOf(family), addresses: known ? addresses : undefined }]
  })
}

function readReached(line: string): readonly Reached[] {
  const [what, host = '', port, family, address, ...answer] = words(line)
  if (what !== 'upstream') return []
  const reached = { host, port: Number(port), family: familyOf(family), address }
  const milliseconds = answer[0] === 'ms' ? count(answer[1]) : undefined
  const complaint =
    address === undefined || milliseconds !== undefined
      ? undefined
      : answer.join(' ').replace(/^bash: (?:line \d+: )?(?:connect: )?/, '') || 'no answer'
  return [{ ...reached, milliseconds, complaint }]
}

/** ss -H -l -t -n -p: state, queues, local address:port, peer, users:(("nginx",pid=1,fd=6)). */
function socketReader(holders: readonly string[]): (line: string) => readonly Socket[] {
  const units = new Map(holders.map(words).map(([pid = '', unit]) => [pid, unit]))
  return line => {
    const local = words(line)[3] ?? ''
    const [, program, pid = ''] = /\(\("([^"]*)",pid=(\d+)/.exec(line) ?? []
    const port = count(local.slice(local.lastIndexOf(':') + 1))
    return port === undefined ? [] : [{ port, program, unit: units.get(pid) }]
  }
}

function readComplaint(line: string): Checkup['complaints'] {
  const [, port, complaint] = /^(\d+) (.+)$/.exec(line) ?? []
  return complaint === undefined ? [] : [{ port: Number(port), complaint }]
}

function readPlaces(lines: readonly string[]): readonly Place[] {
  const places: Place[] = []
  for (const line of lines) {
    const [what, ...values] = words(line)
    const last = places.at(-1)
    if (what === 'place') places.push(newPlace(values))
    else if (last !== undefined)
      places[places.length - 1] = { ...last, ...aboutPlace(what, values) }
  }
  return places
}

function newPlace([path = '', existing = '']: readonly string[]): Place {
  return {
    path,
    existing,
    mount: undefined,
    readOnly: false,
    size: undefined,
    available: undefined,
    inodesUsed: undefined,
  }
}

// findmnt: where, kind, options. df -P: device, size, used, available, share, where; POSIX.1-2017, df.
function aboutPlace(what: string | undefined, values: readonly string[]): Partial<Place> {
  switch (what) {
    case 'mount':
      return { mount: values[0], readOnly: (values[2] ?? '').split(',').includes('ro') }
    case 'bytes':
      return { size: count(values[1]), available: count(values[3]) }
    case 'inodes':
      return { inodesUsed: share(count(values[2]), count(values[1])) }
    default:
      return {}
  }
}

// Of a file system that makes inodes as needed, df says that it has none.
function share(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole === 0 ? undefined : part / whole
}

function readStrangers(lines: readonly string[] | undefined): Strangers | undefined {
  if (lines === undefined) return undefined
  const found = lines.flatMap(line => {
    const [, owner, path] = /^is (\S+) (\/.*)$/.exec(line) ?? []
    return owner === undefined || path === undefined ? [] : [{ owner, path }]
  })
  return { found, whole: lines.at(-1) === 'end 0' }
}

function newest(lines: readonly string[]): number | undefined {
  const times = lines.map(Number).filter(Number.isFinite)
  return times.length === 0 ? undefined : Math.max(...times)
}

function readLeftover(line: string): readonly Leftover[] {
  const [, owner, path] = /^(\S+) (\/.*)$/.exec(line) ?? []
  return path === undefined ? [] : [{ path, package: owner === '-' ? undefined : owner }]
}

function readJobs(line: string): readonly ForeignJobs[] {
  const [, number, file] = /^(\d+) (\/.*)$/.exec(line) ?? []
  return file === undefined ? [] : [{ file, count: Number(number) }]
}
