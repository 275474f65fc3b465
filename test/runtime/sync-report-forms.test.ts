import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../consumers/tools.ts'
import { hubUrl, type SyncHost, startReportingHost } from './sync-host.ts'

const skip = skipReason()

interface TunasyncEntry {
  readonly name: string
  readonly status: string
  readonly last_update_ts: number
  readonly last_started_ts: number
  readonly last_ended_ts: number
  readonly next_schedule_ts: number
  readonly size: string
}

interface Mirrorz {
  readonly version: number
  readonly site: Readonly<Record<string, string>>
  readonly info: readonly unknown[]
  readonly mirrors: readonly Readonly<Record<string, string>>[]
}

const mainLetters = 'SDYFPCRU'
const siteKeys =
  'url abbr logo logo_darkmode name homepage issue request email group disk note big disable'
const mirrorKeys = 'cname url status desc help upstream size disable'

/** mirrorz-org/mirrorz, Data Format v1.7: what its readers rely on. */
function faultsOfMirrorz({ version, site, info, mirrors }: Mirrorz): readonly string[] {
  const unknown = (keys: readonly string[], known: string) =>
    keys.filter(key => !known.split(' ').includes(key)).map(key => `unknown key ${key}`)
  return [
    ...(version === 1.7 ? [] : ['version']),
    ...(Array.isArray(info) ? [] : ['info']),
    ...unknown(Object.keys(site), siteKeys),
    ...(/^https?:\/\/[^/]+$/.test(site.url ?? '') ? [] : ['site.url']),
    ...(site.abbr ? [] : ['site.abbr']),
    ...mirrors.flatMap(mirror => [
      ...unknown(Object.keys(mirror), mirrorKeys),
      ...faultsOfMirror(mirror),
    ]),
  ]
}

function faultsOfMirror(mirror: Mirrorz['mirrors'][number]): readonly string[] {
  const { cname = '', url = '', status = '', size } = mirror
  const parts = [...status.matchAll(/([A-Z])(\d+)?/g)]
  const mains = parts.filter(([, letter = '']) => mainLetters.includes(letter))
  const times = parts.map(([, , time]) => Number(time))
  return [
    ...(cname === '' ? ['cname'] : []),
    ...(/^(https?:\/)?\/.*[^/]$/.test(url) ? [] : ['url']),
    ...(parts.map(([text]) => text).join('') === status && status !== '' ? [] : ['status']),
    ...(mains.length === 1 && parts[0] === mains[0] ? [] : ['status: one main, first']),
    ...(times.some(time => time < 1_000_000_000 || time > 10_000_000_000) ? ['time'] : []),
    ...(size === undefined || /^(\d+(\.\d)?[BKMGTP]|unknown)$/.test(size) ? [] : ['size']),
  ].map(fault => `${cname}: ${fault}`)
}

/** What mirrorz makes of a tunasync.json by itself: mirrorz-org/mirrorz-parser, tunasync.js. */
function mirrorzStatusOf(entry: TunasyncEntry): string {
  const next = entry.next_schedule_ts > 0 ? `X${entry.next_schedule_ts}` : ''
  const old = entry.last_update_ts > 0 ? `O${entry.last_update_ts}` : ''
  switch (entry.status) {
    case 'success':
      return `S${entry.last_update_ts}${next}`
    case 'syncing':
      return `Y${entry.last_started_ts}${old}${next}`
    case 'failed':
      return `F${entry.last_ended_ts}${old}${next}`
    default:
      return `U${next}`
  }
}

describe.skipIf(skip !== undefined)('the reports, read by others', () => {
  let host: SyncHost
  beforeAll(async () => {
    host = await startReportingHost('busybox')
    for (const name of ['good', 'broken', 'held']) {
      host.module(name, { comment: `"${name}" \\ tree`, interval: 3600 })
      host.sandbox.sh('cd "/hub/$1"; for n in $(seq 30); do echo "$n" >"$n"; done', name)
      expect(host.sync(name).code).toBe(0)
    }
    host.module('broken', { upstream: `${hubUrl}/nothing`, interval: 3600 })
    expect(host.sync('broken').code).toBe(1)
    host.sandbox.sh('rm /hub/held/*')
    expect(host.sync('held').code).toBe(2)
    host.module('first-failed', { upstream: `${hubUrl}/nothing` })
    expect(host.sync('first-failed').code).toBe(1)
    host.module('at-it', { bwlimit_kib: 500 })
    host.sandbox.sh('head -c 20000000 /dev/urandom >/hub/at-it/big')
    host.start('at-it')
    host.sandbox.waitFor('grep -q at-it /srv/reports/tunasync.json')
  })
  afterAll(() => host?.sandbox.stop())

  const read = (path: string) => host.sandbox.sh('cat "$1"', path)
  const readMirrorz = () => JSON.parse(read('/srv/reports/mirrorz.json')) as Mirrorz

  test('promtool finds nothing to say to the text file', () => {
    const text = read('/var/lib/textfiles/mirrorc.prom')
    const check = (input: string) => host.sandbox.run(['promtool', 'check', 'metrics'], { input })
    expect(check(text)).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(text.match(/^mirror_sync_running\{mirror="at-it"\} 1$/m)).not.toBeNull()
    // It would find something.
    expect(check(text.replace(/^# HELP mirror_info .*\n/m, '')).code).not.toBe(0)
    expect(check(text.trimEnd()).code).not.toBe(0)
    expect(check(text.replace('mirror="good"', 'mirror=good')).code).not.toBe(0)
  })

  test('mirrorz.json keeps the rules of its format', () => {
    const mirrorz = readMirrorz()
    expect(faultsOfMirrorz(mirrorz)).toEqual([])
    const main = mirrorz.mirrors.map(({ cname, status }) => [cname, status?.replace(/\d+/g, '')])
    expect(main).toEqual([
      ['at-it', 'YX'],
      ['broken', 'FOX'],
      ['first-failed', 'FX'],
      ['good', 'SX'],
      ['held', 'FOX'],
    ])
    // They would be seen.
    const [first] = mirrorz.mirrors
    const bad = { ...first, cname: '', url: '/x/', status: 'XS1', size: '3 GB', more: '1' }
    const site = { url: 'https://mirror.example.org/' }
    expect(faultsOfMirrorz({ ...mirrorz, site, mirrors: [bad] })).toHaveLength(8)
  })

  test('mirrorz makes of tunasync.json what mirrorz.json says', () => {
    const entries = JSON.parse(read('/srv/reports/tunasync.json')) as readonly TunasyncEntry[]
    expect(entries).toHaveLength(5)
    const { mirrors } = readMirrorz()
    expect(entries.map(entry => [entry.name, mirrorzStatusOf(entry), entry.size])).toEqual(
      mirrors.map(({ cname, status, size }) => [cname, status, size]),
    )
  })
})
