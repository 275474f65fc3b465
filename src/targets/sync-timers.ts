import type { MirrorHost, Module, Schedule } from '../compiler/mirror.ts'
import type { Resource } from '../resource.ts'
import { render } from './render.ts'
import { dropInDirectory, rootFile } from './share.ts'
import { syncState } from './storage.ts'
import { reportsDirectory, statusDirectory, syncProgramPath } from './sync-settings.ts'

const unitDirectory = '/etc/systemd/system'

/** One service for all modules, and for each module what it may write and when it runs. */
export function lowerSyncTimers(host: MirrorHost): readonly Resource[] {
  const { site, storage, reports } = host
  const service = render('sync.service.njk', {
    ...{ site, user: storage.user, program: syncProgramPath },
    written: [syncState, statusDirectory, ...(reports.length === 0 ? [] : [reportsDirectory])],
  })
  return [
    rootFile(`${unitDirectory}/mirrorc-sync@.service`, service),
    ...host.modules.flatMap(module => lowerTimer(site, module)),
  ]
}

function lowerTimer(site: string, module: Module): readonly Resource[] {
  const { name, path, schedule } = module
  const dropIn = `${unitDirectory}/mirrorc-sync@${name}.service.d`
  const unit = `mirrorc-sync@${name}.timer`
  const file = `${unitDirectory}/${unit}`
  return [
    dropInDirectory(dropIn),
    rootFile(
      `${dropIn}/mirrorc.conf`,
      render('sync-tree.conf.njk', { site, path, homes: isInHome(module) ? ['read-only'] : [] }),
    ),
    rootFile(file, render('sync.timer.njk', { site, name, times: calendarEvents(schedule) })),
    {
      kind: 'service',
      unit,
      shared: false,
      reloadFor: [],
      restartFor: [file],
      check: 'none',
      ports: [],
      probes: [],
    },
  ]
}

// systemd.exec(5): with ProtectHome=yes these look empty, whatever ReadWritePaths= says.
const isInHome = ({ path, sync }: Module): boolean =>
  [path, sync.passwordFile ?? ''].some(each => /^\/(?:home|root|run\/user)\//.test(each))

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** A schedule as systemd.time(7) writes calendar events. Where either of two days fits, there are two. */
function calendarEvents(schedule: Schedule): readonly string[] {
  const { minutes, hours, days, months, weekdays, isEitherDay } = schedule
  const date = (of: readonly number[]): string => `*-${numbers(months, 12)}-${numbers(of, 31)}`
  const time = `${numbers(hours, 24)}:${numbers(minutes, 60)}:00`
  const names = weekdays.map(day => dayNames[day]).join(',')
  const onDays = weekdays.length === 7 ? '' : `${names} `
  if (isEitherDay) return [`${date(days)} ${time}`, `${onDays}*-${numbers(months, 12)}-* ${time}`]
  return [`${onDays}${date(days)} ${time}`]
}

function numbers(list: readonly number[], all: number): string {
  if (list.length === all) return '*'
  return list.map(number => String(number).padStart(2, '0')).join(',')
}
