import type { MirrorHost } from '../compiler/mirror.ts'
import { type ExitCode, exitCode, Failure } from '../failure.ts'
import type { Lab } from '../lab/lab.ts'
import { ordinary } from '../plan/make-plan.ts'
import { applyToHost } from './apply-to-host.ts'
import { type HostOptions, sshOptions } from './host-options.ts'
import type { Io } from './io.ts'
import { loadMirror } from './load-mirror.ts'
import { showProgress } from './progress.ts'
import { printPlan } from './report.ts'
import { selectHosts } from './select-hosts.ts'
import { visitHost } from './visit-host.ts'

export interface TryOptions extends Pick<HostOptions, 'file' | 'timeout'> {
  readonly host: string | undefined
}

/** `mirrorc try`: boots a throwaway server of the host's release on this machine and applies to it. */
export async function tryOut(options: TryOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadMirror(options.file, io)
  if (loaded === undefined) return exitCode.invalid
  const hosts = selectHosts(loaded.mirror, options.host === undefined ? [] : [options.host])
  const { missingForLab } = await import('../lab/requirements.ts')
  const missing = await missingForLab()
  if (missing !== undefined) throw new Failure(exitCode.refused, `cannot try here: ${missing}`)
  const host = await firstBootable(hosts, options.host)
  const { startLab } = await import('../lab/lab.ts')
  const { distro, release } = host
  const lab = await startLab({ hosts: [{ name: labName, distro, release }] }, step =>
    io.err.write(`${step}\n`),
  )
  try {
    await unlessInterrupted(applyInLab(host, lab, options, io), io.signal)
    if (io.interactive) await show(host, lab, io)
  } finally {
    await lab.stop()
  }
  return exitCode.done
}

const labName = 'try'

/** The first of the hosts whose distro and release the lab can boot. */
async function firstBootable(
  hosts: readonly MirrorHost[],
  named: string | undefined,
): Promise<MirrorHost> {
  const { whyNotBootable } = await import('../lab/system.ts')
  const refusals = hosts.map(whyNotBootable)
  const host = hosts[refusals.indexOf(undefined)]
  if (host !== undefined) return host
  throw new Failure(
    exitCode.refused,
    named === undefined
      ? 'no host of mirror.yaml has a release that can be booted here'
      : `the release of ${named} cannot be booted here`,
    [...new Set(refusals)].join('\n'),
  )
}

async function applyInLab(host: MirrorHost, lab: Lab, options: TryOptions, io: Io): Promise<void> {
  const inLab = {
    ...host,
    ssh: { address: labName, port: undefined, user: undefined, hostKey: undefined },
  }
  const ssh = sshOptions({ sshConfig: lab.sshConfigFile, timeout: options.timeout }, io)
  const visit = await visitHost(inLab, ssh, ordinary)
  const progress = showProgress(io, false)
  io.signal.addEventListener('abort', () => progress.end(), { once: true })
  try {
    printPlan(visit.plan, `${visit.title}, a throwaway server`, io)
    const outcome = await applyToHost(visit, {
      onStep: step => io.signal.aborted || progress.say(host.name, step),
    })
    progress.end()
    io.err.write(`${host.name}: ${outcome.message}\n`)
  } finally {
    progress.end()
    visit.close()
  }
}

/** Ctrl-C takes the server down at once: a lost connection, and what becomes of the apply, is nobody's news then. */
async function unlessInterrupted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let stop = (): void => {}
  const interrupted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  work.catch(() => {})
  try {
    await Promise.race([work, interrupted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Leaves the server up for as long as somebody looks at it. */
async function show(host: MirrorHost, lab: Lab, io: Io): Promise<void> {
  const address = lab.hosts[0]?.address ?? ''
  const lines = [
    `ssh -F ${lab.sshConfigFile} ${labName}`,
    ...(host.rsync === undefined ? [] : [`rsync rsync://${address}:${host.rsync.port}/`]),
    ...(host.http === undefined
      ? []
      : [`curl -H 'Host: ${host.domain}' http://${address}:${host.http.port}/`]),
  ]
  io.err.write(`\nLook at it from this machine:\n${lines.map(line => `  ${line}\n`).join('')}`)
  io.err.write('Ctrl-C takes it down.\n')
  await interruption(io.signal)
}

/** Waits for Ctrl-C. Listening alone would not keep the process alive. */
function interruption(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => {}, 60_000)
  return new Promise(resolve => {
    const end = (): void => {
      clearInterval(alive)
      resolve()
    }
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
}
