import type { Sandbox } from './sandbox.ts'

// A STUB of systemctl(1): a sandbox has no systemd. It keeps the state of units in files, writes down what it is
// asked, and fails where a test wants it to. The real one is driven by the end-to-end tests on lab hosts.
const stub = `#!/bin/dash
state=/run/stub-systemctl
options='' words=''
while [ $# -gt 0 ]; do
  case $1 in
    -p | -n) shift ;;
    -*) ;;
    *) words="$words $1" ;;
  esac
  shift
done
set -- $words
read_unit() { load=not-found active=inactive enabled='' stale=no; [ -e "$state/units/$1" ] && read -r load active enabled stale <"$state/units/$1"; }
write_unit() { printf '%s %s %s %s\\n' "$load" "$active" "\${enabled:-disabled}" "$stale" >"$state/units/$1"; }
verb=$1
shift
case $verb in
  show)
    between=''
    for unit in "$@"; do
      read_unit "$unit"
      printf '%sId=%s\\nLoadState=%s\\nActiveState=%s\\nUnitFileState=%s\\nNeedDaemonReload=%s\\n' \\
        "$between" "$unit" "$load" "$active" "$enabled" "$stale"
      between='
'
    done
    exit
    ;;
  is-active) read_unit "$1" && [ "$active" = active ]; exit ;;
  is-enabled) read_unit "$1" && [ "$enabled" = enabled ]; exit ;;
esac
echo "$verb\${1:+ $1}" >>"$state/log"
if [ -x "$state/hook" ]; then "$state/hook" "$verb" "$@"; fi
if grep -qxF "$verb\${1:+ $1}" "$state/fail" 2>/dev/null; then
  echo "stub-systemctl: $verb $1 fails" >&2
  exit 1
fi
case $verb in
  daemon-reload) for file in "$state"/units/*; do read_unit "\${file##*/}"; stale=no; write_unit "\${file##*/}"; done ;;
  enable) read_unit "$1"; enabled=enabled; write_unit "$1" ;;
  disable) read_unit "$1"; enabled=disabled; write_unit "$1" ;;
  start | restart | try-reload-or-restart) read_unit "$1"; active=active; write_unit "$1" ;;
  reload) read_unit "$1"; [ "$active" = active ] ;;
  stop) read_unit "$1"; active=inactive; write_unit "$1" ;;
  status) read_unit "$1"; echo "$1 is $active" ;;
  *) echo "stub-systemctl: $verb is not known" >&2; exit 1 ;;
esac
`

/** What a test sets and asks of the stub. */
export interface Systemctl {
  /** \`loaded active enabled no\`: LoadState, ActiveState, UnitFileState, NeedDaemonReload. */
  setUnit(unit: string, state: string): void
  unit(unit: string): string
  /** Makes a call fail, such as \`reload nginx.service\`. */
  fail(...calls: readonly string[]): void
  /** A shell script that runs before each call that changes something; \`$1\` is the verb, \`$2\` the unit. */
  hook(script: string): void
  /** The calls that change something, in order. */
  calls(): readonly string[]
}

/** Puts the stub in the place of a sandbox's systemctl; units as on a host whose packages were just installed. */
export function stubSystemctl(sandbox: Sandbox): Systemctl {
  const put = (path: string, text: string): void => {
    sandbox.write(path, text)
    sandbox.run(['chmod', '755', path])
  }
  const state = '/run/stub-systemctl'
  put('/usr/bin/systemctl', stub)
  const systemctl: Systemctl = {
    setUnit: (unit, words) => put(`${state}/units/${unit}`, `${words}\n`),
    unit: unit => sandbox.sh('cat "$1"', `${state}/units/${unit}`).trim(),
    fail: (...calls) => put(`${state}/fail`, calls.map(call => `${call}\n`).join('')),
    hook: script => put(`${state}/hook`, `#!/bin/dash\n${script}\n`),
    calls: () =>
      sandbox
        .sh('cat "$1" 2>/dev/null || :', `${state}/log`)
        .split('\n')
        .filter(call => call !== ''),
  }
  systemctl.setUnit('cron.service', 'loaded active enabled no')
  systemctl.setUnit('nginx.service', 'loaded active enabled no')
  systemctl.setUnit('rsync.service', 'loaded inactive disabled no')
  return systemctl
}
