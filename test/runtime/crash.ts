import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Plan } from '../../src/plan/plan.ts'
import { runnerProgram } from '../../src/ssh/runtime.ts'
import { newRun } from '../../src/ssh/session.ts'
import { openLine } from './local-session.ts'
import type { TestHost } from './test-host.ts'

/** How a host was found after crashes, each followed by what the runner's unit does by itself. */
export interface Tally {
  points: number
  old: number
  new: number
  /** What was neither, in words. */
  readonly torn: string[]
  lastWasOld: boolean
}

/** A host that serves one thing and is planned to serve another, and how to tell which it does. */
export interface CrashScene {
  readonly host: TestHost
  readonly plan: Plan
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** Makes the host as it was before. */
  restore(): void
}

const crashPoints = readFileSync(join(import.meta.dirname, 'crash-points.sh'), 'utf8')
const records = '/var/lib/mirrorc'
const places = `/etc/nginx /etc/rsyncd.conf /etc/mirrorc /etc/cron.d /etc/systemd/system /usr/local/share /srv /mnt ${records}`

/** Remembers how the host is, and finds out how it is when the plan is carried out. */
export async function setScene(host: TestHost): Promise<CrashScene> {
  const { sandbox } = host
  const before = host.served()
  sandbox.sh(`mkdir /saved /run/crash; cp -a --parents ${places} /saved`)
  const restore = (): void => {
    sandbox.sh(`
      for path in ${places}; do
        [ "$path" = /mnt ] || rm -rf "$path"
        cp -a -T "/saved$path" "$path"
      done
      systemctl daemon-reload
      systemctl restart rsync.service
      systemctl restart nginx.service
      until curl -sS -o /dev/null 127.0.0.1; do sleep 0.02; done`)
  }
  const plan = await host.look()
  const { word } = await host.carryOut(plan)
  if (word !== 'committed') throw new Error(`the plan is not carried out: ${word}`)
  const after = host.served()
  restore()
  return { host, plan, before, after, restore }
}

/** Carries the plan out to its end and says at how many points it can crash. */
export async function countPoints(scene: CrashScene, fault = ''): Promise<number> {
  await runTo(scene, 0, fault)
  const points = Number(scene.host.sandbox.sh('wc -c </run/crash/points'))
  scene.restore()
  return points
}

/** What is done to a run beside crashing it: shell text that makes the runner wrong, and what somebody does before. */
export interface Trouble {
  readonly fault?: string
  /** An edit of a file that the plan writes: it must be there in the end. */
  readonly edit?: string
}

/** Crashes at each of the points (0: at none), has the host recover, and looks. */
export async function crashAtEach(
  scene: CrashScene,
  points: readonly number[],
  { fault = '', edit }: Trouble = {},
): Promise<Tally> {
  const tally = newTally()
  for (const point of points) {
    if (edit !== undefined) scene.host.sandbox.sh(edit)
    const before = edit === undefined ? scene.before : scene.host.served()
    const id = await runTo(scene, point, fault)
    recover(scene.host, id)
    count(tally, `point ${point}`, judge({ ...scene, before }, id), edit !== undefined)
    if (edit !== undefined || !tally.lastWasOld) scene.restore()
  }
  return tally
}

/** Crashes at a point, then at each point of the recovery from that, and has the host recover once more. */
export async function crashInRecovery(
  scene: CrashScene,
  point: number,
  isTried: (point: number) => boolean,
): Promise<Tally> {
  const tally = newTally()
  for (let within = 1, isOver = false; !isOver; within += 1) {
    if (!isTried(within)) continue
    const id = await runTo(scene, point, '')
    isOver = !recoverUntil(scene.host, id, within)
    recover(scene.host, id)
    count(tally, `point ${within} of the recovery`, judge(scene, id), false)
    if (!tally.lastWasOld) scene.restore()
  }
  return tally
}

const newTally = (): Tally => ({ points: 0, old: 0, new: 0, torn: [], lastWasOld: false })

function count(tally: Tally, where: string, found: string, isNewWrong: boolean): void {
  tally.points += 1
  tally.lastWasOld = found === 'old'
  if (found === 'old') tally.old += 1
  else if (found !== 'new') tally.torn.push(`${where}: ${found}`)
  else if (isNewWrong) tally.torn.push(`${where}: somebody's edit is gone`)
  else tally.new += 1
}

/** Carries the plan out up to a point (0: to its end), over a connection of its own, which is gone afterwards. */
export async function runTo(
  { host, plan }: Pick<CrashScene, 'host' | 'plan'>,
  point: number,
  fault: string,
): Promise<string> {
  const { sandbox } = host
  sandbox.sh(
    'echo "$1" >/run/crash/at; : >/run/crash/points; rm -f /run/crash/killed',
    String(point),
  )
  const program = runnerProgram(`${crashPoints}${fault}\n`)
  const line = await openLine(sandbox, 'apt', ['sh'], program)
  const run = newRun()
  host.carryOut(plan, { session: line.session, run }).catch(() => {})
  // What follows blocks this process, and a pipe takes only so much at once.
  while (line.process.stdin?.writableNeedDrain) await setTimeout(5)
  waitLong(
    sandbox,
    `test -e ${records}/tx/${run.id}/result || { test -e /run/crash/killed && flock -n ${records}/lock true; }`,
  )
  line.process.kill('SIGKILL')
  return run.id
}

/** For a minute at most: a sandbox gives each command twenty seconds. */
function waitLong(sandbox: TestHost['sandbox'], script: string): void {
  const once = `for tries in $(seq 500); do { ${script}; } && exit; sleep 0.02; done; exit 1`
  for (let tries = 0; tries < 6; tries += 1) {
    if (sandbox.run(['dash', '-c', once]).code === 0) return
  }
  throw new Error(`not within a minute: ${script}`)
}

/** What systemd does when the runner's unit has died. A run that had not begun has left no record. */
export function recover({ sandbox }: TestHost, id: string): void {
  const script = 'echo 0 >/run/crash/at; if [ -e "$1" ]; then sh "$1" recover "$2" || :; fi'
  sandbox.sh(script, `${records}/tx/${id}/program`, id)
}

/** The same, killed at a point. Whether it came to that. */
function recoverUntil({ sandbox }: TestHost, id: string, point: number): boolean {
  sandbox.sh(
    'rm -f /run/crash/killed; : >/run/crash/points; echo "$1" >/run/crash/at',
    String(point),
  )
  // In a session of its own, as all of its process group is killed.
  sandbox.run(['setsid', '-w', 'sh', `${records}/tx/${id}/program`, 'recover', id])
  return sandbox.run(['test', '-e', '/run/crash/killed']).code === 0
}

/** `old`, `new`, or what is wrong with it. */
function judge({ host, before, after }: CrashScene, id: string): string {
  const { sandbox } = host
  const isNew = sandbox.run(['grep', '-q', `"run": "${id}"`, `${records}/ledger.json`]).code === 0
  const tx = `${records}/tx`
  const log = sandbox.sh('cd "$1"; cat ".$2/log" 2>/dev/null || cat "$2/log"', tx, id)
  const result = sandbox.sh('cat "$1/$2/result" || ls -d "$1/$2" || echo none', tx, id).trim()
  const left = host.differences(isNew ? after : before)
  const problems = [
    ...left,
    ...(answersAt(host, isNew ? ports.after : ports.before) ? [] : ['the services do not agree']),
    ...(resultIsRight(result, isNew) ? [] : [`the result is ${result}: ${log}`]),
    ...sandbox.sh("find /etc /srv /usr/local -name '.mirrorc*'").split('\n').slice(0, -1),
  ]
  if (problems.length > 0) return `${isNew ? 'new' : 'old'}, but ${problems.join('; ')}`
  return isNew ? 'new' : 'old'
}

const resultIsRight = (result: string, isNew: boolean): boolean =>
  isNew ? result === 'committed' : ['rolled-back', 'stale', 'none'].includes(result)

const ports = { before: '80 873 8080 8873', after: '8080 8873 80 873' }

/** Whether nginx and rsync answer at the first two ports, and nobody at the others. Old workers take a moment to go. */
function answersAt({ sandbox }: TestHost, where: string): boolean {
  const script = `
    served() { curl -s -o /dev/null "127.0.0.1:$1/"; }
    listed() { rsync "rsync://127.0.0.1:$1/" >/dev/null 2>&1; }
    right() { served "$1" && listed "$2" && ! served "$3" && ! listed "$4"; }
    for tries in $(seq 40); do right "$@" && exit; sleep 0.05; done; exit 1`
  return sandbox.run(['dash', '-c', script, 'dash', ...where.split(' ')]).code === 0
}
