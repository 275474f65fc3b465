import type { MirrorHost } from '../../src/compiler/mirror.ts'
import { makePlan } from '../../src/plan/make-plan.ts'
import type { Plan } from '../../src/plan/plan.ts'
import type { Expectation } from '../../src/plan/unfitness.ts'
import type { Resource } from '../../src/resource.ts'
import type { ApplyResult, Session } from '../../src/ssh/session.ts'
import { lower } from '../../src/targets/lower.ts'
import { sampleHost } from '../sample-mirror.ts'
import { openLocalSession, type Shell, useShell } from './local-session.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'
import { type Systemctl, stubSystemctl } from './stub-systemctl.ts'

/** A Debian 12 host in a sandbox: packages installed, the real nginx runs, nothing of mirrorc's is there. */
export interface TestHost {
  readonly sandbox: Sandbox
  readonly systemctl: Systemctl
  readonly session: Session
  readonly resources: readonly Resource[]
  /** Probes and plans. */
  look(): Promise<Plan>
  /** Probes, plans and carries it out. */
  apply(): Promise<ApplyResult>
  /** Everything that a run may change and has to put back: files by path, and the state of units. */
  served(): readonly string[]
  stop(): Promise<void>
}

export const expectation: Expectation = {
  host: 'fra1',
  title: 'Debian 12',
  osId: 'debian',
  versionId: '12',
  ipv6: true,
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
  const session = await openLocalSession(sandbox)
  const resources = lower(mirror)
  const look = async (): Promise<Plan> =>
    makePlan(expectation, resources, await session.probe(resources), { adopt: false })
  return {
    sandbox,
    systemctl,
    session,
    resources,
    look,
    apply: async () => session.apply(await look(), () => {}),
    served: () => served(sandbox),
    stop: () => sandbox.stop(),
  }
}

function served(sandbox: Sandbox): readonly string[] {
  const places = '/etc/nginx /etc/rsyncd.conf /etc/cron.d /etc/systemd/system /srv'
  return sandbox
    .sh(
      `find ${places} -printf '%p %y %m %U:%G %l\\n' 2>/dev/null | sort
      find ${places} -type f 2>/dev/null | sort | xargs sha256sum
      cd /run/stub-systemctl/units && tail -v -n 1 *`,
    )
    .split('\n')
}
