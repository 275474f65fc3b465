import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { visitHost } from '../../src/commands/visit-host.ts'
import { readMirror } from '../../src/compiler/read-mirror.ts'
import type { Lab } from '../../src/lab/lab.ts'
import { ordinary } from '../../src/plan/make-plan.ts'
import { connect } from '../../src/ssh/connection.ts'
import type { Listener, Run, RunResult } from '../../src/ssh/run.ts'
import { runnerProgram } from '../../src/ssh/runtime.ts'
import { newRun, openSession } from '../../src/ssh/session.ts'
import type { Connection } from '../../src/ssh/transport.ts'
import { releaseTable } from '../../src/targets/index.ts'
import { sshOptions } from '../ssh/workspace.ts'
import { checkout, onHost, run } from './support.ts'

/** The lab host that is crashed. */
export const crashHost = 'crash'

const prelude = readFileSync(join(checkout, 'test/runtime/crash-points.sh'), 'utf8')

/** The same mirror with every file of nginx, rsyncd and cron different, on other ports. */
export const moved = (text: string): string =>
  text
    .replace('http: {}', 'http: { port: 8080 }')
    .replace('max_connections: 25', 'port: 8873')
    .replace('The Athena Hub', 'The Athena Hub, moved')
    .replace('every: 1h', 'every: 2h')

interface Started {
  readonly run: Run
  readonly connection: Connection
  readonly result: Promise<RunResult>
}

/**
 * Starts to carry out what a mirror.yaml wants of the host, with a runner that crashes at a point (0: at none), or
 * halts there for as long as /run/crash/halt is.
 */
export async function startCrashing(
  lab: Lab,
  text: string,
  point: number,
  listener: Listener = { onStep: () => {} },
): Promise<Started> {
  await onHost(
    lab,
    crashHost,
    `mkdir -p /run/crash; echo ${point} >/run/crash/at; : >/run/crash/points; rm -f /run/crash/killed`,
  )
  const { mirror } = readMirror({ name: 'mirror.yaml', text }, releaseTable)
  const host = mirror?.hosts[0]
  if (host === undefined) throw new Error('the test has a wrong mirror.yaml')
  const ssh = sshOptions(lab.sshConfigFile, { timeoutMs: 30_000 })
  const visit = await visitHost(host, ssh, ordinary)
  visit.close()
  expect(visit.plan.refusals).toEqual([])
  const connection = await connect({ name: host.name, ...host.ssh }, ssh)
  const session = await openSession(connection, {
    manager: visit.manager,
    privilege: ssh,
    runner: runnerProgram(`${prelude}\n`),
  })
  const id = newRun()
  const order = {
    plan: visit.plan,
    aim: JSON.stringify(visit.aim),
    manager: visit.manager,
    by: 'a test',
    summary: [],
  }
  return { run: id, connection, result: session.apply(order, id, listener) }
}

/** How the host is found, from outside and from its records: `old`, `new`, or what is wrong with it. */
export async function judge(lab: Lab, id: string): Promise<'old' | 'new'> {
  const ledger = await onHost(lab, crashHost, 'cat /var/lib/mirrorc/ledger.json')
  const isNew = ledger.includes(`"run": "${id}"`)
  const files = await onHost(
    lab,
    crashHost,
    'cat /etc/rsyncd.conf /etc/nginx/sites-available/mirrorc /etc/nginx/mirrorc.d/* /etc/cron.d/mirrorc /etc/systemd/system/rsync*.service.d/* 2>/dev/null; true',
  )
  const found = {
    http: files.includes('listen 8080;'),
    rsync: files.includes('The Athena Hub, moved'),
    port: files.includes('--port=8873'),
    cron: / \*\/2 \* \* \* rsyncuser/.test(files) || / \d+-23\/2 \* \* \* rsyncuser/.test(files),
  }
  expect(found).toEqual({ http: isNew, rsync: isNew, port: isNew, cron: isNew })
  await expectServed(lab, isNew)
  const left = await onHost(
    lab,
    crashHost,
    "find /etc /srv -name '.mirrorc.*'; ls /etc/systemd/system/mirrorc-recover.service /etc/systemd/system/multi-user.target.wants/mirrorc-recover.service /usr/sbin/policy-rc.d 2>/dev/null; true",
  )
  expect(left).toBe('')
  return isNew ? 'new' : 'old'
}

/** Old workers of nginx take a moment to go. */
async function expectServed(lab: Lab, isNew: boolean): Promise<void> {
  const address = lab.hosts[0]?.address ?? ''
  // Arch's own site stays at port 80, and has no such tree.
  const shows = async (port: number): Promise<boolean> =>
    (
      await run('curl', [
        ...['-s', '-m', '5', '-o', '/dev/null', '-w', '%{http_code}'],
        ...['-H', 'Host: mirror.example.org', `http://${address}:${port}/athena/`],
      ])
    ).stdout === '200'
  const lists = async (port: number): Promise<boolean> =>
    (await run('rsync', ['--contimeout=5', `rsync://${address}:${port}/`])).stdout.includes(
      'athena',
    )
  await expect
    .poll(
      async () => ({
        http: [await shows(80), await shows(8080)],
        rsync: [await lists(873), await lists(8873)],
      }),
      { timeout: 10_000, interval: 100 },
    )
    .toEqual(
      isNew
        ? { http: [false, true], rsync: [false, true] }
        : { http: [true, false], rsync: [true, false] },
    )
}
