# What a run says: to its own log, and a line at its end; all of it to whoever started it by hand.

open_log() {
  make_directory "$state/log"
  log=$state/log/$(format_time '%04d%02d%02dT%02d%02d%02dZ')-$$.log
  true >"$log" || give_up "cannot write $log"
  rotate_logs
}

# The names sort by time.
rotate_logs() {
  logs_there=0
  for old_log in "$state"/log/*.log; do
    logs_there=$((logs_there + 1))
  done
  for old_log in "$state"/log/*.log; do
    if [ "$logs_there" -le "$logs" ] || [ "$old_log" = "$log" ]; then break; fi
    rm -f -- "$old_log"
    logs_there=$((logs_there - 1))
  done
}

say() {
  if [ -n "$log" ]; then
    {
      format_time '%04d-%02d-%02dT%02d:%02d:%02dZ'
      printf ' %s\n' "$*"
    } >>"$log"
  fi
  [ -z "$loud" ] || printf '%s\n' "$*"
}

# One line for syslog: cron hands what is printed to logger(1), systemd to its journal. Who started this by hand sees it
# above.
tell_syslog() {
  if [ -z "$loud" ]; then
    printf '%s\n' "$1"
  else
    timeout -k 1 5 logger -t mirrorc-sync -- "$(printable "$1")" >/dev/null 2>&1 7>&- 9>&- || :
  fi
}

# FILE: what programs say, and upstreams in it, can be very much.
log_file() {
  [ -s "$1" ] || return 0
  head -c 1000000 "$1" >>"$log"
  [ "$(wc -c <"$1")" -le 1000000 ] || say '... and more than is kept here'
}

# The admin's own program for an end: what it does is no part of the sync, so it cannot fail it or hold its lock.
run_hook() {
  hook=$hooks/$1
  [ -x "$hook" ] && [ -f "$hook" ] || return 0
  say "running $hook"
  timeout -k 5 60 env -u TMPDIR "$hook" "$module" "$result" "$message" </dev/null >>"$log" 2>&1 7>&- 9>&- ||
    say "$hook ended with $?"
}

make_directory() {
  [ -d "$1" ] || made=$(mkdir -p -- "$1" 2>&1) || give_up "$made"
}

# Bytes that no terminal and no JSON reader minds; upstreams choose what error messages hold.
printable() {
  case $1 in
    *[!\ -~]*) ;;
    *)
      if [ "${#1}" -le 500 ]; then
        printf '%s' "$1"
        return
      fi
      ;;
  esac
  printf '%s' "$1" | tr -c ' -~' '?' | cut -c 1-500
}

# FILE COMMAND...: what a command prints becomes a file, of which readers see the old one or the new one.
put_file() {
  put_to=$1
  put_by=${1%/*}/.${1##*/}.new
  shift
  "$@" >"$put_by" && mv -f -- "$put_by" "$put_to"
}
