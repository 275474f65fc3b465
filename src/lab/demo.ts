import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { exitCode, Failure } from '../failure.ts'
import { describeHost, type Lab, startLab } from './lab.ts'
import { missingForLab } from './requirements.ts'

const checkout = resolve(import.meta.dirname, '../..')
const mirrorFile = join(checkout, 'examples/athena/mirror.yaml')
const bin = join(checkout, 'dist/main.js')

/** The name in the example whose place a lab host takes, and the domain that it serves. */
const host = { name: 'fra1', address: 'fra1.example.org', release: '12' }
const domain = 'mirror.example.org'

/** Each host of the example, and the record of a fresh host of its kind. */
const freshHosts = {
  fra1: 'debian-12.recorded.json',
  ams1: 'ubuntu-24.04.described.json',
  par1: 'arch.described.json',
}

interface Timing {
  readonly what: string
  readonly seconds: number
}

const timings: Timing[] = []

try {
  const missing = await missingForLab()
  if (missing === undefined) await demoOnLab()
  else await demoOnPaper(missing)
  process.stdout.write(summary())
} catch (error) {
  if (!(error instanceof Failure)) throw error
  process.stderr.write(`error: ${error.message}\n`)
  process.exitCode = error.exit
}

async function demoOnLab(): Promise<void> {
  title('A bare Debian server and an upstream, made on this machine')
  const lab = await timed('lab up', () =>
    startLab(
      { hosts: [{ name: 'debian-12', aliases: [host.address], release: host.release }] },
      step => process.stdout.write(`  ${step}\n`),
    ),
  )
  try {
    const { system, boot } = await describeHost(lab, host.address)
    process.stdout.write(`  ${host.address} is ${system}, boot ${boot}\n`)
    await takeThrough(lab)
  } finally {
    await timed('lab down', () => lab.stop())
  }
}

/** From bare to serving, with the commands a person would type. */
async function takeThrough(lab: Lab): Promise<void> {
  const target = [host.name, '-f', mirrorFile, '--ssh-config', lab.sshConfigFile]
  title('What would mirrorc do?')
  await mirrorc('first diff', ['diff', ...target], exitCode.differences)
  title('Do it')
  await mirrorc('apply', ['apply', ...target, '--yes'], exitCode.done)
  title('The first sync: the line of /etc/cron.d/mirrorc, run now as the sync user')
  await timed('first sync', () => syncNow(lab))
  title('Is anything left to do?')
  await mirrorc('second diff', ['diff', ...target], exitCode.done)
  await mirrorc('second apply', ['apply', ...target, '--yes'], exitCode.done)
  title('As a user of the mirror')
  const { address, address6 } = lab.hosts[0] ?? { address: '', address6: '' }
  for (const at of [address, `[${address6}]`]) {
    const resolved = ['--resolve', `${domain}:80:${at}`]
    await visible('curl', ['-sS', '--fail', ...resolved, `http://${domain}/athena/`])
  }
  await visible('rsync', [`rsync://${address}/`])
  await visible('rsync', [`rsync://${address}/athena-images/`])
}

async function syncNow(lab: Lab): Promise<void> {
  // The fields of crontab(5): five of time, the user, and the command to the end of the line.
  const script = `grep ' rsyncuser ' /etc/cron.d/mirrorc | while read -r _ _ _ _ _ user command; do
    echo "  $user: $command"
    runuser -u "$user" -- /bin/sh -c "$command" </dev/null || exit 1
  done
  find /srv/mirrors -type f | wc -l`
  const { code, stdout, stderr } = await lab.ssh(host.address, script)
  process.stdout.write(stdout)
  if (code !== 0 || Number(stdout.trim().split('\n').at(-1)) < 1) {
    throw new Failure(exitCode.bug, `the first sync brought nothing: ${stderr}`)
  }
}

/** Without a lab: what mirror.yaml compiles to, and what a fresh host of each distro would be told to do. */
async function demoOnPaper(missing: string): Promise<void> {
  title('What mirror.yaml compiles to')
  const out = join(checkout, 'out/demo')
  await mirrorc('compile', ['compile', '-f', mirrorFile, '-o', out], exitCode.done)
  for (const [name, record] of Object.entries(freshHosts)) {
    title(`${name}: commands.sh`)
    await visible('cat', [join(out, name, 'commands.sh')])
    title(`${name}: what apply would do to a fresh host`)
    const fresh = join(import.meta.dirname, 'fresh-hosts', record)
    await mirrorc(`diff of ${name}`, ['diff', name, '-f', mirrorFile, '--against', fresh], 2)
  }
  process.stdout.write(`\nThis machine cannot boot the servers of the lab: ${missing}\n`)
}

async function mirrorc(what: string, words: readonly string[], wanted: number): Promise<void> {
  const shown = words.map(word => word.replace(`${checkout}/`, '')).join(' ')
  process.stdout.write(`  $ mirrorc ${shown}\n`)
  const code = await timed(what, () => run(process.execPath, [bin, ...words]))
  if (code !== wanted) {
    throw new Failure(exitCode.bug, `mirrorc ${words[0]} ended with ${code}, not ${wanted}`)
  }
}

async function visible(command: string, words: readonly string[]): Promise<void> {
  process.stdout.write(`  $ ${[command, ...words].join(' ')}\n`)
  const code = await timed(command, () => run(command, words))
  if (code !== 0) throw new Failure(exitCode.bug, `${command} ended with ${code}`)
}

function run(command: string, words: readonly string[]): Promise<number | null> {
  return new Promise((done, fail) => {
    const child = spawn(command, words, { stdio: ['ignore', 'inherit', 'inherit'] })
    child.once('error', fail)
    child.once('close', done)
  })
}

async function timed<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const started = performance.now()
  const result = await work()
  timings.push({ what, seconds: (performance.now() - started) / 1000 })
  return result
}

function title(text: string): void {
  process.stdout.write(`\n== ${text}\n`)
}

function summary(): string {
  const lines = timings.map(({ what, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${what}\n`)
  const total = timings.reduce((sum, { seconds }) => sum + seconds, 0)
  return `\n== Times\n${lines.join('')}${total.toFixed(1).padStart(7)} s  in all\n`
}
