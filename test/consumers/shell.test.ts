import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { syncProgram } from '../../src/targets/sync-program.ts'
import { shells } from '../runtime/local-session.ts'
import { type Sandbox, startSandbox } from '../runtime/sandbox.ts'
import { allArtifacts } from './artifacts.ts'
import { skipReason } from './tools.ts'

const skip = skipReason()
const runtime = join(import.meta.dirname, '../../src/runtime')
const standIns = join(import.meta.dirname, '../stand-ins')
const files = [
  ...readdirSync(runtime).map(name => join(runtime, name)),
  ...readdirSync(standIns).map(distro => join(standIns, distro, 'setup.sh')),
].filter(file => file.endsWith('.sh') && existsSync(file))
const programs = new Map([
  ...files.map((file, index): [string, string] => [`${index}.sh`, readFileSync(file, 'utf8')]),
  ['mirror-sync.sh', syncProgram],
  ['runner.sh', commentedRunner()],
])

/** The runner as one program, with what its parts say to shellcheck. */
function commentedRunner(): string {
  const parts = readdirSync(join(runtime, 'runner')).map(name => join(runtime, 'runner', name))
  const text = [...['pristine.sh', 'at-work.sh'].map(name => join(runtime, name)), ...parts]
    .map(file => readFileSync(file, 'utf8').replace(/^# shellcheck shell=sh\n/, ''))
    .join('')
  return `${text}main "$@"\n`
}

function shellcheck(text: string): string {
  // SC1091: /etc/os-release is the host's.
  const words = ['--shell=sh', '--exclude=SC1091', '-']
  const { stdout, status } = spawnSync('shellcheck', words, { input: text, encoding: 'utf8' })
  return status === 0 ? stdout : stdout || `it ended with ${status}`
}

describe.skipIf(skip !== undefined)('shells', () => {
  let sandbox: Sandbox

  beforeAll(async () => {
    sandbox = await startSandbox()
    for (const [index, { commands }] of allArtifacts.entries()) {
      sandbox.write(`/scripts/commands-${index}.sh`, commands)
    }
    for (const [name, text] of programs) sandbox.write(`/scripts/${name}`, text)
    sandbox.write('/broken.sh', 'if true; then echo "$1\n')
  })
  afterAll(() => sandbox?.stop())

  const command = { dash: 'dash', bash: 'bash --posix', busybox: 'busybox sh' }

  test.each(shells)('%s reads every program to its end', shell => {
    const every = `for script in /scripts/*.sh; do ${command[shell]} -n "$script"; done; ls /scripts | wc -l`
    expect(Number(sandbox.sh(every))).toBe(allArtifacts.length + programs.size)
    expect(sandbox.run(['sh', '-c', `${command[shell]} -n /broken.sh`]).code).not.toBe(0)
  })

  // Not in the sandbox, which stops what takes long, as this does with a long program on a busy machine.
  test('shellcheck has nothing to say', () => {
    for (const { commands } of allArtifacts) expect(shellcheck(commands)).toBe('')
    for (const text of programs.values()) expect(shellcheck(text)).toBe('')
    expect(shellcheck('if true; then echo "$1')).not.toBe('')
  }, 300_000)
})
