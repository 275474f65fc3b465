// `npm run bench:serve`: how a mirror of mirrorc's serves, next to the virtual host of the guide. Asserts nothing.
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { aboutMachine } from './bench/report.mjs'
import { runWell } from './bench/run.mjs'
import { measureCases } from './bench/serve/measure.mjs'
import { formatServing } from './bench/serve/report.mjs'
import { setUp } from './bench/serve/set-up.mjs'

const usage = `Usage: npm run bench:serve -- [--rounds NUMBER] [--seconds NUMBER] [--variants] [--json]

  --rounds NUMBER   how often each server is asked each thing; 5
  --seconds NUMBER  for how long, in two halves of whole seconds; 4
  --variants        measure other settings of nginx's too: what the defaults were chosen by
  --json            print data instead of a table

Needs wrk (Debian's package of that name), and what the lab needs.
`

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    variants: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (options.help) process.stdout.write(usage)
else await bench()

async function bench() {
  const about = aboutMachine()
  const wrk = (await runWell('sh', ['-c', 'wrk -v || true'])).output.split('\n')[0]
  const host = await setUp(options.variants, progress)
  try {
    const results = await measureCases(host, options, progress)
    const versions = [wrk.replace(/ \[.*/, ''), host.nginxVersion]
    const summary = { ...about, versions, loadAfter: loadavg(), results }
    process.stdout.write(
      options.json ? `${JSON.stringify(summary, undefined, 2)}\n` : formatServing(summary),
    )
  } finally {
    await host.lab.stop()
  }
}

function progress(text) {
  process.stderr.write(`${text}\n`)
}
