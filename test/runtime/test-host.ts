import type { MirrorHost } from '../../src/compiler/mirror.ts'
import { makePlan, ordinary } from '../../src/plan/make-plan.ts'
import type { Plan } from '../../src/plan/plan.ts'
import type { Expectation } from '../../src/plan/unfitness.ts'
import type { Resource } from '../../src/resource.ts'
import type { ApplyOrder } from '../../src/ssh/apply-request.ts'
import type { Run, RunResult } from '../../src/ssh/run.ts'
import { newRun, type Session } from '../../src/ssh/session.ts'
import { lower } from '../../src/targets/lower.ts'
import { sampleHost, sampleHttp, sampleModule, sampleRsync } from '../sample-mirror.ts'
import { openLocalSession, type Shell, useShell } from './local-session.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'
import { type Systemctl, stubSystemctl } from './stub-systemctl.ts'

/** A Debian 12 host in a sandbox: packages installed, the real nginx runs, nothing of mirrorc's is there. */
export interface TestHost {
  readonly sandbox: Sandbox
  readonly systemctl: Systemctl
  /** A new one takes the place of one that ended. */
  session: Session
  /** What the host is to become. */
  resources: readonly Resource[]
  /** Probes and plans. */
  look(): Promise<Plan>
  /** Probes, plans and carries it out. */
  apply(): Promise<RunResult>
  /** What is sent to have a plan carried out. */
  order(plan: Plan): ApplyOrder
  /** Carries out a plan. */
  carryOut(plan: Plan, how?: CarryOut): Promise<RunResult>
  /** Everything that a run may change and has to put back: files by path, and the state of units. */
  served(): readonly string[]
  /** What is not as it was served before, and temporary files. */
  differences(before: readonly string[]): readonly string[]
  stop(): Promise<void>
}

interface CarryOut {
  /** The shell to do it through; by default the host's. */
  readonly session?: Session
  readonly run?: Run
  readonly onStep?: (step: string) => void
  readonly stop?: AbortSignal
}

export const expectation: Expectation = {
  host: 'fra1',
  hosts: ['fra1'],
  title: 'Debian 12',
  osId: 'debian',
  versionId: '12',
  systems: [],
  ipv6: true,
  site: 'athena',
  storage: { root: '/srv/mirrors', user: 'rsyncuser' },
  input: 'sample',
  tool: '0.1.0',
}

/** Starts such a host. */
export async function startTestHost(
  shell: Shell = 'dash',
  mirror: MirrorHost = sampleHost(),
): Promise<TestHost> {
  const sandbox = await startSandbox()
  useShell(sandbox, shell)
  const systemctl = stubSystemctl(sandbox)
  sandbox.write('/etc/os-release', 'ID=debian\nVERSION_ID="12"\n')
  systemctl.setUnit('nginx.service', 'loaded inactive enabled no')
  sandbox.sh('systemctl start nginx.service')
  systemctl.calls()
  const host: TestHost = {
    sandbox,
    systemctl,
    session: await openLocalSession(sandbox),
    resources: lower(mirror),
    async look() {
      const state = await host.session.probe(host.resources)
      return makePlan(expectation, host.resources, state, ordinary)
    },
    apply: async () => host.carryOut(await host.look()),
    order: plan => ({
      plan,
      aim: JSON.stringify({ resources: host.resources }),
      manager: 'apt',
      by: 'anna@laptop',
      summary: plan.changes.map(({ verb, kind, name }) => `${verb} ${kind} ${name}`),
    }),
    carryOut: (plan, { session = host.session, run = newRun(), onStep = () => {}, stop } = {}) =>
      session.apply(host.order(plan), run, { onStep, ...(stop === undefined ? {} : { stop }) }),
    served: () => served(sandbox),
    differences(before) {
      const after = served(sandbox)
      return [
        ...before.filter(line => !after.includes(line)).map(line => `- ${line}`),
        ...after.filter(line => !before.includes(line)).map(line => `+ ${line}`),
      ]
    },
    stop: () => sandbox.stop(),
  }
  return host
}

/**
 * Such a host that serves the guide's mirror, and is to become another one: a plan with a step of nearly every kind.
 * Somebody has changed owners and modes meanwhile, and moved a tree to another disk.
 */
export async function startServingHost(shell: Shell): Promise<TestHost> {
  const host = await startTestHost(shell)
  const { word } = await host.apply()
  if (word !== 'committed') throw new Error(`the guide's mirror was not made: ${word}`)
  host.sandbox.sh(`
    chown nobody:nogroup /etc/rsyncd.conf
    chmod 0640 /etc/rsyncd.conf
    chown root:staff /srv/mirrors
    chmod 2775 /srv/mirrors
    mkdir /mnt/disk
    mv /srv/mirrors/athena /mnt/disk/athena
    chown nobody:nogroup /mnt/disk/athena
    chmod 0775 /mnt/disk/athena
    ln -s /mnt/disk/athena /srv/mirrors/athena`)
  host.resources = lower(
    sampleHost({
      http: sampleHttp({ port: 8080 }),
      rsync: sampleRsync({ port: 8873, maxConnections: 5 }),
      modules: [sampleModule('athena', { comment: 'Moved' }), sampleModule('new')],
    }),
  )
  host.systemctl.calls()
  return host
}

function served(sandbox: Sandbox): readonly string[] {
  const places =
    '/etc/nginx /etc/rsyncd.conf /etc/mirrorc /etc/cron.d /etc/systemd/system /usr/local/share /srv /mnt'
  return sandbox
    .sh(
      `find ${places} -printf '%p %y %m %U:%G %l\\n' 2>/dev/null | sort
      find ${places} -type f 2>/dev/null | sort | xargs sha256sum
      cd /run/stub-systemctl/units && tail -v -n 1 *`,
    )
    .split('\n')
}
