import { type ExitCode, exitCode } from '../failure.ts'
import { ask } from './ask.ts'
import { sshOptions } from './host-options.ts'
import type { Io } from './io.ts'
import { loadMirror } from './load-mirror.ts'
import { selectHosts } from './select-hosts.ts'
import { trustHost } from './trust.ts'

export interface TrustOptions {
  readonly file: string
  readonly host: string
  readonly sshConfig: string | undefined
  readonly fingerprint: string | undefined
  readonly timeout: number
}

/** `mirrorc trust`: shows the key of a host of mirror.yaml and records it once its operator agrees. */
export async function trustNamed(options: TrustOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadMirror(options.file, io)
  if (loaded === undefined) return exitCode.invalid
  for (const host of selectHosts(loaded.mirror, [options.host])) {
    const request = {
      target: { name: host.name, ...host.ssh },
      options: sshOptions(options, io),
      fingerprint: options.fingerprint,
    }
    await trustHost(request, {
      ask: io.interactive ? question => ask(question, io) : undefined,
      print: line => io.err.write(`${line}\n`),
    })
  }
  return exitCode.done
}
