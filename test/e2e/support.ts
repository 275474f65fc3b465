import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'vitest'
import { describeHost, type Lab } from '../../src/lab/lab.ts'
import { missingForLab } from '../../src/lab/requirements.ts'

export const checkout = resolve(import.meta.dirname, '../..')
export const exampleFile = join(checkout, 'examples/athena/mirror.yaml')
/** What takes the place of Arch and Ubuntu, whose archives a test machine seldom reaches. */
export const standIns =
  process.env.MIRRORC_REAL === '1' ? undefined : join(checkout, 'test/stand-ins')

/** Why there is no lab here; where it is required, that is a failure and not a reason to skip. */
export const missing = await missingForLab()
export const withoutLab = missing !== undefined && process.env.MIRRORC_LAB !== 'required'
if (missing !== undefined) console.log(`no lab: ${missing}`)

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface RunOptions {
  readonly cwd?: string
  /** Milliseconds, after which Ctrl-C is pressed. */
  readonly interruptAfter?: number
  /** What is printed a moment before Ctrl-C is pressed. */
  readonly interruptWhen?: RegExp
  /** What is said just before Ctrl-C is pressed again. */
  readonly interruptAgainWhen?: RegExp
  /** What is printed a moment before the process is killed. */
  readonly killWhen?: RegExp
}

/** Runs the built program as its users do, without a terminal. */
export function mirrorc(words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return run(process.execPath, [join(checkout, 'dist/main.js'), ...words], options)
}

export function run(
  command: string,
  words: readonly string[],
  { interruptAfter, interruptWhen, interruptAgainWhen, killWhen, ...options }: RunOptions = {},
): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(command, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    if (interruptAfter !== undefined) setTimeout(() => child.kill('SIGINT'), interruptAfter)
    const output = { stdout: '', stderr: '' }
    child.stdout.on('data', chunk => {
      const last = output.stdout
      output.stdout += chunk
      const isNew = (text?: RegExp): boolean =>
        text !== undefined && !text.test(last) && text.test(output.stdout)
      if (isNew(interruptWhen)) setTimeout(() => child.kill('SIGINT'), 500)
      if (isNew(killWhen)) setTimeout(() => child.kill('SIGKILL'), 1000)
    })
    child.stderr.on('data', chunk => {
      const said = interruptAgainWhen?.test(output.stderr) ?? true
      output.stderr += chunk
      if (!said && interruptAgainWhen?.test(output.stderr)) child.kill('SIGINT')
    })
    child.once('error', fail)
    child.once('close', code => done({ code, ...output }))
  })
}

/** A directory with a mirror.yaml that goes with the test. */
export function mirrorDirectory(text: string): { file: string; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), 'mirrorc-e2e-'))
  const file = join(directory, 'mirror.yaml')
  writeFileSync(file, text)
  return { file, remove: () => rmSync(directory, { recursive: true }) }
}

/** What a command on a lab host prints; it must succeed. */
export async function onHost(lab: Lab, host: string, command: string): Promise<string> {
  const { code, stdout, stderr } = await lab.ssh(host, command)
  expect(code, `${command}\n${stdout}${stderr}`).toBe(0)
  return stdout
}

/** Every path below the directories that hold a host's configuration and state, with what would show a write. */
export function snapshot(lab: Lab, host: string): Promise<string> {
  return onHost(
    lab,
    host,
    `find /etc /srv /usr/local /var/lib /var/spool/cron /root -xdev \
      -not -path '/var/lib/systemd/*' -not -path '/var/lib/private*' \
      -printf '%p %y %m %u:%g %s %T@ %C@ %l\\n' 2>/dev/null | sort`,
  )
}

export async function announce(lab: Lab): Promise<void> {
  for (const host of lab.hosts) {
    const { system, boot } = await describeHost(lab, host.name)
    console.log(`lab host ${host.name} (${host.system}): ${system}, boot ${boot}`)
  }
}
