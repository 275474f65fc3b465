import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spread } from '../measure.mjs'
import { runWell } from '../run.mjs'

/** What is asked, by so many connections at once; all from one address. */
const cases = [
  {
    name: 'small files',
    connections: 32,
    path: `"/bench/small/package-" .. math.random(1000) .. "-1.0-1-x86_64.pkg.tar.zst"`,
  },
  { name: 'a big file', connections: 4, path: '"/bench/image-2026.11.01-x86_64.iso"' },
  { name: 'a listing of 10,000', connections: 4, path: '"/bench/listing/"' },
]

// The two numbers that matter, and what must be none.
const script = path => `
request = function() return wrk.format("GET", ${path}, { Host = "mirror.example.org" }) end
done = function(summary, latency)
  local errors = summary.errors
  print(string.format("result %f %d %d %d", summary.duration / 1e6, summary.requests, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status))
end
`

/** Every case of every server, there and back again, so that whatever else the machine does slows all of them alike. */
export async function measureCases(host, { rounds, seconds }, progress) {
  const found = []
  for (const one of cases) {
    const runs = new Map(host.servers.map(({ name }) => [name, []]))
    await measureOne(host, one, host.servers[0], 1)
    for (let round = 1; round <= Number(rounds); round += 1) {
      progress(`${one.name}, round ${round} of ${rounds}`)
      const halves = new Map(host.servers.map(({ name }) => [name, []]))
      for (const server of [...host.servers, ...host.servers.toReversed()]) {
        halves.get(server.name).push(await measureOne(host, one, server, Number(seconds) / 2))
      }
      for (const [name, [there, back]] of halves) runs.get(name).push(combine(there, back))
    }
    found.push({ name: one.name, servers: summarize(runs) })
  }
  return found
}

function combine(one, other) {
  const sum = key => one[key] + other[key]
  return { perSecond: sum('amount') / sum('duration'), cpu: (sum('used') * 1e6) / sum('amount') }
}

function summarize(runs) {
  const [reference] = runs.values()
  return [...runs].map(([name, own]) => {
    const of = key => spread(own.map(run => run[key]))
    const to = key => spread(own.map((run, at) => run[key] / reference[at][key]))
    return {
      name,
      perSecond: of('perSecond'),
      cpu: of('cpu'),
      ...(own === reference ? {} : { speed: to('perSecond'), effort: to('cpu') }),
    }
  })
}

async function measureOne(host, { name, connections, path }, { port }, seconds) {
  const directory = mkdtempSync(join(tmpdir(), 'mirrorc-wrk-'))
  const file = join(directory, 'ask.lua')
  writeFileSync(file, script(path))
  const before = await cpuSeconds(host)
  const words = [
    '-t',
    '1',
    '-c',
    `${connections}`,
    '-d',
    `${seconds}s`,
    '--timeout',
    '60s',
    '-s',
    file,
  ]
  const { output } = await runWell('wrk', [...words, `http://${host.address}:${port}/`])
  const after = await cpuSeconds(host)
  rmSync(directory, { recursive: true })
  const [, duration, requests, bytes, errors] =
    /^result (\S+) (\d+) (\d+) (\d+)$/m.exec(output) ?? []
  // Downloads that the end cuts off were answered all the same.
  if (!(Number(bytes) > 0) || Number(errors) > 0)
    throw new Error(`${name} on ${port} said:\n${output}`)
  // A few big files end in a few seconds: their bytes say it better than their number.
  const amount = name === 'a big file' ? Number(bytes) / 1e6 : Number(requests)
  return { amount, duration: Number(duration), used: after - before }
}

/** What nginx's workers and their threads have used so far; the kernel counts it in nanoseconds: sched-stats. */
async function cpuSeconds(host) {
  const text = await host.on(
    'for pid in $(pgrep nginx); do cat "/proc/$pid/task/"*/schedstat; done',
  )
  const lines = text.trim().split('\n')
  return lines.reduce((sum, line) => sum + Number(line.split(' ')[0]), 0) / 1e9
}
