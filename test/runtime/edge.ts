import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { applyToHost } from '../../src/commands/apply-to-host.ts'
import type { Visit } from '../../src/commands/visit-host.ts'
import { scheduleOf } from '../../src/compiler/3-resolve/schedule/schedule.ts'
import type { MirrorHost } from '../../src/compiler/mirror.ts'
import { Failure } from '../../src/failure.ts'
import { makePlan, ordinary } from '../../src/plan/make-plan.ts'
import { lower } from '../../src/targets/lower.ts'
import { skipReason } from '../consumers/tools.ts'
import { sampleHost, sampleModule } from '../sample-mirror.ts'
import { expectation, startTestHost, type TestHost } from './test-host.ts'

/** A host that is odd in one way, what is wanted of it, and how `mirrorc apply` has to end there. */
export interface Edge {
  readonly title: string
  /** Makes the host odd, before anybody looks at it. */
  readonly prepare?: string
  /** What happens to the host between the look and the apply. */
  readonly meanwhile?: string
  /** Takes away what putting files back does not. */
  readonly after?: string
  /** What is wanted; by default another comment, which changes a file of nginx's, of rsync's and of cron's. */
  readonly wants?: Partial<MirrorHost>
  readonly exit: number
  /** What the person reads. */
  readonly says: RegExp
  /** The paths that may differ afterwards; none by default. */
  readonly changes?: RegExp
  /** A script that must end well afterwards. */
  readonly holds?: string
}

/** How an apply ended for the person who asked for it. */
interface Ending {
  readonly exit: number
  readonly text: string
}

/** What is different of the mirror that the host serves. */
const changed: Partial<MirrorHost> = {
  domain: 'other.example.org',
  modules: [
    sampleModule('athena', { comment: 'Changed', schedule: scheduleOf('8 * * * *') }),
    sampleModule('athena-images'),
  ],
}

/** The files that such a change changes. */
export const ourFiles =
  /^\/(?:etc\/(?:rsyncd.conf|cron.d\/mirrorc|nginx\/sites-available\/mirrorc|nginx\/mirrorc-site.conf)|etc\/mirrorc\/.*|usr\/local\/share\/mirrorc\/.*|var\/lib\/mirrorc\/ledger.json)$/

const listed = '/etc /usr/local /var/lib /srv /mnt /usr/sbin/policy-rc.d'
// Records of runs are kept, the lock is not ours to remove, and labs of this machine are nobody's business here.
const unlisted = ['/var/lib/mirrorc/tx', '/var/lib/mirrorc/lock', '/var/lib/mirrorc-lab']
const kept =
  '/etc /srv /mnt /usr/local/share/mirrorc /usr/local/lib/mirrorc /var/lib/mirrorc /var/lib/mirrorc-sync /var/lib/mirrorc-rsyncd /run/stub-systemctl/units'

/** Tries each on one host that serves the guide's mirror, and is made whole again each time. */
export function tryEdges(edges: readonly Edge[]): void {
  describe.skipIf(skipReason() !== undefined)('an apply to a host that serves', () => {
    let host: TestHost
    beforeAll(async () => {
      host = await startTestHost()
      expect((await host.apply()).word).toBe('committed')
      keepHost(host)
    })
    afterEach(() => putBack(host))
    afterAll(() => host?.stop())

    test.each(edges)(
      '$title: exit $exit',
      async edge => {
        const { exit, text, differs } = await tryEdge(host, edge)
        expect(text).toMatch(edge.says)
        expect({ exit, differs }).toEqual({ exit: edge.exit, differs: [] })
      },
      60_000,
    )
  })
}

/** Remembers how a host is, for `putBack`. */
function keepHost({ sandbox }: TestHost): void {
  sandbox.sh(`
    mkdir -p /saved /run/edge ${kept}
    rsync -aHAXR ${kept} /saved`)
}

/** Makes the host what it was, and what runs there too. */
function putBack({ sandbox }: TestHost): void {
  sandbox.sh(`
    (cd /saved && rsync -aHAXR --no-implied-dirs --delete ${kept.replaceAll(/(^| )\//g, '$1./')} /)
    systemctl restart rsync.service
    systemctl restart nginx.service
    until curl -sS -o /dev/null 127.0.0.1; do sleep 0.05; done
    until rsync rsync://127.0.0.1 >/dev/null 2>&1; do sleep 0.05; done`)
}

/**
 * Makes the host odd, applies, and says how that ended, and every path that is not as it was. A host that was refused
 * is looked at more closely: nothing at all may have been written to it.
 */
async function tryEdge(host: TestHost, edge: Edge): Promise<Ending & { differs: string[] }> {
  const { sandbox } = host
  sandbox.sh(edge.prepare ?? '')
  host.resources = lower(sampleHost(edge.wants ?? changed))
  try {
    list(host, 'before')
    const ending = await applyTo(host, edge)
    list(host, 'after')
    const untouched = ending.exit === 5 || ending.exit === 8 || ending.text === nothingToDo
    const differs = differing(host, untouched ? 'closely' : 'roughly')
    if (edge.holds !== undefined) sandbox.sh(edge.holds)
    return { ...ending, differs: differs.filter(path => edge.changes?.test(path) !== true) }
  } finally {
    sandbox.sh(edge.after ?? '')
  }
}

const nothingToDo = 'nothing to do'

/** As `mirrorc apply --yes` does once it is connected. */
async function applyTo(host: TestHost, { meanwhile }: Edge): Promise<Ending> {
  const look = async (): Promise<Pick<Visit, 'state' | 'plan'>> => {
    const state = await host.session.probe(host.resources)
    return { state, plan: makePlan(expectation, host.resources, state, ordinary) }
  }
  const sight = await look()
  const { refusals, changes, ledger } = sight.plan
  if (refusals.length > 0) {
    return { exit: 5, text: refusals.map(({ message, hint }) => `${message}\n${hint}`).join('\n') }
  }
  if (changes.length === 0 && ledger?.differs !== true) return { exit: 0, text: nothingToDo }
  host.sandbox.sh(meanwhile ?? '')
  const { site, storage, input } = expectation
  const visit: Visit = {
    ...sight,
    host: sampleHost(),
    title: expectation.title,
    aim: { site, storage, input, resources: host.resources },
    manager: 'apt',
    hostKey: 'none',
    session: () => host.session,
    reconnect: () => Promise.reject(new Error('there is no connection to lose')),
    lookAgain: look,
    close() {},
  }
  try {
    const { exit, message = '' } = await applyToHost(visit, { onStep: () => {} })
    return { exit, text: message }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { exit: error.exit, text: `${error.message}\n${error.hint ?? ''}` }
  }
}

// find(1): path; type, mode, owner; size, time of the content, target; inode, time of the inode. A path with a tab in it is
// not ours.
function list({ sandbox }: TestHost, when: 'before' | 'after'): void {
  const not = unlisted.map(path => `-path ${path}`).join(' -o ')
  const format = '%p\\t%y %m %U:%G\\t%s %T@ %l\\t%i %C@\\n'
  sandbox.sh(
    `find ${listed} \\( ${not} \\) -prune -o -printf '${format}' 2>/dev/null | sort >/run/edge/${when}`,
  )
}

// Roughly: without times of directories, and without inodes.
function differing({ sandbox }: TestHost, how: 'roughly' | 'closely'): string[] {
  const count = Number(sandbox.sh('wc -l </run/edge/after'))
  if (count < 1000) throw new Error(`only ${count} paths were listed`)
  const cut = how === 'closely' ? '$0' : 'substr($2, 1, 1) == "d" ? $1 FS $2 : $1 FS $2 FS $3'
  const lines = sandbox
    .sh(
      `cd /run/edge; for when in before after; do awk -F '\\t' '{ print ${cut} }' $when >$when-cut; done
      diff before-cut after-cut || :`,
    )
    .split('\n')
  const paths = lines.flatMap(line => /^[<>] ([^\t]*)\t/.exec(line)?.[1] ?? [])
  return [...new Set(paths)]
}
