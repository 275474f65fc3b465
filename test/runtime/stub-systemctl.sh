#!/bin/dash
# A STUB of systemctl(1) for a sandbox, where no systemd runs. It keeps what systemd would know of units in files
# of four words (LoadState, ActiveState, UnitFileState, NeedDaemonReload), starts the real nginx and the real rsync
# daemon, writes down what it is asked to change, and fails where a test wants it to.
# shellcheck shell=dash
state=/run/stub-systemctl
words='' value='' now='' quiet=''
while [ $# -gt 0 ]; do
  case $1 in
    -p | -n) shift ;;
    --value) value=yes ;;
    --now) now=yes ;;
    -q) quiet=yes ;;
    -*) ;;
    *) words="$words $1" ;;
  esac
  shift
done
# shellcheck disable=SC2086
set -- $words
verb=$1 unit=${2-}
shift

read_unit() {
  load=not-found active=inactive enabled='' stale=no
  [ -e "$state/units/$1" ] && read -r load active enabled stale <"$state/units/$1"
  main=0
  [ -e "$state/pids/$1" ] || return 0
  read -r main <"$state/pids/$1"
  # Nobody here asks after dead processes, so they stay as zombies; proc(5).
  case $(cat "/proc/$main/stat" 2>/dev/null) in *\)\ [!Z]*) ;; *) main=0 active=failed ;; esac
}

write_unit() { printf '%s %s %s %s\n' "$load" "$active" "${enabled:-disabled}" "$stale" >"$state/units/$1"; }

start_process() {
  case $1 in cron.service | *.timer) return 0 ;; esac
  {
    command=$(sed -n 's/^ExecStart=\(.\)/\1/p' "/etc/systemd/system/$1.d/"*.conf)
    # shellcheck disable=SC2086
    case $1 in
      nginx.service) set -- nginx -g 'daemon off;' ;;
      rsync.service) set -- ${command:-/usr/bin/rsync --daemon --no-detach} ;;
    esac
    setsid "$@" &
    echo $! >"$state/pids/$unit"
  } </dev/null >"$state/start.log" 2>&1
}

stop_process() {
  if [ "$main" != 0 ]; then
    kill -KILL "-$main"
    # A port is free when its last owner is gone; as for zombies, see above.
    while pgrep -g "$main" -r D,R,S >/dev/null; do sleep 0.01; done
  fi
  rm -f "$state/pids/$1"
}

start() { [ "$active" = active ] || { start_process "$unit" && active=active; } && write_unit "$unit"; }
stop() { stop_process "$unit" && active=inactive && write_unit "$unit"; }
reload() {
  [ "$active" = active ] || return 1
  [ "$main" = 0 ] || kill -HUP "$main"
}

read_unit "${unit:-none}"
case $verb in
  show)
    [ -z "$value" ] || { echo "$main"; exit; }
    between=''
    for unit in "$@"; do
      read_unit "$unit"
      printf '%sId=%s\nLoadState=%s\nActiveState=%s\nUnitFileState=%s\nNeedDaemonReload=%s\n' \
        "$between" "$unit" "$load" "$active" "$enabled" "$stale"
      between='
'
    done
    exit
    ;;
  is-active) [ "$active" = active ] && exit || exit 3 ;;
  is-system-running) echo running && exit ;;
  reset-failed) exit ;;
  is-enabled)
    [ -n "$quiet" ] || echo "$enabled"
    case $enabled in enabled | enabled-runtime) exit ;; *) exit 1 ;; esac
    ;;
esac
call="$verb${unit:+ $unit}"
echo "$call" >>"$state/log"
if [ -x "$state/hook" ]; then "$state/hook" "$verb" "$unit"; fi
if grep -qxF "$call" "$state/fail" 2>/dev/null; then
  awk -v "call=$call" '!found && $0 == call { found = 1; next } { print }' "$state/fail" >"$state/left"
  mv "$state/left" "$state/fail"
  echo "stub-systemctl: $call fails"
  exit 1
fi
case $verb in
  daemon-reload)
    for file in "$state"/units/*; do
      unit=${file##*/}
      read_unit "$unit"
      stale=no
      write_unit "$unit"
    done
    ;;
  enable | disable)
    enabled=${verb}d && write_unit "$unit"
    case $now$verb in yesenable) start ;; yesdisable) stop ;; esac
    ;;
  start) start ;;
  stop) stop ;;
  reload) reload ;;
  restart) stop && start ;;
  try-reload-or-restart | reload-or-restart)
    if [ "$active" != active ]; then
      [ "$verb" = try-reload-or-restart ] || start
      exit
    fi
    # Debian's rsync.service cannot reload.
    if [ "$unit" = nginx.service ]; then reload; else stop && start; fi
    ;;
  status) echo "$unit is $active" ;;
  *) echo "stub-systemctl: $verb is not known" && exit 1 ;;
esac
