// Installs by apt what the tests drive, on a machine where that can be done; elsewhere those tests say so and are skipped.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const directories = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
const isInstalled = program => directories.some(directory => existsSync(join(directory, program)))

// Debian starts what it installs, and a test must not leave this machine with a web server.
const policy = '/usr/sbin/policy-rc.d'

export function installTestTools() {
  const tools = JSON.parse(readFileSync(join(import.meta.dirname, '../test/tools.json'), 'utf8'))
  const missing = Object.keys(tools).filter(name => !tools[name].every(isInstalled))
  if (missing.length === 0 || process.getuid?.() !== 0 || !isInstalled('apt-get')) return
  console.log(`installing ${missing.join(', ')}`)
  const ownPolicy = !existsSync(policy)
  if (ownPolicy) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    apt('update')
    apt('install', '-y', '--no-install-recommends', ...missing)
  } finally {
    if (ownPolicy) rmSync(policy)
  }
}

function apt(...words) {
  const { status, stdout, stderr } = spawnSync('apt-get', ['-q', ...words], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
  })
  if (status !== 0) console.log(`apt-get ${words[0]} failed:\n${stdout}${stderr}`)
}
