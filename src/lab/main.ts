import { spawnSync } from 'node:child_process'
import { exitCode, Failure } from '../failure.ts'
import { authorityOf } from './authority.ts'
import { isHostAlive } from './host.ts'
import { describeHost, type Lab, type LabOptions, startLab } from './lab.ts'
import { removeLab, sweepDeadLabs } from './remove.ts'
import { missingForLab } from './requirements.ts'
import { sshFiles } from './ssh-config.ts'
import { isDead, type LabState, labDirectory, labIds, readState } from './state.ts'

const usage = `Usage: npm run lab -- COMMAND

  up [SYSTEM [STAND-INS]]   boot a bare host and an upstream for it
  up-acme [SYSTEM [STAND-INS]]
                            the same, with a certificate authority that speaks ACME
  point HOST DOMAIN…        lead domains to the host, for the authority and the hosts of its lab
  list                      show the labs on this machine
  ssh [HOST] [COMMAND…]     a shell on a host of a lab, or one command there
  down [ID]                 remove the lab that "up" started; ID where there are several

SYSTEM is debian-12 (the default), debian-13, ubuntu-22.04, ubuntu-24.04, ubuntu-26.04 or arch. Ubuntu and Arch are
made by mmdebstrap and pacstrap where this machine's apt or pacman is set up for their archives; that has not been run
yet. STAND-INS is a directory of stand-ins for them, made of Debian: test/stand-ins is one.

HOST is a host's name or alias; ID/HOST where several labs have it. Needs root on Linux.
`

const commands = {
  up: { run: up, mostWords: 2 },
  'up-acme': { run: upWithAuthority, mostWords: 2 },
  point: { run: point, mostWords: Number.POSITIVE_INFINITY },
  list: { run: list, mostWords: 0 },
  ssh: { run: ssh, mostWords: Number.POSITIVE_INFINITY },
  down: { run: down, mostWords: 1 },
}

async function main([command, ...words]: string[]): Promise<void> {
  if (command === 'help' || [command, words[0]].some(word => word === '--help' || word === '-h')) {
    process.stdout.write(usage)
  } else if (!isCommand(command) || words.length > commands[command].mostWords) {
    throw new Failure(exitCode.usage, 'wrong usage', usage)
  } else {
    await requireLab()
    await commands[command].run(words)
  }
}

function isCommand(text: string | undefined): text is keyof typeof commands {
  return text !== undefined && Object.hasOwn(commands, text)
}

async function requireLab(): Promise<void> {
  const missing = await missingForLab()
  if (missing !== undefined) throw new Failure(exitCode.refused, missing)
}

function up(words: string[]): Promise<void> {
  return start(words, {})
}

function upWithAuthority(words: string[]): Promise<void> {
  return start(words, { authority: { refusedNonces: 0 } })
}

async function start(
  [name = 'debian-12', standIns]: string[],
  authority: Pick<LabOptions, 'authority'>,
): Promise<void> {
  const [distro = '', release = 'rolling'] = name.split('-')
  const aliases = ['fra1.example.org']
  const host = { name: name.replaceAll('.', '-'), aliases, distro, release }
  const lab = await startLab(
    {
      hosts: [host],
      detached: true,
      ...authority,
      standIns,
    },
    step => process.stderr.write(`${step}\n`),
  )
  const { system, boot } = await describeHost(lab, host.name)
  process.stdout.write(`Lab ${lab.id} is up: ${host.name} is ${system}, boot ${boot}, at ${lab.hosts[0]?.address}.
Its upstream is rsync://${lab.hub.name}/, as seen from the host.

${describeAuthority(lab)}  npm run lab -- ssh ${host.name}
  ssh -F ${lab.sshConfigFile} ${aliases[0]}
  npm run lab -- down ${lab.id}
`)
}

function describeAuthority({ authority }: Lab): string {
  if (authority === undefined) return ''
  return `  serve:
    https: { directory: "${authority.directory}", ca_file: ${authority.file} }
  npm run lab -- point HOST DOMAIN

`
}

async function point([target, ...domains]: string[]): Promise<void> {
  const { state, host: name } = findHost(target)
  const host = state.hosts.find(one => one.name === name)
  if (host === undefined || state.authority === undefined || domains.length === 0)
    throw new Failure(exitCode.usage, 'point needs domains, and a lab that up-acme started', usage)
  const authority = authorityOf(state, state.authority)
  for (const domain of domains) await authority.point(domain, [host.address, host.address6])
}

async function list(): Promise<void> {
  for (const state of labStates()) {
    process.stdout.write(`${state.id}  ${standing(state)}\n`)
    for (const host of state.hosts) {
      const power = isHostAlive(state, host.name) ? 'on' : 'off'
      const names = [host.name, ...host.aliases].join(' ')
      process.stdout.write(`        ${host.address}  ${power}  ${host.system}  ${names}\n`)
    }
  }
}

function standing(state: LabState): string {
  if (isDead(state)) return 'left behind: the next "up" removes it'
  return state.owner === undefined ? 'up' : `of process ${state.owner.pid}`
}

async function ssh([target, ...command]: string[]): Promise<void> {
  const { state, host } = findHost(target)
  const { config } = sshFiles(labDirectory(state.id))
  const result = spawnSync('ssh', ['-F', config, host, ...command], { stdio: 'inherit' })
  // 128 + the signal is what a shell reports; ssh(1) itself exits with 255 when it cannot connect.
  process.exitCode = result.status ?? exitCode.interrupted
}

function findHost(target: string | undefined): { state: LabState; host: string } {
  const [id, name] = target?.includes('/') === true ? target.split('/') : [undefined, target]
  const found = labStates()
    .filter(state => id === undefined || state.id === id)
    .flatMap(state => state.hosts.map(host => ({ state, names: [host.name, ...host.aliases] })))
    .filter(({ names }) => name === undefined || names.includes(name))
    .map(({ state, names }) => ({ state, host: names[0] ?? '' }))
  const [first, ...others] = found
  if (first === undefined) {
    throw new Failure(exitCode.usage, `no lab has a host ${target ?? ''}`, 'npm run lab -- up')
  }
  if (others.length > 0) {
    const choices = found.map(({ state, host }) => `${state.id}/${host}`).join(', ')
    throw new Failure(exitCode.usage, `more than one host: name one of ${choices}`)
  }
  return first
}

async function down([id]: string[]): Promise<void> {
  await sweepDeadLabs()
  const left = labStates().filter(state =>
    id === undefined ? state.owner === undefined : state.id === id,
  )
  const [chosen, ...others] = left.map(state => state.id)
  if (chosen === undefined) {
    throw new Failure(exitCode.usage, `no lab ${id ?? 'is up'}`, 'npm run lab -- list')
  }
  // Somebody else may work on this machine too: never guess whose lab is meant.
  if (others.length > 0) {
    throw new Failure(
      exitCode.usage,
      `more than one lab: name one of ${[chosen, ...others].join(', ')}`,
    )
  }
  removeLab(chosen)
  process.stderr.write(`removed lab ${chosen}\n`)
}

function labStates(): LabState[] {
  return labIds()
    .map(readState)
    .filter(state => state !== undefined)
}

// `npm run lab -- list | head` is no error of anybody's.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit()
  throw error
})

await main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof Failure)) throw error
  process.stderr.write(
    `error: ${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`,
  )
  process.exitCode = error.exit
})
