import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from './sandbox.ts'

/** What a test sets and asks of the stub of systemctl(1), stub-systemctl.sh. */
export interface Systemctl {
  /** `loaded active enabled no`: LoadState, ActiveState, UnitFileState, NeedDaemonReload. */
  setUnit(unit: string, state: string): void
  unit(unit: string): string
  /** Makes calls fail, such as `reload nginx.service`; each once. */
  fail(...calls: readonly string[]): void
  /** A shell script that runs before each call that changes something; `$1` is the verb, `$2` the unit. */
  hook(script: string): void
  /** The calls that change something, in order, since the last time. */
  calls(): readonly string[]
}

/** Puts the stub in the place of a sandbox's systemctl; units as on a host whose packages were just installed. */
export function stubSystemctl(sandbox: Sandbox): Systemctl {
  const state = '/run/stub-systemctl'
  const stub = readFileSync(join(import.meta.dirname, 'stub-systemctl.sh'), 'utf8')
  sandbox.write('/usr/bin/systemctl', stub, '755')
  sandbox.sh(`
    mkdir -p ${state}/units ${state}/pids
    cd ${state}
    : >log
    echo loaded active enabled no >units/cron.service
    echo loaded active enabled no >units/nginx.service
    echo loaded inactive disabled no >units/rsync.service`)
  return {
    setUnit: (unit, words) => sandbox.write(`${state}/units/${unit}`, `${words}\n`),
    unit: unit => sandbox.sh('cat "$1"', `${state}/units/${unit}`).trim(),
    fail: (...calls) => sandbox.write(`${state}/fail`, calls.map(call => `${call}\n`).join('')),
    hook: script => sandbox.write(`${state}/hook`, `#!/bin/dash\n${script}\n`, '755'),
    calls: () =>
      sandbox
        .sh('cat "$1"; : >"$1"', `${state}/log`)
        .split('\n')
        .filter(call => call !== ''),
  }
}
