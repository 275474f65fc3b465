import { resolve } from 'node:path'
import type { PlanOptions } from '../plan/make-plan.ts'
import { keepSecrets } from '../ssh/secrets.ts'
import type { SshOptions } from '../ssh/transport.ts'
import { askSecret } from './ask.ts'
import type { Io } from './io.ts'
import { readPasswordFile } from './password-file.ts'

/** The flags that every command which touches hosts has. */
export interface HostOptions extends PlanOptions, SshFlags {
  readonly file: string
  readonly hosts: readonly string[]
  readonly parallel: number
  readonly json: boolean
}

interface SshFlags {
  readonly sshConfig: string | undefined
  readonly becomePasswordFile?: string | undefined
  /** Seconds. */
  readonly timeout: number
}

/** Made once for all hosts of a command: what the user types for one of them is kept for the others. */
export function sshOptions(
  options: SshFlags,
  io: Io,
  whileAsking: <Answer>(question: () => Promise<Answer>) => Promise<Answer> = ask => ask(),
): SshOptions {
  const { becomePasswordFile: file } = options
  return {
    configFile: options.sshConfig,
    timeoutMs: options.timeout * 1000,
    signal: io.signal,
    askSecret: io.interactive
      ? oneAtATime(text => whileAsking(() => askSecret(text, io)))
      : undefined,
    secrets: keepSecrets(),
    sudoPassword: file === undefined ? undefined : readPasswordFile(resolve(io.cwd, file)),
  }
}

type Ask = NonNullable<SshOptions['askSecret']>

/** Hosts are looked at side by side, but a terminal has room for one question. */
function oneAtATime(ask: Ask): Ask {
  let last: Promise<unknown> = Promise.resolve()
  return question => {
    const answer = last.then(() => ask(question))
    last = answer.catch(() => {})
    return answer
  }
}
