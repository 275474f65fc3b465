import { accessSync, constants, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, runWell } from './run.mjs'

const playbook = join(import.meta.dirname, 'playbook.yml')
const playbookProgram = 'ansible-playbook'

export function hasAnsible() {
  return (process.env.PATH ?? '').split(delimiter).some(directory => {
    try {
      accessSync(join(directory, playbookProgram), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Installs Debian's Ansible on this machine. */
export async function installAnsible(progress) {
  progress('installing ansible-core')
  await aptInstall(['ansible-core'], (command, words) => runWell(command, words, aptOptions))
}

/** Gives a host what Ansible needs on the other side; apt's bindings are for its check mode. */
export async function installPython(lab, host, progress) {
  progress(`installing python3 on ${host}, for Ansible`)
  await aptInstall(['python3', 'python3-apt'], async (command, words) => {
    const line = ['DEBIAN_FRONTEND=noninteractive', command, ...words].join(' ')
    const { code, stderr } = await lab.ssh(host, line)
    if (code !== 0) throw new Error(`${line} ended with ${code} on ${host}:\n${stderr}`)
  })
}

const aptOptions = {
  timeout: 600_000,
  env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
}

async function aptInstall(packages, apt) {
  await apt('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', 'update'])
  const words = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', '--no-install-recommends', 'install']
  await apt('apt-get', [...words, ...packages])
}

export async function ansibleVersion() {
  const { output } = await runWell(playbookProgram, ['--version'])
  return output.split('\n')[0].replace(/^ansible-playbook \[core (.*)\]$/, 'ansible-core $1')
}

/** The playbook in check mode, as commands to measure; `files` is what mirrorc compiled for the host. */
export function ansibleCommands({ host, sshConfig, files, directory }) {
  const settings = join(directory, 'ansible.cfg')
  writeFileSync(settings, '')
  mkdirSync(socketsIn(directory))
  const command = (name, pipelining) => ({
    name,
    words: [
      ...[playbookProgram, '--check', '-i', `${host},`, '-e', `files=${files}`],
      ...['--ssh-common-args', `-F ${sshConfig}`, playbook],
    ],
    wanted: /changed=0 +unreachable=0 +failed=0/,
    every: 5,
    timeout: 180_000,
    env: {
      ...process.env,
      ANSIBLE_CONFIG: settings,
      ANSIBLE_PIPELINING: String(pipelining),
      ANSIBLE_SSH_CONTROL_PATH_DIR: socketsIn(directory),
      LC_ALL: 'C.UTF-8',
    },
  })
  return [
    command('ansible-playbook --check, pipelining', true),
    command('ansible-playbook --check', false),
  ]
}

/** Ends Ansible's master connections, which would stay for a minute after its end: ssh(1), -O. */
export async function closeConnections(directory) {
  const sockets = existsSync(socketsIn(directory)) ? readdirSync(socketsIn(directory)) : []
  for (const name of sockets) {
    await run('ssh', ['-O', 'exit', '-S', join(socketsIn(directory), name), 'any'])
  }
}

const socketsIn = directory => join(directory, 'sockets')
