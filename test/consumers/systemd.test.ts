import { afterEach, describe, expect, test } from 'vitest'
import type { Module, Schedule } from '../../src/compiler/mirror.ts'
import { type Sandbox, startSandbox } from '../runtime/sandbox.ts'
import { artifactsOf, withFile } from './artifacts.ts'
import { skipReason } from './tools.ts'

const skip = skipReason()

// The unit that Arch's rsync package ships; Debian's is here, with its package.
const archUnit = `[Unit]
Description=fast remote file copy program daemon
ConditionPathExists=/etc/rsyncd.conf
After=network.target

[Service]
ExecStart=/usr/bin/rsync --daemon --no-detach
ProtectSystem=full
PrivateDevices=on
NoNewPrivileges=on

[Install]
WantedBy=multi-user.target
`

const units = ['rsync.service', 'rsyncd.service']
const cases = units.flatMap(unit => {
  const path = `/etc/systemd/system/${unit}.d/mirrorc.conf`
  return withFile(path).map(found => ({ ...found, unit, path }))
})

const ofGit = withFile('/etc/systemd/system/mirrorc-git.service')

const timers = withFile('/etc/systemd/system/mirrorc-sync@.service')

const names = ['mirrorc-rsync-tls', 'mirrorc-git-daemon']
const perClient = names.flatMap(name =>
  withFile(`/etc/systemd/system/${name}.socket`).map(found => ({ ...found, name })),
)

let sandbox: Sandbox
afterEach(() => sandbox?.stop())

async function place(path: string, text: string): Promise<void> {
  sandbox = await startSandbox()
  sandbox.write('/usr/lib/systemd/system/rsyncd.service', archUnit)
  sandbox.write(path, text)
}

test('a daemon on another port has a drop-in on every distro', () => {
  expect(cases.map(({ unit }) => unit)).toEqual(units)
})

test('git has a unit of its own', () => {
  expect(ofGit).not.toEqual([])
})

test('rsync over TLS and git:// have a socket', () => {
  expect([...new Set(perClient.map(({ name }) => name))]).toEqual(names)
})

describe.skipIf(skip !== undefined).each(cases)('systemd, $title', ({ host, unit, path, text }) => {
  test('accepts the drop-in', async () => {
    await place(path, text)
    const { code, stdout, stderr } = sandbox.run(['systemd-analyze', 'verify', unit])
    expect({ code, said: stdout + stderr }).toEqual({ code: 0, said: '' })
  })

  test('objects to what is wrong', async () => {
    await place(path, text.replace(/^ExecStart=\n/m, '').replace('/usr/bin/rsync', 'rsync-absent'))
    const { stdout, stderr } = sandbox.run(['systemd-analyze', 'verify', unit])
    expect(stdout + stderr).toMatch(/ExecStart|rsync-absent/)
  })

  test('its command listens on the port', async () => {
    await place(path, text)
    const command = /^ExecStart=(\/.*)$/m.exec(text)?.[1] ?? ''
    // rsync alone reads its stdin for a socket, as it would be under inetd.
    sandbox.write('/etc/rsyncd.conf', '[m]\npath = /srv\n')
    sandbox.start(['sh', '-c', `exec ${command} </dev/null`])
    sandbox.waitFor('ss -Hltn | grep -q .')
    const sockets = sandbox.sh('ss -Hltn').trim().split('\n')
    for (const socket of sockets) expect(socket).toContain(`:${host.rsync?.port} `)
  })
})

describe.skipIf(skip !== undefined).each(ofGit)('systemd, git, $title', ({ text }) => {
  const unit = 'mirrorc-git.service'
  const path = `/etc/systemd/system/${unit}`
  const verify = async (changed: string): Promise<{ code: number; said: string }> => {
    await place(path, changed)
    const { code, stdout, stderr } = sandbox.run(['systemd-analyze', 'verify', unit])
    return { code, said: stdout + stderr }
  }

  test('accepts the unit', async () => {
    expect(await verify(text)).toEqual({ code: 0, said: '' })
  })

  test('objects to what is wrong', async () => {
    expect((await verify(text.replace('PrivateDevices', 'PrivateDevice'))).said).toContain(
      "'PrivateDevice'",
    )
  })
})

describe.skipIf(skip !== undefined).each(perClient)('systemd, $name, $title', found => {
  const units = [`${found.name}.socket`, `${found.name}@.service`]
  const verify = async (text: string): Promise<{ code: number; said: string }> => {
    await place(`/etc/systemd/system/${units[0]}`, text)
    const path = `/etc/systemd/system/${units[1]}`
    sandbox.write(path, found.files.get(path) ?? '')
    const { code, stdout, stderr } = sandbox.run(['systemd-analyze', 'verify', ...units])
    return { code, said: stdout + stderr }
  }

  test('accepts the socket and its service', async () => {
    expect(await verify(found.text)).toEqual({ code: 0, said: '' })
  })

  test('objects to what is wrong', async () => {
    expect((await verify(found.text.replace('Accept=', 'Accepts='))).said).toContain("'Accepts'")
  })
})

describe.skipIf(skip !== undefined).each(timers)('systemd, timers, $title', ({ host }) => {
  const { files } = artifactsOf('timers', host)
  const units = [...files].filter(([path]) => path.startsWith('/etc/systemd/system/mirrorc-sync@'))
  const names = ({ name }: Module) => [`mirrorc-sync@${name}.service`, `mirrorc-sync@${name}.timer`]
  const verify = (): { code: number; said: string } => {
    sandbox.write('/usr/local/lib/mirrorc/mirror-sync', '#!/bin/sh\n', '755')
    const all = ['mirrorc-sync@.service', ...host.modules.flatMap(names)]
    const { code, stdout, stderr } = sandbox.run(['systemd-analyze', 'verify', ...all])
    return { code, said: stdout + stderr }
  }

  test('accepts the service and every timer', async () => {
    sandbox = await startSandbox()
    for (const [path, text] of units) sandbox.write(path, text)
    expect(units).toHaveLength(1 + 2 * host.modules.length)
    expect(verify()).toEqual({ code: 0, said: '' })
    const [path = '', text = ''] = units.find(([path]) => path.endsWith('.timer')) ?? []
    sandbox.write(path, text.replace(/OnCalendar=.*/, 'OnCalendar=*-*-* 25:00:00'))
    expect(verify().said).toContain('calendar')
  })

  // What cron does at a minute is told by a plain reading of crontab(5), and what the timer does by systemd.
  test('a timer runs at the minutes of its schedule', async () => {
    sandbox = await startSandbox()
    const from = Date.UTC(2027, 0, 1)
    let compared = 0
    for (const { name, schedule } of host.modules) {
      const text = files.get(`/etc/systemd/system/mirrorc-sync@${name}.timer`) ?? ''
      const events = [...text.matchAll(/^OnCalendar=(.+)$/gm)].map(([, event = '']) => event)
      const next = sandbox.sh(
        'export TZ=UTC SYSTEMD_COLORS=0; for event in "$@"; do systemd-analyze calendar --base-time=2026-12-31\\ 23:59:59 --iterations=60 "$event"; done',
        ...events,
      )
      const times = [
        ...next.matchAll(/(?:Next elapse|Iter[^:]*|Iteration[^:]*): \w+ ([-0-9]+ [:0-9]+)/g),
      ]
      const seen = [
        ...new Set(times.map(([, time = '']) => Date.parse(`${time.replace(' ', 'T')}Z`))),
      ].sort((a, b) => a - b)
      const wanted: number[] = []
      for (let time = from; wanted.length < 40; time += 60_000)
        if (runsAt(schedule, new Date(time))) wanted.push(time)
      expect(seen.slice(0, 40), name).toEqual(wanted)
      compared += seen.length
    }
    expect(compared).toBeGreaterThan(100)
  })
})

function runsAt(schedule: Schedule, time: Date): boolean {
  const [minute, hour, day, month, weekday] = schedule.text.split(' ').map(
    field => (value: number) =>
      field.split(',').some(item => {
        const [range = '', step = '1'] = item.split('/')
        const [first = '0', last = first] = range === '*' ? ['0', '99'] : range.split('-')
        const start = range === '*' ? 0 : Number(first)
        return value >= start && value <= Number(last) && (value - start) % Number(step) === 0
      }),
  )
  const isDay = [
    day?.(time.getUTCDate()),
    weekday?.(time.getUTCDay()) || weekday?.(time.getUTCDay() + 7),
  ]
  const both = schedule.text.split(' ').filter((_, index) => index === 2 || index === 4)
  const fits = both.some(field => field.startsWith('*'))
    ? isDay.every(Boolean)
    : isDay.some(Boolean)
  return Boolean(
    minute?.(time.getUTCMinutes()) &&
      hour?.(time.getUTCHours()) &&
      month?.(time.getUTCMonth() + 1) &&
      fits,
  )
}
