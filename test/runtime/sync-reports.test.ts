import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { hubUrl, type SyncHost, startReportingHost } from './sync-host.ts'

const skip = skipReason()

/** The samples of the text format by their family; throws where a line has no place. */
function parseMetrics(text: string): Map<string, string[]> {
  const families = new Map<string, string[]>()
  const lines = text.trimEnd().split('\n')
  let name = ''
  for (const line of lines) {
    const [, help] = /^# HELP ([a-z_]+) \S/.exec(line) ?? []
    const [, type, kind] = /^# TYPE ([a-z_]+) (counter|gauge)$/.exec(line) ?? []
    const [, sample] = /^([a-z_]+)\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)+\} \d+$/.exec(line) ?? []
    if (help !== undefined) {
      expect(families.has(help)).toBe(false)
      families.set(help, [])
      name = help
    } else if (type !== undefined) {
      expect([type, kind]).toEqual([name, name.endsWith('_total') ? 'counter' : 'gauge'])
    } else {
      expect([line, sample]).toEqual([line, name])
      families.get(name)?.push(line)
    }
  }
  return families
}

describe.skipIf(skip !== undefined)('what the sync program says of itself', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startReportingHost('dash')
    host.module('good', { comment: 'The "good" \\ tree', interval: 3600, freshness: 'lastupdate' })
    host.sandbox.sh(
      'head -c 300000 /dev/zero >/hub/good/file; echo 1795000000 >/hub/good/lastupdate',
    )
    host.module('bad', { upstream: `${hubUrl}/nothing` })
    host.module('never')
    expect(host.sync('good').code).toBe(0)
    expect(host.sync('bad').code).toBe(1)
  })
  afterAll(() => host?.sandbox.stop())

  const read = (path: string) => host.sandbox.sh('cat "$1"', path)

  test('the status file of a module', () => {
    expect(host.status('good')).toEqual({
      version: 1,
      module: 'good',
      state: 'success',
      message: expect.stringMatching(/^\d entries changed, 0 deleted, 1 MiB received$/),
      upstream: `${hubUrl}/hub/good`,
      last_success: expect.any(Number),
      last_attempt: expect.any(Number),
      last_ended: expect.any(Number),
      next_run: Number(host.status('good').last_attempt) + 3600,
      interval_seconds: 3600,
      stale_after_seconds: 86_400,
      duration_seconds: expect.any(Number),
      listing_seconds: expect.any(Number),
      exit_code: 0,
      failures: 0,
      size_bytes: 300_011,
      files: 2,
      received_bytes: expect.any(Number),
      received_bytes_total: expect.any(Number),
      upstream_timestamp: 1_795_000_000,
      held_deletions: null,
      held: '',
      generation: '',
    })
    expect(Math.abs(Number(host.status('good').last_success) - Date.now() / 1000)).toBeLessThan(100)
  })

  // The text format of Prometheus: a name and its type once, then its lines together; a counter's name ends in _total.
  test('the text file for Prometheus', () => {
    const text = read('/var/lib/textfiles/mirrorc.prom')
    expect(text.endsWith('\n')).toBe(true)
    const families = [...parseMetrics(text).keys()]
    expect(families).toEqual(
      expect.arrayContaining(['mirror_info', 'mirror_size_bytes', 'mirror_sync_running']),
    )
    expect(text).toContain('mirror_size_bytes{mirror="good"} 300011\n')
    expect(text).toContain('mirror_sync_last_exit_code{mirror="bad"} 5\n')
    expect(text).toMatch(/mirror_sync_last_success_timestamp_seconds\{mirror="good"\} \d+\n/)
    expect(text).not.toContain('success_timestamp_seconds{mirror="bad"}')
    expect(text).toContain(`mirror_info{mirror="good",upstream="${hubUrl}/hub/good"} 1`)
  })

  // tuna/tunasync, internal/status_web.go.
  test('tunasync.json', () => {
    const entries = JSON.parse(read('/srv/reports/tunasync.json'))
    expect(
      entries.map((entry: { name: string; status: string }) => [entry.name, entry.status]),
    ).toEqual([
      ['bad', 'failed'],
      ['good', 'success'],
    ])
    for (const entry of entries) {
      expect(Object.keys(entry)).toEqual(
        'name is_master status last_update last_update_ts last_started last_started_ts last_ended last_ended_ts next_schedule next_schedule_ts upstream size'.split(
          ' ',
        ),
      )
      for (const key of ['last_update', 'last_started', 'last_ended', 'next_schedule']) {
        expect(entry[key]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000$/)
        const year = entry[key].startsWith('0001-01-01')
        expect(entry[`${key}_ts`]).toBe(
          year ? -62_135_596_800 : Date.parse(entry[key].replace(' +0000', 'Z')) / 1000,
        )
      }
    }
    expect(entries[1]).toMatchObject({ size: '292K', is_master: true })
    expect(entries[0]).toMatchObject({ size: 'unknown', last_update: '0001-01-01 00:00:00 +0000' })
  })

  // mirrorz-org/mirrorz, Data Format v1.7.
  test('mirrorz.json', () => {
    const { version, site, info, mirrors } = JSON.parse(read('/srv/reports/mirrorz.json'))
    expect(version).toBe(1.7)
    expect(site).toEqual({
      url: 'https://mirror.example.org',
      abbr: 'athena-fra',
      name: 'athena-fra',
      email: 'admin@example.org',
    })
    expect(info).toEqual([])
    expect(mirrors).toHaveLength(2)
    const [bad, good] = mirrors
    expect(bad.status).toMatch(/^F\d+X\d+$/)
    expect(good).toEqual({
      cname: 'good',
      url: '/good',
      status: expect.stringMatching(/^S\d+X\d+$/),
      desc: 'The "good" \\ tree',
      upstream: `${hubUrl}/hub/good`,
      size: '292K',
    })
  })

  test('a table for people, and all of it as JSON', () => {
    const { stdout } = host.sync('--status')
    expect(stdout).toMatch(/^MODULE +STATE +LAST SUCCESS/)
    expect(stdout).toMatch(
      /^good +success +\d{4}-\d\d-\d\d \d\d:\d\d UTC +0m +292K {2}\d entries changed/m,
    )
    expect(stdout).toMatch(
      /^bad +failed +never +- +unknown +rsync: @ERROR: Unknown module 'nothing'/m,
    )
    expect(stdout).toMatch(/^never +pending +never/m)
    host.sandbox.sh('touch -d @1700000000 /etc/mirrorc/modules/never')
    const all = JSON.parse(host.sync('--status', '--json').stdout)
    expect(all[2].known_since).toBe(1_700_000_000)
    expect(all.map((one: { module: string; state: string }) => [one.module, one.state])).toEqual([
      ['bad', 'failed'],
      ['good', 'success'],
      ['never', 'pending'],
    ])
  })

  test('a data file that is wrong hides no other module, and what an editor left is none', () => {
    host.sandbox.sh('cd /etc/mirrorc/modules; echo "nope 1" >aa; touch good~ good.bak')
    const { code, stdout, stderr } = host.sync('--status', '--json')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const all: readonly { module: string; state: string; message: string }[] = JSON.parse(stdout)
    expect(all.map(({ module, state }) => [module, state])).toEqual([
      ['aa', 'failed'],
      ['bad', 'failed'],
      ['good', 'success'],
      ['never', 'pending'],
    ])
    expect(all[0]?.message).toMatch(/aa: nope is no key/)
    expect(host.sync('--status', 'aa').code).toBe(78)
    host.sandbox.sh('cd /etc/mirrorc/modules; rm aa good~ good.bak')
  })

  test('what the admin calls a tree is shown in any language, and nothing that is no text', () => {
    host.sandbox.sh(
      String.raw`printf 'comment Spiegel für "ÆØ" \\ 镜像 \t|\n' >>/etc/mirrorc/modules/never; printf 'comment \344 \303\n' >>/etc/mirrorc/modules/good`,
    )
    expect(host.sync('never').code).toBe(0)
    expect(host.sync('good').code).toBe(0)
    const { mirrors } = JSON.parse(read('/srv/reports/mirrorz.json'))
    const described = mirrors.map(({ cname, desc }: Record<string, string>) => [cname, desc])
    expect(described).toContainEqual(['never', 'Spiegel für "ÆØ" \\ 镜像 |'])
    expect(described).toContainEqual(['good', '? ?'])
  })

  test('reports that cannot be put together stay as they are', () => {
    const before = read('/var/lib/textfiles/mirrorc.prom')
    host.sandbox.sh(
      'mv /usr/bin/sort /usr/bin/sort.real; install -m 755 /dev/null /usr/bin/sort; echo "#!/bin/sh\nexit 1" >/usr/bin/sort',
    )
    host.sync('good')
    host.sandbox.sh('mv /usr/bin/sort.real /usr/bin/sort')
    const families = (text: string) => [...parseMetrics(text).keys()].toSorted()
    expect(families(read('/var/lib/textfiles/mirrorc.prom'))).toEqual(families(before))
  })

  test('a module that left the host leaves the reports', () => {
    host.sandbox.sh('rm /etc/mirrorc/modules/bad')
    expect(host.sync('never').code).toBe(0)
    const names = JSON.parse(read('/srv/reports/tunasync.json')).map(
      (entry: { name: string }) => entry.name,
    )
    expect(names).toEqual(['good', 'never'])
    expect(read('/var/lib/textfiles/mirrorc.prom')).not.toContain('"bad"')
  })
})
