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
  const put = (path: string, text: string): void => {
    sandbox.write(path, text)
    sandbox.run(['chmod', '755', path])
  }
  sandbox.sh('mkdir -p "$1/units" "$1/pids"; : >"$1/log"', state)
  put('/usr/bin/systemctl', readFileSync(join(import.meta.dirname, 'stub-systemctl.sh'), 'utf8'))
  const systemctl: Systemctl = {
    setUnit: (unit, words) => sandbox.write(`${state}/units/${unit}`, `${words}\n`),
    unit: unit => sandbox.sh('cat "$1"', `${state}/units/${unit}`).trim(),
    fail: (...calls) => sandbox.write(`${state}/fail`, calls.map(call => `${call}\n`).join('')),
    hook: script => put(`${state}/hook`, `#!/bin/dash\n${script}\n`),
    calls: () =>
      sandbox
        .sh('cat "$1"; : >"$1"', `${state}/log`)
        .split('\n')
        .filter(call => call !== ''),
  }
  systemctl.setUnit('cron.service', 'loaded active enabled no')
  systemctl.setUnit('nginx.service', 'loaded active enabled no')
  systemctl.setUnit('rsync.service', 'loaded inactive disabled no')
  return systemctl
}
