import type { PlanOptions } from '../plan/make-plan.ts'
import type { SshOptions } from '../ssh/transport.ts'
import type { Io } from './io.ts'

/** The flags that every command which touches hosts has. */
export interface HostOptions extends PlanOptions {
  readonly file: string
  readonly hosts: readonly string[]
  readonly sshConfig: string | undefined
  /** Seconds. */
  readonly timeout: number
  readonly parallel: number
  readonly json: boolean
}

export function sshOptions(
  options: Pick<HostOptions, 'sshConfig' | 'timeout'>,
  io: Io,
): SshOptions {
  return {
    configFile: options.sshConfig,
    timeoutMs: options.timeout * 1000,
    signal: io.signal,
    askSecret: io.interactive ? askSecret : undefined,
  }
}

async function askSecret(question: string): Promise<string | undefined> {
  const { isCancel, password } = await import('@clack/prompts')
  const answer = await password({ message: question, output: process.stderr })
  return isCancel(answer) ? undefined : answer
}
