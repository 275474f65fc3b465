// `npm run bench`: how long mirrorc takes, compared in one run with what else does such things. Asserts nothing.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  ansibleCommands,
  ansibleVersion,
  closeConnections,
  hasAnsible,
  installAnsible,
  installPython,
} from './bench/ansible.mjs'
import { manyModules } from './bench/many-modules.mjs'
import { measure } from './bench/measure.mjs'
import { mirrorOfReleases, releaseCommands, releases, standIns } from './bench/releases.mjs'
import { aboutMachine, formatTable, summarize } from './bench/report.mjs'
import { run, runWell } from './bench/run.mjs'

const usage = `Usage: npm run bench -- [--rounds NUMBER] [--ansible] [--json]

  --rounds NUMBER  how often each command is run; 25
  --ansible        install Ansible first, with apt-get; without it, it is measured where it is there already
  --json           print data instead of a table
`

const clear = '\r\x1b[K'
const root = join(import.meta.dirname, '..')
const example = join(root, 'examples/athena/mirror.yaml')
const mirrorc = (...words) => [process.execPath, join(root, 'dist/main.js'), ...words]

/** The example's host, and a second one like it that has Python, so that the first stays as bare as a host may be. */
const bare = { name: 'bare', address: 'fra1.example.org' }
const withPython = { name: 'with-python', address: 'with-python.example.org' }

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '25' },
    ansible: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (options.help) process.stdout.write(usage)
else await bench()

async function bench() {
  const { missingForLab } = await import('../dist/lab/requirements.js')
  const missing = await missingForLab()
  const about = aboutMachine()
  const directory = mkdtempSync(join(tmpdir(), 'mirrorc-bench-'))
  const lab = missing === undefined ? await startHosts() : undefined
  try {
    const commands = [
      ...localCommands(directory),
      ...(lab ? await hostCommands(lab, directory) : []),
      ...(lab ? await commandsOfReleases(lab, directory) : []),
    ]
    const measured = await measure(commands, Number(options.rounds), progress)
    const summary = summarize(measured, { ...about, versions: await versions() })
    if (process.stderr.isTTY) process.stderr.write(clear)
    process.stdout.write(
      options.json ? `${JSON.stringify(summary, undefined, 2)}\n` : formatTable(summary),
    )
    if (missing !== undefined) process.stderr.write(`Nothing over SSH was measured: ${missing}\n`)
  } finally {
    await closeConnections(directory)
    await lab?.stop()
    rmSync(directory, { recursive: true })
  }
}

async function startHosts() {
  if (options.ansible && !hasAnsible()) await installAnsible(progress)
  const { startLab } = await import('../dist/lab/lab.js')
  const hosts = hasAnsible() ? [bare, withPython] : [bare]
  const requests = hosts.map(({ name, address }) => ({ name, aliases: [address], release: '12' }))
  return await startLab({ hosts: [...requests, ...releases], standIns }, progress)
}

/** What needs no host. */
function localCommands(directory) {
  const many = join(directory, 'many.yaml')
  writeFileSync(many, manyModules(1000))
  const start = 'node -e 0'
  return [
    { name: start, words: [process.execPath, '-e', '0'] },
    {
      name: 'mirrorc --version',
      words: mirrorc('--version'),
      against: start,
      goal: { ratio: 2 },
    },
    {
      name: 'mirrorc validate, the example',
      words: mirrorc('validate', '-f', example),
      wanted: /is valid: 2 modules, 3 hosts/,
      against: start,
      goal: { ratio: 3 },
    },
    {
      name: `mirrorc compile, 1,000 modules on 3 hosts (${(statSync(many).size / 1024).toFixed(0)} KiB)`,
      words: mirrorc('compile', '-f', many, '-o', join(directory, 'many')),
      every: 5,
      goal: { ms: 2000 },
    },
  ]
}

/** What is asked of hosts that are as the example wants them. */
async function hostCommands(lab, directory) {
  const { sshConfigFile } = lab
  const diffOf = file => ['fra1', '-f', file, '--ssh-config', sshConfigFile]
  const ssh = 'ssh HOST true'
  progress(`applying the example to ${bare.name}`)
  await runWell(...command(mirrorc('apply', '--yes', ...diffOf(example))), { timeout: 600_000 })
  return [
    { name: ssh, words: ['ssh', '-F', sshConfigFile, bare.address, 'true'] },
    {
      name: 'mirrorc diff, nothing to do',
      words: mirrorc('diff', ...diffOf(example)),
      wanted: /nothing to do/,
      against: ssh,
      goal: { ratio: 1.5 },
    },
    ...(hasAnsible() ? await ansibleOnItsHost(lab, directory) : []),
  ].map(one => ({ ...one, against: one.against ?? (one.name === ssh ? undefined : ssh) }))
}

async function commandsOfReleases({ sshConfigFile }, directory) {
  const file = join(directory, 'releases.yaml')
  writeFileSync(file, mirrorOfReleases())
  progress('applying a mirror to a host of each release')
  const names = releases.map(({ name }) => name)
  const apply = mirrorc('apply', '--yes', ...names, '-f', file, '--ssh-config', sshConfigFile)
  await runWell(...command(apply), { timeout: 600_000 })
  return releaseCommands({ file, sshConfigFile, mirrorc })
}

async function ansibleOnItsHost(lab, directory) {
  const file = join(directory, 'with-python.yaml')
  writeFileSync(file, readFileSync(example, 'utf8').replace(bare.address, withPython.address))
  const compiled = join(directory, 'compiled')
  progress(`applying the example to ${withPython.name}`)
  const target = ['fra1', '-f', file]
  const apply = mirrorc('apply', '--yes', ...target, '--ssh-config', lab.sshConfigFile)
  await runWell(...command(apply), { timeout: 600_000 })
  await runWell(...command(mirrorc('compile', ...target, '-o', compiled)))
  await installPython(lab, withPython.name, progress)
  const files = join(compiled, 'fra1/files')
  const host = withPython.address
  return ansibleCommands({ host, sshConfig: lab.sshConfigFile, files, directory })
}

async function versions() {
  const { output } = await run('ssh', ['-V'])
  return [output.trim().split(',')[0], ...(hasAnsible() ? [await ansibleVersion()] : [])]
}

function command([file, ...words]) {
  return [file, words]
}

/** One line that is drawn anew on a terminal; lines for a log. */
function progress(text) {
  process.stderr.write(process.stderr.isTTY ? `${clear}${text.slice(0, 100)}` : `${text}\n`)
}
